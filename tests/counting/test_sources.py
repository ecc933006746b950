"""Paper and other classes: one profile without a trace of class, and sums apart that add up."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.counting.closing import close_round
from medborgarbudget.counting.sources import FEW_BALLOTS, HandedIn, NotCounted, joined, sums_apart
from medborgarbudget.counting.tally import tally_round
from medborgarbudget.pb.ballot import Ballot, BallotLimits
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import Pot, RuleChoice
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records.pabulib import read_pabulib
from medborgarbudget.records.pot_counts import PotCounts
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import write_bytes

TODAY = date(2026, 5, 25)
NORR = ("bankar-vid-an", "lekplats-norr", "odlingslador")
POT = Pot("norr", {"sv": "Norr"}, 1, BallotLimits("approval"), RuleChoice("greedy", TieBreaking()))
ON_PAPER = [(number, "vote", "1" if number % 2 else "2 3") for number in range(1, 61)]


def handed_in(number: int, name: str = "code", channel: str = "digital") -> HandedIn:
    """So many ballots for one project, one blank, one outside the limits, all in Norr."""
    profile = Profile.of("approval", [Ballot((NORR[2],))] * number, 3)
    counts = PotCounts(number + 2, number, 1, 0, {"ballot-length-above-limit": 1})
    outside = (NotCounted("000017", "ballot-length-above-limit"),)
    return HandedIn(name, channel, {"norr": profile}, {"norr": counts}, {"norr": outside})


def close(town, *sources):
    """What `close` gives with these sources beside the paper, written down."""
    tree = read_tree(town.root)
    closing = close_round(tree, tree.rounds["2026"], TODAY, sources)
    assert closing.files, closing.problems
    for path, data in closing.files.items():
        write_bytes(town.root, path, data)
    return closing


@pytest.fixture
def typed(opened):
    """Lillby with sixty slips from Norr, one of them outside the limits, and as many from Söder."""
    opened.batch("norr-1", "norr", [*ON_PAPER, (61, "vote", "1 1"), (62, "spoiled", "")])
    opened.batch("soder-1", "soder", ON_PAPER)
    return opened


@pytest.fixture
def both(typed):
    """The same with seventy ballots by code, closed and counted."""
    close(typed, handed_in(70))
    typed.play("tally", "2026")
    typed.commit("Paper and codes are counted")
    return typed


def said(town, pot: str = "norr"):
    """What `tally` says of a pot."""
    return json.loads(town.play("tally", "2026", "--format", "json"))["pots"][pot]


def test_the_ballots_of_all_classes_are_one_profile(both):
    """Which class a ballot is of cannot be read from its line, nor from its place."""
    file, problems = read_pabulib(both.path("ballots/norr.pb").read_bytes(), "norr.pb")

    assert () == problems
    assert 130 == file.profile().voters
    assert sorted(file.vote_cells("vote")) == list(file.vote_cells("vote"))
    assert ("voter_id", "vote") == file.vote_columns


def test_the_sums_stand_apart_and_add_up(both):
    """What each class came to, in the result and in the total."""
    pot = said(both)
    code, paper = pot["classes"]

    assert (["code"], ["digital"], 70) == (
        code["classes"],
        code["channels"],
        code["counts"]["counted"],
    )
    assert (["paper"], ["paper"], 60) == (
        paper["classes"],
        paper["channels"],
        paper["counts"]["counted"],
    )
    assert {NORR[0]: 0, NORR[1]: 0, NORR[2]: 70} == code["votes"]
    assert {NORR[0]: 30, NORR[1]: 30, NORR[2]: 30} == paper["votes"]
    for key in ("slips", "counted", "blank", "spoiled"):
        assert pot["counts"][key] == code["counts"][key] + paper["counts"][key]
    assert {"ballot-length-above-limit": 1, "ballot-repeated-project": 1} == pot["counts"][
        "invalid"
    ]


def test_the_result_is_told_by_class(both):
    """In words, with what did not count and why, but never what it chose."""
    told = both.run("tally", "2026", language="sv").stdout

    assert "Av dem med röstkod: Röstsedlar: 72. Räknade: 70." in told
    assert "Röster på Odlingslådor på torget: med röstkod 70, på papper 30" in told
    assert "Utanför reglerna, samma projekt två gånger: 1. Sedlar: norr-1/61" in told


def test_the_ballots_outside_the_limits_are_listed(both):
    """By slip and reason, as far as their sources are in the repository."""
    assert [("norr-1/61", "ballot-repeated-project")] == [
        (one["slip"], one["reason"]) for one in said(both)["not_counted"]
    ]
    tree = read_tree(both.root)
    tally, _ = tally_round(tree, tree.rounds["2026"], None, [handed_in(70)])

    assert ("norr-1/61", "000017") == tuple(one.slip for one in tally.not_counted["norr"])


def test_a_class_that_is_too_small_is_not_shown_apart(typed):
    """Forty-nine by code and sixty on paper are shown as one, and the town is warned."""
    closing = close(typed, handed_in(FEW_BALLOTS - 1))

    (group,) = said(typed)["classes"]
    assert (["code", "paper"], 109) == (group["classes"], group["counts"]["counted"])
    assert ["close-few-of-class"] == [problem.code for problem in closing.problems[1:]]


def test_a_small_class_is_joined_with_one_of_its_own_channel(typed):
    """Paper slips are published one by one: joined with them, the small class would be bare."""
    close(typed, handed_in(200), handed_in(10, "e-id"))

    shown = [group["classes"] for group in said(typed)["classes"]]
    assert [["code", "e-id"], ["paper"]] == shown


def test_a_round_with_one_class_writes_no_sums(typed):
    """The result of a round on paper keeps its bytes: the totals are all there is to say."""
    closing = close(typed)

    assert not any(path.endswith("classes.yaml") for path in closing.files)
    assert [] == said(typed)["classes"]
    assert "classes" not in typed.path("result.yaml").read_text(encoding="utf-8")


def test_a_round_without_paper_is_counted_too(opened):
    """All ballots by code: nothing to keep apart, and nothing that paper must give."""
    soder = {"soder": Profile.of("approval", [Ballot(("utegym-soder",))] * 60, 3)}
    all_by_code = HandedIn(
        "code", "digital", {**handed_in(60).profiles, **soder}, {"norr": PotCounts(60, 60)}
    )
    close(opened, all_by_code)

    assert 60 == said(opened)["counts"]["counted"]


def test_verify_is_content_with_two_classes(both):
    """The paper is among the ballots, and the sums add up."""
    told = both.play("verify", "2026")

    assert "✓ 2026/paper: 2 paper batches are typed twice and are among" in told
    assert "✓ 2026/recount" in told


def changed(town, *pairs: tuple[str, str]) -> list[str]:
    """The codes that `tally` finds when classes.yaml has been changed."""
    file = town.path("classes.yaml")
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    tree = read_tree(town.root)
    tally, problems = tally_round(tree, tree.rounds["2026"])
    assert tally is None
    assert 1 == town.run("verify", "2026").exit_code
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("pairs", "codes"),
    [
        ([("odlingslador: 70", "odlingslador: 71")], ["classes-not-adding-up"]),
        ([("slips: 72", "slips: 73")], ["classes-not-adding-up"]),
        (
            [("odlingslador: 70", "odlingslador: 69"), ("odlingslador: 30", "odlingslador: 31")],
            ["class-not-as-counted"],
        ),
        ([("classes: [paper]", "classes: [desk]")], ["class-not-as-counted"]),
        ([("  norr:", "  vast:")], ["classes-not-adding-up"]),
    ],
    ids=["votes", "slips", "moved", "renamed", "other pot"],
)
def test_sums_that_were_changed_are_found(both, pairs, codes):
    """Also where they still add up, but are not the paper's."""
    assert set(codes) <= set(changed(both, *pairs))


def test_a_class_file_that_cannot_be_read_stops_the_count(both):
    """Nothing is counted as if there were but one class."""
    assert {"key-misspelt", "key-missing"} == set(changed(both, ("channels:", "channel:")))


def test_a_class_that_was_cut_small_is_found(both):
    """Whoever splits the sums more finely than the rule lets is told."""
    text = both.path("classes.yaml").read_text(encoding="utf-8")
    file = both.path("classes.yaml")
    file.write_text(text.replace("counted: 70", "counted: 7").replace("slips: 72", "slips: 9"))

    tree = read_tree(both.root)
    _, problems = tally_round(tree, tree.rounds["2026"])
    assert "classes-too-small" in [problem.code for problem in problems]


def test_ballots_added_to_a_class_are_found_when_it_is_opened_again(both):
    """With the class handed in, not only the sums but every ballot must be the same."""
    tree = read_tree(both.root)
    other = handed_in(70)
    moved = Profile.of("approval", [Ballot((NORR[2],))] * 69 + [Ballot((NORR[0], NORR[2]))], 3)
    other.profiles["norr"] = moved

    tally, problems = tally_round(tree, tree.rounds["2026"], None, [other])

    assert tally is None
    assert {"class-not-as-counted"} == {problem.code for problem in problems}


def test_a_second_close_with_other_classes_is_refused(both):
    """The sums are written once, as the ballots are."""
    both.path("ballots/norr.pb").unlink()
    tree = read_tree(both.root)
    closing = close_round(tree, tree.rounds["2026"], TODAY, [handed_in(71)])

    assert {} == closing.files
    assert "classes-differ" in [problem.code for problem in closing.problems]


@given(
    st.lists(
        st.tuples(st.integers(0, 120), st.sampled_from(["paper", "digital"])),
        min_size=1,
        max_size=6,
    )
)
@settings(derandomize=True, deadline=None)
def test_no_group_is_small_unless_it_is_alone(sizes):
    """Whatever the classes: the groups are big enough, name each class once, and add up."""
    sources = []
    for index, (number, channel) in enumerate(sizes):
        sources.append(handed_in(number, f"class-{index}", channel))
    groups = sums_apart(POT, NORR, sources)

    assert 1 == len(groups) or all(one.counts.counted >= FEW_BALLOTS for one in groups)
    assert sorted(f"class-{index}" for index in range(len(sizes))) == sorted(
        name for one in groups for name in one.classes
    )
    whole = joined(groups)
    assert sum(number for number, _ in sizes) == whole.counts.counted == whole.votes[NORR[2]]
