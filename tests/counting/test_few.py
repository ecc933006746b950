"""A pot with fewer than fifty ballots online: its sums are published, and no ballot of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from medborgarbudget.counting.digital import box_source, rolls_of
from medborgarbudget.records.box import box_files, read_box
from medborgarbudget.records.pabulib import read_pabulib
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import write_bytes
from medborgarbudget.voting.stores import UnavailableError
from medborgarbudget.voting.stores.sqlite import SqliteStore

STANDING = 48
"""Of the ballots in Norr: 44 of its own roll, two of the whole town's, one blank, one too long."""


def revoke_most(town) -> None:
    """Leave so few ballots online in Norr that none may be shown."""
    for number in (*range(44, 70), 82, 83):
        town.revoke("norr", number)
    town.night("2026-05-12")
    town.commit("Some came to the desk")


@pytest.fixture
def few(cast):
    """Lillby with few ballots online in Norr, where greedy counts, and many in Söder."""
    revoke_most(cast)
    return cast


@pytest.fixture
def summed(few):
    """The same, closed and counted."""
    assert 0 == few.close().exit_code
    few.play("tally", "2026")
    few.commit("The box is opened and counted")
    return few


def standing_in(town, pot: str):
    """The published ballots of a pot that count."""
    box, problems = read_box(town.root, "2026")
    assert box is not None, problems
    revoked = {one.key for one in box.revocations}
    last = {one.header.key: one for one in sorted(box.ballots, key=lambda one: one.header.seq)}
    return [one for key, one in last.items() if key not in revoked and one.header.pot == pot]


def test_the_sums_are_published_and_no_ballot_of_the_pot(summed):
    """The headers stay, so that everybody can count how many there are."""
    ballots = standing_in(summed, "norr")
    tree = read_tree(summed.root)
    one = tree.rounds["2026"].sums["norr"]

    assert STANDING == len(ballots) == one.counts.slips
    assert not any(ballot.ciphertext for ballot in ballots)
    assert {"ballot-repeated-project": 1} == one.counts.invalid
    assert (46, 1) == (one.counts.counted, one.counts.blank)
    assert all(ballot.ciphertext for ballot in standing_in(summed, "soder"))


def test_nobody_can_read_them_any_more(summed):
    """Not in the store either: the key that would open them is public."""
    kept = {row.key: row for row in summed.store.rows() if row.ciphertext}
    assert not any(one.header.key in kept for one in standing_in(summed, "norr"))
    assert all(one.header.key in kept for one in standing_in(summed, "soder"))


def test_the_count_is_that_of_the_single_ballots(few):
    """The same result as if they had been published; the figures are told before asking."""
    result = few.close("--format", "json")
    assert "Fewer than 50: only sums are published." in result.stderr
    assert "Destroyed in the store, counted: 48 ballots" in result.stderr
    online = json.loads(result.stdout)["online"]
    assert (True, False) == (online["norr"]["summed"], online["soder"]["summed"])
    few.play("tally", "2026")
    pots = json.loads(few.play("tally", "2026", "--format", "json"))["pots"]

    assert (STANDING, 0) == (pots["norr"]["summed"], pots["soder"]["summed"])
    assert 46 + 65 == pots["norr"]["counts"]["counted"]
    assert {"lekplats-norr": 44 + 15, "bankar-vid-an": 26 + 30, "odlingslador": 21 + 16} == (
        pots["norr"]["votes"]
    )


def test_what_a_project_lacked_is_not_to_be_known_from_sums(counted):
    """It is said so, where the option would else be passed over in silence."""
    asked = ("explain", "2026", "scen-i-parken", "--margin")
    assert "would have won" in counted.play(*asked)
    path = counted.path("result.yaml")
    before, pot, after = path.read_text("utf-8").partition("  soder:\n")
    path.write_text(f"{before}{pot}    summed: 12\n{after}", "utf-8")

    said = counted.play(*asked)
    assert "known by their sums only" in said and "would have won" not in said


def test_the_ballots_file_says_what_is_not_in_it(summed):
    """It holds the paper alone, and whoever counts it elsewhere is told."""
    file, problems = read_pabulib(summed.path("ballots/norr.pb").read_bytes(), "norr.pb")

    assert not [one for one in problems if one.severity == "error"]
    assert 65 == file.profile().voters
    assert file.meta["comment"] == (
        "46 ballots cast online are not in this file, only their sums, in rounds/2026/box/sums.yaml"
    )


def test_a_stranger_is_told_what_cannot_be_checked(summed, tmp_path):
    """All else is in order: number, signatures, chain and log, and the recount from the sums."""
    bare = tmp_path / "lillby.git"
    summed.git("clone", "--quiet", "--bare", str(summed.root), str(bare))
    result = summed.run("verify", "2026", "--root", str(bare), "--format", "json")
    checks = {one["name"]: one for one in json.loads(result.stdout)["checks"]}

    assert 0 == result.exit_code, checks
    assert "61 ballots online are opened" in checks["2026/box"]["detail"]
    assert "48 more are known by their sums only" in checks["2026/box"]["detail"]
    assert "the word of the town and its trustees" in checks["2026/box"]["detail"]
    assert "rounds/2026/box/sums.yaml" in summed.path("result.yaml").read_text("utf-8")
    assert "48 of the ballots online are too few" in summed.play("tally", "2026")


def said_of(town) -> set[str]:
    """The codes of what `verify` finds."""
    words = town.run("verify", "2026").stdout.split("[")[1:]
    return {word.split("]")[0] for word in words}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("      slips: 48", "      slips: 47", "sums-not-adding-up"),
        ("      counted: 46", "      counted: 45", "sums-not-adding-up"),
        ("      lekplats-norr: 15", "      lekplats-norr: 47", "sums-not-adding-up"),
        ("      lekplats-norr: 15", "      lekplats-soder: 15", "sums-not-adding-up"),
        ("      lekplats-norr: 15", "      lekplats-norr: 16", "input-changed"),
        ("  norr:", "  soder:", "sums-not-due"),
        ("  norr:", "  vast:", "sums-not-due"),
        ("counts:", "count:", "key-misspelt"),
    ],
)
def test_changed_sums_are_found(summed, old, new, code):
    """By what the headers say, by what so many ballots can come to, or by the result's hash."""
    file = summed.path("box/sums.yaml")
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")

    assert code in said_of(summed)


def test_sums_that_are_gone_are_missed(summed):
    """Then ballots count that nobody can open."""
    summed.path("box/sums.yaml").unlink()

    assert {"ciphertext-missing", "input-changed"} <= said_of(summed)


def test_a_pot_with_many_ballots_is_not_published_as_sums(summed):
    """Who publishes sums hides nothing that must be seen; nor where the rule needs ballots."""
    tree = read_tree(summed.root)
    folder = tree.rounds["2026"]
    box, _ = read_box(summed.root, "2026")
    sums = {"norr": box.sums["norr"], "soder": box.sums["norr"]}
    hidden = tuple(replace(one, ciphertext=b"") for one in box.ballots)
    _, problems = box_source(
        folder, rolls_of(tree, folder)[0], replace(box, sums=sums, ballots=hidden)
    )

    assert {"sums-not-due"} == {one.code for one in problems}


def test_a_ballot_that_is_summed_up_is_not_shown_beside(summed):
    """A ciphertext of such a pot could be opened by everybody."""
    box, _ = read_box(summed.root, "2026")
    one = standing_in(summed, "norr")[0]
    shown = tuple(
        replace(each, ciphertext=b"1") if each.leaf == one.leaf else each for each in box.ballots
    )
    for path, data in box_files("2026", replace(box, ballots=shown)).items():
        write_bytes(summed.root, path, data)

    assert "sums-with-ciphertext" in said_of(summed)


def test_another_rule_that_needs_ballots_does_not_count_sums(summed):
    """It would count the paper for the whole."""
    result = summed.run("tally", "2026", "--rule", "equalshares")

    assert 1 == result.exit_code
    assert "[tally-needs-ballots]" in result.stdout
    assert "lekplats-norr" not in result.stdout
    assert "on 59 of 111 ballots" in summed.play("explain", "2026", "lekplats-norr")


def test_the_town_may_still_lay_them_open(few):
    """If it has decided so."""
    assert 0 == few.close("--publish-few").exit_code
    few.play("tally", "2026")
    few.commit("Counted")
    few.play("verify", "2026")
    assert not few.path("box/sums.yaml").exists()
    file, _ = read_pabulib(few.path("ballots/norr.pb").read_bytes(), "norr.pb")

    assert 46 + 65 == file.profile().voters


def test_closing_again_is_the_same_bytes_also_when_the_ballots_are_gone(summed):
    """The sums that were written before the ballots were destroyed stand in for them."""
    result = summed.close()

    assert 0 == result.exit_code, result.output
    assert "" == summed.git("status", "--porcelain")
    refused = summed.close("--publish-few")
    assert 0 == refused.exit_code
    assert "" == summed.git("status", "--porcelain")


def test_a_store_that_fails_half_way_is_emptied_by_closing_again(few, monkeypatch):
    """Of the ballots that were counted some are gone, and the key is not published yet."""
    calls = []
    destroy = SqliteStore.destroy_ciphertext

    def fail_later(self, key, seq):
        calls.append(key)
        if len(calls) > 60:
            raise UnavailableError
        destroy(self, key, seq)

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, "destroy_ciphertext", fail_later)
        assert "[store-not-emptied]" in few.close().stdout
    before = {path: path.read_bytes() for path in few.path("box").iterdir()}
    assert not few.path("box/election-key.txt").exists()
    assert 0 == few.close().exit_code

    assert all(data == path.read_bytes() for path, data in before.items())
    few.play("tally", "2026")
    few.commit("Counted")
    few.play("verify", "2026")


def test_before_the_vote_it_is_told_where_few_may_come(cast):
    """In Söder, where Equal Shares counts; not in Norr, where sums will do."""
    cast.path("manifest.yaml").unlink()
    result = cast.run("open", "2026", "--today", "2026-05-02")

    assert 0 == result.exit_code, result.output
    assert 1 == result.stderr.count("[few-ahead]")
    assert "In soder, 200 codes may vote online." in result.stderr
    assert "norr" not in result.stderr
