"""Bounded overspending and fractional Equal Shares: by hand, and voter by voter in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pb.rules import plain_shares

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError
from medborgarbudget.records.pabulib import read_pabulib

BOS, FRACTIONAL = "equalshares/bos", "equalshares/fractional"
IDS = ("1", "2", "9", "10", "a", "b", "B")
Given = list[dict[str, int]]
MANY = settings(max_examples=200, deadline=None, derandomize=True)


def by_id(tied: Sequence[Project], votes: object) -> tuple[str, str]:
    """Ties by id, as text."""
    return min(project.project_id for project in tied), "id"


def counted(
    rule: str, costs: dict[str, int], limit: int, ballots: Given, utility="cost", untie=by_id
) -> Outcome:
    """The outcome for ballots with points, or with crosses where points are not the utility."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    if utility == "points":
        given = [Ballot.of("cumulative", ballot) for ballot in ballots]
        profile = Profile.of("cumulative", given)
    else:
        crosses = [tuple(p for p, points in ballot.items() if points > 0) for ballot in ballots]
        profile = Profile.of("approval", [Ballot.of("approval", ballot) for ballot in crosses])
    return run(instance, profile, RuleChoice(rule, TieBreaking(), utility=utility), untie)


def facts(outcome: Outcome, project_id: str) -> dict[str, object]:
    """What is told of the one step about a project."""
    (step,) = [step for step in outcome.steps if step.project_id == project_id]
    return {"action": step.action, **step.facts}


def test_a_group_may_buy_what_it_can_pay_only_a_part_of():
    """Two of three voters have 20 together for what costs 24: the part is 5/6, the charge 12.

    Equal Shares buys only c here, and leaves 24 of the 30.
    """
    costs, ballots = {"a": 24, "c": 6}, [{"a": 1}, {"a": 1}, {"c": 1}]
    outcome = counted(BOS, costs, 30, ballots)

    assert ("c",) == counted("equalshares", costs, 30, ballots).selected
    assert ("a", "c") == outcome.selected
    told = {"supporters": 2, "payment": 12, "paying_less": 2, "paid": 20}
    assert {"action": "selected", **told} == facts(outcome, "a")
    told = {"supporters": 1, "payment": 6, "paying_less": 0, "paid": 6}
    assert {"action": "selected", **told} == facts(outcome, "c")


def test_what_is_missing_makes_a_project_wait():
    """Both cost 12. All who want b can pay; those who want a can pay 10 of 12, so b is first."""
    ballots = [{"a": 1}, {"b": 1}, {"b": 1}, {}]
    outcome = counted(BOS, {"a": 12, "b": 12}, 40, ballots)

    assert ("b", "a") == outcome.selected
    assert {Fraction(10)} == {
        step.facts["paid"] for step in outcome.steps if step.project_id == "a"
    }


def test_the_whole_cost_must_fit_in_the_pot():
    """Who overspends takes from the others: after a, only 6 of 30 are left, and b costs 10."""
    outcome = counted(BOS, {"a": 24, "b": 10}, 30, [{"a": 1}, {"a": 1}, {"b": 1}])

    assert ("a",) == outcome.selected
    assert {"action": "does-not-fit", "score": 1} == facts(outcome, "b")


def test_where_the_supporters_have_nothing_left_it_is_said():
    """The one voter's 10 are gone after a; b would fit in the pot, but nobody pays for it."""
    outcome = counted(BOS, {"a": 10, "b": 5}, 20, [{"a": 1, "b": 1}, {}])

    assert ("a",) == outcome.selected
    assert {"action": "not-affordable", "supporters": 1, "supporters_money": 0} == facts(
        outcome, "b"
    )


def test_money_goes_part_by_part_to_what_most_want():
    """Three have 10 each. a, wanted by all, costs 12: 4 each. Of b two pay their last 6 each."""
    outcome = counted(
        FRACTIONAL, {"a": 12, "b": 20}, 30, [{"a": 1, "b": 1}, {"a": 1, "b": 1}, {"a": 1}]
    )

    assert ("a",) == outcome.selected
    assert {"b": 12} == outcome.granted
    assert (24, 6) == (outcome.spent, outcome.unspent)
    told = {"supporters": 3, "payment": 4, "paying_less": 0}
    assert {"action": "selected", **told} == facts(outcome, "a")
    told = {"supporters": 2, "payment": 6, "paying_less": 0, "granted": 12}
    assert {"action": "partly-funded", **told} == facts(outcome, "b")


def test_parts_are_granted_in_whole_units_rounded_down():
    """10 for three voters: each wish gets 10/3, so 3 units, and 1 of 10 is left."""
    outcome = counted(FRACTIONAL, {"a": 9, "b": 9, "c": 9}, 10, [{"a": 1}, {"b": 1}, {"c": 1}])

    assert {"a": 3, "b": 3, "c": 3} == outcome.granted
    assert (9, ()) == (outcome.spent, outcome.ties)


def test_less_than_a_unit_is_nothing():
    """One of five voters has 2/5 of a unit for b."""
    outcome = counted(FRACTIONAL, {"a": 2, "b": 2}, 2, [{"a": 1}] * 4 + [{"b": 1}])

    assert {"a": 1} == outcome.granted
    assert "not-affordable" == facts(outcome, "b")["action"]


def test_who_gave_more_points_pays_more_of_the_part():
    """One gave a 3 points, one 1: after 10/3 a point the first has nothing, and pays no more."""
    outcome = counted(FRACTIONAL, {"a": 18}, 20, [{"a": 3}, {"a": 1}], "points")

    assert ("a",) == outcome.selected
    assert (8, 1) == (facts(outcome, "a")["payment"], facts(outcome, "a")["paying_less"])


def test_ties_again_and_again_are_listed_once_for_who_goes_first():
    """The voters run dry one after the other, and the two are tied all the way down."""
    ballots = [{"a": 1, "b": 1}] * 4 + [{"a": 1}] * 2 + [{"b": 1}] * 2 + [{"c": 1, "a": 1}]
    outcome = counted(FRACTIONAL, {"a": 40, "b": 40, "c": 4}, 90, [*ballots, {"c": 1, "b": 1}])
    listed = [(tie.projects, tie.winner, tie.decided_by) for tie in outcome.ties]

    assert [(("a", "b"), "a", "id")] == listed


def test_a_tie_that_is_not_to_be_broken_names_the_two():
    """Nobody says which goes first of two that one voter cannot both pay for."""
    for rule in (BOS, FRACTIONAL):
        with pytest.raises(TieRefusedError) as refusal:
            counted(rule, {"a": 10, "b": 10}, 12, [{"a": 1, "b": 1}], untie=None)
        assert ("a", "b") == refusal.value.project_ids


@st.composite
def elections_drawn(draw):
    """Small elections full of ties; costs by id, limit, ballots with points."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=6, unique=True))
    limit = draw(st.integers(1, 80))
    cost = st.one_of(st.integers(0, limit), st.sampled_from([min(limit, 10), min(limit, 20)]))
    ballot = st.dictionaries(st.sampled_from(ids), st.integers(0, 4), max_size=5)
    return {p: draw(cost) for p in ids}, limit, draw(st.lists(ballot, min_size=1, max_size=9))


def plainly(ballots: Given, utility: str, costs: dict[str, int]) -> tuple[Given, dict[str, int]]:
    """The points and the worth of a point, for the plain count."""
    if utility != "points":
        ballots = [{p: 1 for p, points in ballot.items() if points > 0} for ballot in ballots]
    return ballots, {p: (cost or 1) if utility == "cost" else 1 for p, cost in costs.items()}


@pytest.mark.parametrize("utility", ["cost", "cardinality", "points"])
@MANY
@given(election=elections_drawn())
def test_it_is_what_plain_fractions_find(utility, election):
    """The same projects in the same order, and the same whole units."""
    costs, limit, ballots = election
    points, worth = plainly(ballots, utility, costs)
    paid = plain_shares.fractional(costs, limit, points, worth)
    ours = counted(FRACTIONAL, costs, limit, ballots, utility)

    assert plain_shares.bos(costs, limit, points, worth) == list(
        counted(BOS, costs, limit, ballots, utility).selected
    )
    assert {p for p in paid if paid[p] == costs[p]} == set(ours.selected)
    assert {p: int(n) for p, n in paid.items() if 1 <= n < costs[p]} == ours.granted


@MANY
@given(elections_drawn())
def test_equal_shares_is_where_nothing_is_missing(election):
    """Where every payment of bounded overspending was in full, the first were Equal Shares'."""
    costs, limit, ballots = election
    ours = counted(BOS, costs, limit, ballots, "cardinality")
    theirs = counted("equalshares", costs, limit, ballots, "cardinality")
    paid = [step.facts["paid"] for step in ours.steps if step.action == "selected"]

    if paid == [costs[p] for p in ours.selected]:
        assert set(theirs.selected) <= set(ours.selected)


@MANY
@given(elections_drawn(), st.integers(2, 3))
def test_every_voter_twice_changes_nothing_but_the_numbers(election, times):
    """Half the money for twice as many: the same projects, the same parts."""
    costs, limit, ballots = election
    for rule in (BOS, FRACTIONAL):
        one = counted(rule, costs, limit, ballots)
        more = counted(rule, costs, limit, ballots * times)
        assert (one.selected, one.granted) == (more.selected, more.granted)


@pytest.mark.parametrize("rule", [BOS, FRACTIONAL])
def test_points_however_large_are_counted(rule):
    """Fifteen digits, as a file may have them: what is summed up passes 64 bits."""
    large = 10**15 - 1
    ballots = [{"a": large, "b": 1}] * 9 + [{"b": large}] * 9
    outcome = counted(rule, {"a": 50, "b": 50}, 100, ballots, "points")

    assert {"a", "b"} == set(outcome.selected) | set(outcome.granted)
    assert outcome.spent >= 99


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
@pytest.mark.parametrize("name", ["Poland_Warszawa_2019_Zacisze", "Netherlands_Assen_2024"])
def test_a_real_election_is_what_plain_fractions_find(name, utility, elections):
    """In the same order, and to the unit."""
    path = elections / f"{name}.pb"
    file, _ = read_pabulib(path.read_bytes(), path.name)
    instance, profile = file.instance(), file.profile()
    limit = instance.budget_limit
    costs = {project.project_id: project.cost for project in instance.projects}
    crosses = [dict.fromkeys(b.choices, 1) for b, voters in profile.ballots for _ in range(voters)]
    _, worth = plainly([], utility, costs)
    paid = plain_shares.fractional(costs, limit, crosses, worth)
    bos, parts = (
        run(instance, profile, RuleChoice(rule, TieBreaking(), utility=utility), by_id)
        for rule in (BOS, FRACTIONAL)
    )

    assert all(cost <= limit for cost in costs.values())
    assert plain_shares.bos(costs, limit, crosses, worth) == list(bos.selected)
    assert {p for p, money in paid.items() if money == costs[p]} == set(parts.selected)
    assert {p: int(n) for p, n in paid.items() if 1 <= n < costs[p]} == parts.granted
