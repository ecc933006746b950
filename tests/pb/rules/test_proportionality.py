"""What Equal Shares promises to groups of voters, checked by trying every group.

Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities",
NeurIPS 2021, prove that the Method of Equal Shares ("Rule X") gives extended justified
representation (EJR) up to one project, for any additive utilities. Brill, Forster, Lackner, Maly,
Peters, "Proportionality in Approval-Based Participatory Budgeting", AAAI 2023, prove it up to any
project where all who approve agree on the worth, as they do with cost and cardinality. For
committees (unit costs) it holds in full: Peters, Skowron, "Proportionality and the Limits of
Welfarism", EC 2020, who also show that what it selects has a price system.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations
from random import Random
from typing import Literal

import pytest
from tests.pb.rules.drawn import Election, by_chance, outcome_of

from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.round import Completion

Strength = Literal["in full", "up to any", "up to one"]
RAISED = Completion("exact", 1, "overspend")


def subsets(things) -> Iterator[tuple]:
    """All subsets but the empty one."""
    things = tuple(things)
    return chain.from_iterable(combinations(things, n) for n in range(1, len(things) + 1))


def unserved(election: Election, selected: set[str], utility: str, strength: Strength):
    """A group of voters, and what it can pay for and misses; None where no group is wronged.

    A group is owed the projects T if its part of the money pays for them. It is served if some
    member has as much as all members see in T; or would have more than that with one more project,
    whichever of T that is (up to any) or some project (up to one).
    """
    voters = [ballot for ballot, number in election.ballots for _ in range(number)]

    def worth(ballot, project_id: str) -> int:
        if utility == "points":
            return ballot.get(project_id, 0)
        return (election.costs[project_id] if utility == "cost" else 1) * (project_id in ballot)

    def served(ballot, owed: tuple[str, ...], least: int) -> bool:
        has = sum(worth(ballot, one) for one in selected)
        if has >= least:
            return True
        missing = (set(owed) if strength == "up to any" else set(election.costs)) - selected
        enough = [has + worth(ballot, one) > least for one in missing]
        if strength == "in full":
            return False
        return all(enough) if strength == "up to any" else any(enough)

    for group in subsets(range(len(voters))):
        common = set.intersection(*(set(voters[number]) for number in group))
        for owed in subsets(sorted(common)):
            cost = sum(election.costs[one] for one in owed)
            if cost * len(voters) > election.limit * len(group):
                continue
            least = sum(min(worth(voters[number], one) for number in group) for one in owed)
            if not any(served(voters[number], owed, least) for number in group):
                return group, owed
    return None


def small(number: int, kind: str, unit: bool = False) -> Iterator[Election]:
    """So many elections of up to 6 voters and 5 projects."""
    for chance in map(Random, range(number)):
        ids = "abcde"[: chance.randint(2, 5)]
        costs = {one: 1 if unit else chance.choice((1, 2, 3, 4, 5, 7, 9)) for one in ids}
        ballots = []
        for _ in range(chance.randint(2, 6)):
            chosen = chance.sample(ids, chance.randint(1, len(ids)))
            points = {one: 1 if kind == "approval" else chance.randint(1, 5) for one in chosen}
            ballots.append((points, 1))
        limit = chance.randint(2, max(3, sum(costs.values()) - 1))
        yield Election(costs, limit, ballots, kind)


@pytest.mark.parametrize(
    ("utility", "strength", "kind", "unit"),
    [
        ("points", "up to one", "cumulative", False),
        ("cost", "up to any", "approval", False),
        ("cardinality", "up to any", "approval", False),
        ("cardinality", "in full", "approval", True),
    ],
)
def test_no_group_that_can_pay_for_what_it_wants_goes_without(utility, strength, kind, unit):
    """Every group of voters and every list of projects is tried."""
    owed = 0
    for election in small(150, kind, unit):
        selected = set(outcome_of(election, "equalshares", utility=utility).selected)
        assert unserved(election, selected, utility, strength) is None
        owed += unserved(election, set(), utility, strength) is not None

    assert owed > 50


def test_greedy_gives_the_majority_all_the_money():
    """Two of three voters decide alone: the third one's part would pay for what they want."""
    ballots = [({"a": 1, "b": 1, "c": 1}, 2), ({"d": 1}, 1)]
    election = Election({"a": 1, "b": 1, "c": 1, "d": 1}, 3, ballots)

    greedy = set(outcome_of(election, "greedy").selected)
    assert {"a", "b", "c"} == greedy
    assert ((2,), ("d",)) == unserved(election, greedy, "cardinality", "up to one")
    shares = set(outcome_of(election, "equalshares", utility="cardinality").selected)
    assert {"a", "b", "d"} == shares
    assert unserved(election, shares, "cardinality", "in full") is None


def test_with_costs_equal_shares_may_miss_a_project_in_full():
    """So "up to" is needed: all the money pays for b, and all want it, but a is as good a buy.

    Per unit of cost both cost two voters the same; a goes first, and the rest is short of b.
    """
    election = Election({"a": 1, "b": 3}, 3, [({"a": 1, "b": 1}, 2)])

    selected = set(outcome_of(election, "equalshares", utility="cost").selected)
    assert {"a"} == selected
    assert ((0, 1), ("b",)) == unserved(election, selected, "cost", "in full")
    assert unserved(election, selected, "cost", "up to any") is None


def assert_paid_for(election: Election, outcome: Outcome, utility: str) -> None:
    """Follow the payments in the outcome's own steps, voter by voter."""
    (endowment,) = [
        Fraction(s.facts["endowment"]) for s in outcome.steps if s.action == "endowment"
    ]
    purses = [[endowment, ballot, number] for ballot, number in election.ballots]
    for step in outcome.steps:
        if step.action != "selected":
            continue
        price, paid, poor = Fraction(step.facts["payment"]), Fraction(0), 0
        for purse in purses:
            money, ballot, number = purse
            points = ballot.get(step.project_id, 0)
            asked = price * (points if utility == "points" else min(points, 1))
            purse[0] = money - min(money, asked)
            paid += number * min(money, asked)
            poor += number * (money < asked)
        assert election.costs[step.project_id] == paid
        assert step.facts["paying_less"] == poor
    assert all(0 <= money <= endowment for money, _, _ in purses)
    for step in outcome.steps:
        if step.action == "not-affordable":
            left = sum(n * money for money, ballot, n in purses if step.project_id in ballot)
            assert step.facts["supporters_money"] == left < election.costs[step.project_id]


@pytest.mark.parametrize("rule", ["equalshares", "equalshares/add1"])
@pytest.mark.parametrize("utility", ["cost", "cardinality", "points"])
def test_every_project_is_paid_for_by_those_who_want_it(rule, utility):
    """A price system: nobody pays more than their share, only for what they want, each sum is the
    cost, and the supporters of what was not bought have less left than it costs.
    """
    kind = "cumulative" if utility == "points" else "approval"
    followed = 0
    for election in by_chance(200, kind):
        outcome = outcome_of(election, rule, utility=utility, completion=RAISED)
        if any(step.action == "endowment" for step in outcome.steps):
            assert_paid_for(election, outcome, utility)
            followed += len(outcome.selected)
        wanted = {p for p in election.supported if election.costs[p] <= election.limit}
        told = {step.project_id for step in outcome.steps if step.action == "not-affordable"}
        assert wanted - set(outcome.selected) == told

    assert followed > 200
