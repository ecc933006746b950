"""The result in bars and side by side: every figure from the ballots, every voter in one row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.measures import Portion, wishes_met
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.rules import run
from medborgarbudget.records.explanations import sentences
from medborgarbudget.records.folders import RoundFolder, TownTree
from medborgarbudget.records.pot_ballots import pot_ballots
from medborgarbudget.records.tree import read_tree
from medborgarbudget.site import stories
from medborgarbudget.site.meaning import comparison, group_rows, wish_rows
from medborgarbudget.site.stories import OTHER_RULES, RoundStories, round_stories

Build = Callable[..., Path]


@pytest.fixture(scope="module")
def told(counted: Path) -> RoundStories:
    """The stories of Lillby's round."""
    tree = read_tree(counted)
    return round_stories(tree, tree.rounds["2026"])


def test_no_number_of_wishes_is_left_out_and_many_are_one_row():
    """A gap in the middle is a row of nobody; six or more stand together."""
    rows = wish_rows({0: 5, 2: 10, 7: 1, 9: 2})

    assert [0, 1, 2, 3, 4, 5, 6] == [row.wishes for row in rows]
    assert [5, 0, 10, 0, 0, 0, 3] == [row.voters for row in rows]
    assert [6] == [row.wishes for row in rows if row.or_more]
    assert 1000 == rows[2].width
    assert [False, False] == [row.or_more for row in wish_rows({0: 1, 1: 1})]
    assert () == wish_rows({})


def test_groups_stand_by_their_money_and_one_alone_is_none():
    """Names from the round; a group without one keeps its id, and no group is None."""
    portions = (Portion("a", 2, 0, 0), Portion("b", 1, 1, 50), Portion(None, 1, 1, 100))
    rows = group_rows(portions, {"b": {"sv": "Bo", "en": "Bo"}})

    assert [None, {"sv": "Bo", "en": "Bo"}, {"": "a"}] == [row.name for row in rows]
    assert [1000, 500, 0] == [row.width for row in rows]
    assert () == group_rows(portions[:1], {})


def test_every_voter_is_in_one_row_and_every_rule_is_compared(told: RoundStories):
    """The rules of the table are the round's own and those that ask for nothing more."""
    for pot in told.pots.values():
        compared = comparison(pot)

        assert pot.ballots is not None
        assert compared is not None
        assert pot.ballots.profile.voters == sum(row.voters for row in wish_rows(pot.spread.wishes))
        own, *others = compared.rules
        assert set(pot.result.outcome.selected) == own.selected
        assert pot.spread.happy == own.happy
        assert [rule for rule in OTHER_RULES if rule != own.rule] == [one.rule for one in others]
        for one in compared.contested:
            assert 0 < sum(one in rule.selected for rule in compared.rules) < len(compared.rules)


def by_votes(root: Path) -> tuple[TownTree, RoundFolder]:
    """Lillby as if its second pot, too, had been counted by votes: one project lost."""
    tree = read_tree(root)
    folder = tree.rounds["2026"]
    assert folder.result is not None
    ballots = pot_ballots(tree, folder, folder.result, "soder")
    assert ballots is not None
    choice = replace(ballots.choice, name="greedy")
    outcome = run(ballots.instance, ballots.profile, choice)
    pots = {**folder.round.pots, "soder": replace(folder.round.pots["soder"], rule=choice)}
    results = {**folder.result.pots}
    results["soder"] = replace(results["soder"], outcome=outcome)
    result = replace(folder.result, pots=results)
    return tree, replace(folder, round=replace(folder.round, pots=pots), result=result)


def test_every_project_has_a_story_and_every_loser_a_margin(counted: Path):
    """Where counting again is quick, a round is told whole."""
    told = round_stories(*by_votes(counted))
    for project_id, story in told.projects.items():
        assert story.won == (project_id in story.pot.result.outcome.selected)
        assert story.won != bool(story.margin("sv"))
        assert 2 <= len(story.why("sv")) <= 6
    assert {True, False} == {story.won for story in told.projects.values()}


def test_where_the_work_is_bounded_the_margins_go_first(
    counted: Path, monkeypatch: pytest.MonkeyPatch
):
    """The bound is a number of steps and not of seconds: the same on every machine."""
    monkeypatch.setattr(stories, "MOST_WORK", 0)
    none = round_stories(*by_votes(counted))

    assert all(story.lack is None for story in none.projects.values())
    assert all(story.why("sv") for story in none.projects.values())


def test_ballots_that_are_not_those_of_the_result_are_not_told_of(counted: Path):
    """Nothing is worked out from a file that the result does not name by its hash."""
    tree = read_tree(counted)
    folder = tree.rounds["2026"]
    assert folder.result is not None
    forged = {key: replace(pot, sha256="0" * 64) for key, pot in folder.result.pots.items()}
    found = round_stories(tree, replace(folder, result=replace(folder.result, pots=forged)))

    for pot in found.pots.values():
        assert pot.ballots is None
        assert comparison(pot) is None
        assert () == wish_rows(pot.spread.wishes)
        assert pot.spread.areas
    assert all(story.why("en") for story in found.projects.values())


def test_the_pages_tell_it_once_voting_is_over(after: Path, before: Path):
    """On the pot's page the three tables, on the proposal's the reasons; before, nothing."""
    pot = (after / "2026/result/soder/index.html").read_text(encoding="utf-8")
    loser = (after / "2026/proposals/bankar-vid-an/index.html").read_text(encoding="utf-8")
    early = (before / "2026/proposals/bankar-vid-an/index.html").read_text(encoding="utf-8")

    assert 'id="wishes"' in pot
    assert 'id="others"' in pot
    assert "Fick minst en önskan uppfylld" in pot
    assert "Pengar som används" in pot
    assert re.search(r'id="why">Därför vann det', loser)
    assert 'id="why"' not in early


def test_the_sentences_of_the_count_are_easy_to_read():
    """LIX below 40 for all that is said of a result in Swedish, gaps filled with plain words."""
    said = {
        key: text
        for key, text in sentences("sv").items()
        if not key.startswith(("check-", "paper-", "rule-", "tie-m", "tie-l", "portion", "wishes"))
    }
    text = " ".join(re.sub(r"\{(\w+)\}", "tio", one) + "." for one in said.values())
    words = re.findall(r"[^\W\d_]+", text)
    ends = [one for one in re.split(r"[.:!?]+", text) if re.search(r"\w", one)]

    assert len(words) / len(ends) + 100 * sum(len(word) > 6 for word in words) / len(words) < 32


def test_one_voter_of_each_number_is_counted_by_hand():
    """Ballots made up for it: nobody is in two rows."""
    ballots = [Ballot.of("approval", tuple(one)) for one in ("", "a", "ab", "abc", "cd")]
    rows = wish_rows(wishes_met(Profile.of("approval", ballots), ("a", "b")))

    assert [2, 1, 2] == [row.voters for row in rows]
