"""Why a project won or lost: every sentence stands on a step of the count."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import CostBand, Percentage, Quota
from medborgarbudget.pb.round import Completion, Leftover, RuleChoice
from medborgarbudget.pb.rules import RULES, run
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records import explanations
from medborgarbudget.records.explainer import Explainer
from medborgarbudget.records.results import PotCounts, PotResult

ROOF, SWING, BENCH, STAGE = (
    Project("roof", 700, "Taket"),
    Project("swing", 500, "Gungan"),
    Project("bench", 300, "Bänken"),
    Project("stage", 1500, "Scenen"),
)
TIES = TieBreaking(("min-cost", "lot"), "seed")


def explained(project: Project, ballots: list[str], rule: str = "greedy", **choice) -> str:
    """What is said in English of one of the four projects when a pot of 1000 is counted."""
    instance = Instance((ROOF, SWING, BENCH, STAGE), 1000)
    profile = Profile.of("approval", [Ballot.of("approval", tuple(b.split())) for b in ballots])
    outcome = run(instance, profile, RuleChoice(rule, TIES, **choice))
    pot = PotResult("norr", outcome, PotCounts(profile.voters, profile.voters), "")
    explainer = Explainer(pot, instance, "Norr", project.project_id, "en", "SEK")
    return "\n".join(explainer.sentences()).replace("\u00a0", " ")


def test_a_winner_had_enough_money_left():
    """What stood before it, what that cost, and what was left."""
    said = explained(BENCH, ["roof", "roof", "bench"])

    assert "Bänken won in the pot Norr." in said
    assert "The project is on 1 of 3 ballots." in said
    assert "these had been selected already: Taket. Together they cost SEK 700." in said
    assert "Then SEK 300 was left" in said


def test_a_loser_that_did_not_fit_is_told_how_much_was_missing_and_who_fitted():
    """The swing has more votes than the bench, and costs more than was left."""
    said = explained(SWING, ["roof"] * 3 + ["swing"] * 2 + ["bench"])

    assert "Gungan did not win" in said
    assert "Then SEK 300 was left. It was SEK 200 too little." in said
    assert "These came after it, but cost less and did fit: Bänken." in said


def test_where_the_rule_ends_at_the_first_misfit_that_is_said():
    """Without skipping, the bench falls with the swing."""
    ballots = ["roof"] * 3 + ["swing"] * 2 + ["bench"]

    assert "and this was it" in explained(SWING, ballots, "greedy-no-skip")
    assert "That was Gungan, before this one." in explained(BENCH, ballots, "greedy-no-skip")


def test_a_missed_threshold_is_told_with_both_figures():
    """How many were asked for, and how many there were."""
    said = explained(BENCH, ["roof"] * 5 + ["bench"], "greedy-threshold", threshold=3)

    assert "The rule asks for at least 3. The project got 1." in said


@pytest.mark.parametrize(
    ("project", "words"),
    [(SWING, "nobody chose"), (STAGE, "costs more than the whole pot")],
    ids=["no votes", "too dear"],
)
def test_what_could_never_win_is_told_why(project, words):
    """Nobody's choice, or dearer than everything there is."""
    assert words in explained(project, ["roof", "stage"])


def test_a_tie_is_told_to_both_sides():
    """Roof and swing are equal, only one fits: the cheaper goes first."""
    ballots = ["roof", "swing"]

    assert "It was tied with Taket. Lowest cost decided, and this project went first." in (
        explained(SWING, ballots)
    )
    assert "It was tied with Gungan. Lowest cost decided, and Gungan went first." in (
        explained(ROOF, ballots)
    )


def test_equal_shares_tells_what_supporters_paid_and_had_left():
    """Four voters share 1000: the two of the bench can buy it, the one of the swing cannot."""
    ballots = ["bench", "bench", "swing", ""]

    said = explained(BENCH, ballots, "equalshares")
    assert "All 4 who voted got the same to buy with: SEK 250 each." in said
    assert "2 had chosen the project and bought it together. They paid at most SEK 150 each." in (
        said
    )
    lost = explained(SWING, ballots, "equalshares")
    assert "Together they had SEK 250 left, which was not enough for SEK 500." in lost


def test_a_completion_is_told_as_one():
    """The money left goes to the swing, and the explanation says both halves."""
    said = explained(SWING, ["bench", "bench", "swing", ""], "equalshares/utilitarian")

    assert "was not enough for SEK 500" in said
    assert "Money was left over." in said
    assert "Gungan won" in said


def test_a_raised_endowment_is_told_with_its_end():
    """From what to what, and why not further."""
    completion = Completion("floor", 10, "overspend")
    ballots = ["bench", "bench", "swing", ""]
    said = explained(SWING, ballots, "equalshares/add1", completion=completion)

    assert "was raised from SEK 250 to SEK" in said


def test_what_a_group_could_pay_only_a_part_of_is_told_with_what_it_paid():
    """Two of three have SEK 666.66 together for the roof at 700; the rest is others' money."""
    said = explained(ROOF, ["roof", "roof", "bench"], "equalshares/bos")

    assert (
        "2 had chosen the project and bought it together. They paid at most SEK 350 each." in said
    )
    assert "2 of them had less than that left and paid all they had." in said
    assert "Together that came to SEK 666.66 of the cost." in said
    assert "Together that came" not in explained(
        BENCH, ["roof", "roof", "bench"], "equalshares/bos"
    )


def test_a_part_of_the_cost_is_told_with_who_paid_it():
    """One of two has SEK 500 for the roof at 700."""
    said = explained(ROOF, ["roof", "bench"], "equalshares/fractional")

    assert "Taket did not win" in said
    assert "1 had chosen it and paid at most SEK 500 each towards it" in said
    assert "It gets SEK 500 of its cost." in said


def test_money_left_is_told_where_it_went():
    """The bench gets it whole where that fits, and the swing a part where that is the rule."""
    ballots = ["roof"] * 3 + ["swing"] * 2 + ["bench"]
    filled = explained(BENCH, ballots, "greedy-no-skip", leftover="next-that-fits")
    part = explained(SWING, ballots, "greedy-no-skip", leftover="partial")

    assert "When the rule was done, SEK 300 was left. It went to the projects that fit" in filled
    assert "Then SEK 300 was left, so there was enough money." in filled
    assert "It gets SEK 300 of its cost." in part


@pytest.mark.parametrize("language", ["sv", "en"])
@settings(max_examples=60, deadline=None)
@given(
    costs=st.lists(st.integers(0, 12), min_size=1, max_size=5),
    ballots=st.lists(st.sets(st.integers(0, 4), max_size=4), min_size=1, max_size=8),
    rule=st.sampled_from(sorted(RULES)),
    stop=st.sampled_from(["exhaustive", "overspend"]),
    leftover=st.sampled_from([None, *get_args(Leftover)]),
)
def test_every_project_of_every_count_is_explained(language, costs, ballots, rule, stop, leftover):
    """Whatever the rule did, there are words for it, and the verdict is the outcome's."""
    projects = tuple(
        Project(f"p{n}", cost, area="norr" if n % 2 else "soder") for n, cost in enumerate(costs)
    )
    kind = "scoring" if rule in ("majority-judgement", "greedy-percentage") else "approval"
    named = [tuple(f"p{n}" for n in ballot if n < len(costs)) for ballot in ballots]
    cast = [Ballot.of(kind, dict.fromkeys(ids, 2) if kind == "scoring" else ids) for ids in named]
    instance = Instance(projects, 12)
    choice = RuleChoice(
        rule,
        TIES,
        2,
        "cost",
        Completion("exact", 1, stop, 50_000),
        threshold_percent=20,
        threshold_cost=3,
        top_up=50,
        conflicts=(("p0", "p1"), ("p2", "elsewhere")),
        elsewhere=("elsewhere",),
        winners=1,
        leftover=leftover,
        rolls_to="soder",
        bands=(CostBand(6, 1), CostBand(9, 1)),
        areas_first=("norr",),
        options=(("p1", "p2"),),
        percentage=Percentage("p0"),
        quotas=(Quota(area="norr", at_least_cost=3), Quota(area="soder", at_most_projects=1)),
    )
    outcome = run(instance, Profile.of(kind, cast), choice)
    pot = PotResult("norr", outcome, PotCounts(len(cast), len(cast)), "")
    for project in projects:
        explainer = Explainer(pot, instance, "Norr", project.project_id, language, "SEK")
        said = list(explainer.sentences())

        assert (project.project_id in outcome.selected) == explainer.won
        assert len(said) > 3
        assert all("{" not in sentence for sentence in said)


def test_the_languages_have_the_same_sentences_and_gaps():
    """A sentence that one language lacks would stop the explanation there."""
    from string import Formatter

    def gaps(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    swedish, english = explanations.sentences("sv"), explanations.sentences("en")
    assert swedish.keys() == english.keys()
    assert {key: gaps(text) for key, text in swedish.items()} == {
        key: gaps(text) for key, text in english.items()
    }


def test_many_names_are_told_by_their_number():
    """Five winners before the stage: nobody reads that list for each of forty losers."""
    small = tuple(Project(f"p{n}", 150, f"P{n}") for n in range(6))
    instance = Instance((*small, STAGE), 1500)
    many = Ballot.of("approval", tuple(one.project_id for one in small[:5]))
    profile = Profile.of("approval", [many, many, many, Ballot.of("approval", ("p5", "stage"))])
    outcome = run(instance, profile, RuleChoice("greedy", TIES))
    pot = PotResult("norr", outcome, PotCounts(4, 4), "")
    explainer = Explainer(pot, instance, "Norr", "stage", "en", "SEK")
    said = "\n".join(explainer.sentences()).replace("\u00a0", " ")

    assert "When its turn came, 5 others had been selected already." in said
    assert "Then SEK 750 was left. It was SEK 750 too little." in said
    (reason,) = explainer.reason()
    assert "Then SEK 750 was left. It was SEK 750 too little." == reason.replace("\u00a0", " ")
    assert not any("stage" in one or "It costs" in one for one in explainer.brief())


def test_the_place_is_told_by_what_the_rule_ranks_by():
    """Votes for each krona, or votes where these are not what decides."""
    ballots = ["swing"] * 3 + ["bench"] * 2

    assert "That is place 1 of 4." in explained(SWING, ballots)
    assert "By number of votes it is number 1 of 4." in explained(SWING, ballots, "equalshares")
    per_cost = explained(SWING, ballots, "greedy", score="votes-per-cost")
    assert "By votes for each unit of money it is number 2 of 4." in per_cost


def test_a_loser_of_both_halves_of_a_completion_is_told_of_both():
    """The roof cannot be bought, and what is left over is too little as well."""
    said = explained(ROOF, ["bench"] * 5 + ["roof", "swing"], "equalshares/utilitarian")

    assert "was not enough for SEK 700" in said
    assert "Money was left over. It went to the projects that most had chosen" in said
