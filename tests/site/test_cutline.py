"""The budget cut line."""

from __future__ import annotations

from typing import Any

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.site.cutline import CutLine, cut_line
from medborgarbudget.site.shares import shares

COSTS = {"bench": 60, "stage": 70, "lamp": 30, "swing": 40}
VOTES = {"bench": 9, "stage": 7, "lamp": 5, "swing": 2}


def drawn(rule: str, limit: int = 100, threshold: int = 0, **parts: Any) -> CutLine:
    """The line for a small election, in which each voter names one project."""
    projects = tuple(Project(one, cost) for one, cost in COSTS.items())
    ballots = [Ballot((one,)) for one, number in VOTES.items() for _ in range(number)]
    choice = RuleChoice(rule, TieBreaking(("min-cost",)), threshold=threshold, **parts)
    outcome = run(Instance(projects, limit), Profile.of("approval", ballots), choice)
    return cut_line(outcome, COSTS, {})


def test_the_line_stands_above_the_first_that_did_not_fit() -> None:
    """And a cheaper one below it can still have won: greedy skips."""
    line = drawn("greedy")

    assert ["bench", "stage", "lamp", "swing"] == [bar.project_id for bar in line.bars]
    assert [True, False, True, False] == [bar.won for bar in line.bars]
    assert (1, 40) == (line.cut, line.left)
    assert [60, 60, 90, 90] == [bar.total for bar in line.bars]
    assert "does-not-fit" == line.bars[1].action
    assert 40 == line.bars[1].left
    assert [1000, 777, 555, 222] == [bar.width for bar in line.bars]


def test_below_the_line_nobody_wins_where_the_count_stops() -> None:
    """Greedy without skipping."""
    line = drawn("greedy-no-skip")

    assert [True, False, False, False] == [bar.won for bar in line.bars]
    assert ["selected", "stopped", "not-reached", "not-reached"] == [b.action for b in line.bars]


def test_too_few_votes_is_not_a_matter_of_money() -> None:
    """The line marks where money ended, not who fell below the threshold."""
    line = drawn("greedy-threshold", limit=1000, threshold=5)

    assert line.cut is None
    assert "below-threshold" == line.bars[-1].action


def test_where_all_win_there_is_no_line() -> None:
    """The money reached."""
    assert drawn("greedy", limit=1000).cut is None


def test_equal_shares_stand_in_the_order_of_choice() -> None:
    """The winners first, the line below them, then the others by votes."""
    line = drawn("equalshares")

    assert not line.by_votes
    assert line.cut == sum(bar.won for bar in line.bars)
    assert all(bar.won for bar in line.bars[: line.cut])


def test_purses_tell_what_each_voter_had_and_paid() -> None:
    """Only for the rules that have purses."""
    projects = tuple(Project(one, cost) for one, cost in COSTS.items())
    ballots = [Ballot(("bench",))] * 6 + [Ballot(("lamp",))] * 4
    outcome = run(
        Instance(projects, 100),
        Profile.of("approval", ballots),
        RuleChoice("equalshares", TieBreaking()),
    )
    found = shares(outcome, {})

    assert found is not None
    assert (10, 10) == (found.voters, found.each)
    assert {"bench": 10, "lamp": 7.5} == {row.title: row.payment for row in found.rows}
    assert found.first is None


def test_votes_for_the_money_are_not_the_order_of_votes() -> None:
    """The lamp has 5 votes for 30, the bench 9 for 60: winners first, then the line."""
    line = drawn("greedy", score="votes-per-cost")

    assert not line.by_votes
    assert ["lamp", "bench"] == [bar.project_id for bar in line.bars if bar.won]
    assert 2 == line.cut


def test_where_most_votes_first_was_preferred_the_order_is_that_of_votes() -> None:
    """Equal Shares buys nothing here; with the comparison, greedy's outcome is what is drawn."""
    assert not drawn("equalshares").by_votes
    line = drawn("equalshares", comparison="satisfaction")

    assert line.by_votes
    assert ["bench", "lamp"] == [bar.project_id for bar in line.bars if bar.won]


def test_a_project_that_is_topped_up_stands_below_the_line() -> None:
    """The pot's own money ends there, and it has won all the same."""
    line = drawn("greedy-custom", limit=120, top_up=80)

    assert [True, True, False, False] == [bar.won for bar in line.bars]
    assert 1 == line.cut
