"""Raised endowments are counted as if every step were: docs/decisions/0015."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pb.rules.test_certified import BY_LOT, UTILITIES, account, letters, market
from tests.pb.rules.test_certified import random_elections as elections_drawn
from tests.pb.rules.test_certified import told as outcome
from tests.pb.rules.test_points import elections_drawn as pointed_elections

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import raising
from medborgarbudget.pb.rules.certified import Certified
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.fixed import FixedPurses
from medborgarbudget.pb.rules.points_market import PointsMarket
from medborgarbudget.pb.rules.purchases import Purchases
from medborgarbudget.pb.rules.raising import Steps, TooManyStepsError, raised_until
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

MOST = 40


def stop_at(limit: int, stop: str):
    """As a round's completion says when to stop."""

    def end(bought) -> str | None:
        if not bought.left:
            return "all-selected"
        fits = any(project.cost <= limit - bought.spent for project in bought.left)
        return None if fits or stop == "overspend" else "exhaustive"

    return end


def linear(buy, first: Fraction, step: int, most: int, limit: int, end) -> tuple[object, int, str]:
    """Every step counted, one after the other."""
    bought, steps = buy(first), 0
    while (ended_by := end(bought)) is None:
        if steps == most:
            raise TooManyStepsError(steps, bought.endowment)
        steps += 1
        more = buy(first + steps * step)
        if more.spent > limit:
            return bought, steps, "overspend"
        bought = more
    return bought, steps, ended_by


def told(count) -> tuple[object, ...]:
    """The last account with the number of steps and what ended them, or what went wrong."""
    try:
        bought, steps, ended_by = count()
        return account(bought.allocation()), steps, ended_by
    except TieRefusedError as refusal:
        return refusal.project_ids, refusal.narrowed_by
    except TooManyStepsError as error:
        return error.max_steps, error.endowment


def assert_hops(election, buyers, first: Fraction, step: int, stop: str) -> None:
    """Raised by hops or step by step, it stops at the same step with the same purchases."""
    limit = election.count.instance.budget_limit
    end = stop_at(limit, stop)
    expected = told(lambda: linear(election.buy, first, step, MOST, limit, end))

    assert expected == told(lambda: raised_until(Steps(buyers, first, step, MOST), limit, end))


def assert_same_stop(election, first: Fraction, step: int, stop: str) -> None:
    """The same, with and without machine code."""
    for compiled in (False, True):
        assert_hops(election, Certified.of(election, compiled), first, step, stop)


@pytest.mark.parametrize("stop", ["exhaustive", "overspend"])
@pytest.mark.parametrize("utility", UTILITIES)
@pytest.mark.parametrize("ties", [BY_LOT, TieBreaking()], ids=["lot", "refuse"])
@settings(max_examples=40, deadline=None, derandomize=True)
@given(election=elections_drawn(), rich=st.sampled_from([1, 1, 4, 40]), step=st.integers(1, 3))
def test_hops_leave_nothing_out(stop, utility, ties, election, rich, step):
    """Random elections full of ties, poor and rich, to the last fraction."""
    instance, profile, _ = election
    first = Fraction(instance.budget_limit * rich, profile.voters * 4)

    assert_same_stop(market(instance, profile, utility, ties), first, step, stop)


def test_steps_that_buy_the_same_are_not_counted():
    """Nothing changes from 10 each to 10 009, where the last project is bought: under 30 counts."""
    instance, profile = letters({"a": 10, "b": 9}, 9, "a", "b")
    dear = market(instance, profile, "cost")
    instance, profile = letters({"a": 10, "z": 10_009}, 20_000, "a", "a", "z")
    long = market(instance, profile, "cost")
    counted = []

    class Counted:
        projects = long.projects
        certified = Certified.of(long)

        def buy(self, endowment, lower=None, higher=None):
            counted.append(endowment)
            return self.certified.buy(endowment, lower, higher)

    bought, steps, ended_by = raised_until(
        Steps(Counted(), Fraction(10), 1, 100_000), 20_000, stop_at(20_000, "overspend")
    )

    assert (9_999, "all-selected") == (steps, ended_by)
    assert 10_009 == bought.endowment
    assert 30 > len(counted)
    assert not Certified.of(dear).buy(Fraction(9)).same_from(Certified.of(dear).buy(Fraction(4)))


def test_a_refused_tie_further_on_is_none_of_this_steps_business():
    """x and y tie from 10 each on; the hop that meets it is taken back, and 5 is reached first."""
    instance, profile = letters({"a": 10, "x": 10, "y": 10}, 10, "a", "a", "xy")
    election = market(instance, profile, "cost", TieBreaking())

    assert_same_stop(election, Fraction(3), 1, "exhaustive")
    assert_same_stop(election, Fraction(3), 1, "overspend")


@pytest.mark.parametrize("stop", ["exhaustive", "overspend"])
@pytest.mark.parametrize("ties", [BY_LOT, TieBreaking()], ids=["lot", "refuse"])
@settings(max_examples=60, deadline=None, derandomize=True)
@given(election=pointed_elections(), rich=st.sampled_from([1, 4, 40]), step=st.integers(1, 3))
def test_points_hop_too(stop, ties, election, rich, step):
    """With points, where the exact count is the only one."""
    costs, limit, ballots = election
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    profile = Profile.of("cumulative", [Ballot.of("cumulative", given) for given in ballots])
    choice = RuleChoice("equalshares/add1", ties, utility="points")
    chosen = PointsMarket.of(Count(instance, profile, choice))

    assert_hops(chosen, chosen, Fraction(limit * rich, profile.voters * 4), step, stop)


def test_steps_with_points_that_buy_the_same_are_certain():
    """a costs 10 a point for its one voter from 10 on, and b 20 from 20 on."""
    instance = Instance((Project("a", 10), Project("b", 20)), 40)
    ballots = [Ballot.of("cumulative", {"a": 1}), Ballot.of("cumulative", {"b": 1})]
    profile = Profile.of("cumulative", ballots)
    choice = RuleChoice("equalshares", BY_LOT, utility="points")
    chosen = PointsMarket.of(Count(instance, profile, choice))
    bought = {each: chosen.buy(Fraction(each)) for each in (9, 10, 19, 20)}

    assert bought[19].same_from(bought[10])
    assert not bought[10].same_from(bought[9])
    assert not bought[20].same_from(bought[19])


THERE_AND_BACK = {
    "gap, cardinality": (
        {"a": 29, "b": 5, "c": 6, "d": 18, "e": 12},
        ("ace", "ae", "d", "bc", "bcde", "a", "bc"),
        ("cardinality", 13, 14, 16),
    ),
    "gap, cost": (
        {"a": 24, "b": 5, "c": 24, "d": 30},
        ("c", "cd", "ad", "abcd", "abd", "abcd"),
        ("cost", Fraction(27, 2), Fraction(29, 2), 16),
    ),
    "tie": (
        {"a": 12, "b": 18, "c": 6, "e": 10},
        ("abc", "ce", "abe"),
        ("cost", 10, 11, 12),
    ),
}
"""Elections in which an endowment and a larger one buy the same, and one in between does not."""


@pytest.mark.parametrize("case", THERE_AND_BACK)
@pytest.mark.parametrize("compiled", [False, True])
def test_what_changes_in_between_is_never_hopped_over(case, compiled):
    """The same at both ends proves nothing yet: it is the prices that do."""
    costs, ballots, (utility, *endowments) = THERE_AND_BACK[case]
    instance, profile = letters(costs, 1000, *ballots)
    certified = Certified.of(market(instance, profile, utility), compiled)
    first, between, last = (certified.buy(Fraction(each)) for each in endowments)
    aware = certified.buy(Fraction(endowments[2]), first)

    assert first.bought == last.bought == aware.bought != between.bought
    assert not last.same_from(first)
    assert not aware.same_from(first)


def test_points_that_change_in_between_are_never_hopped_over():
    """The same with points, one for each cross."""
    costs, ballots, (_, *endowments) = THERE_AND_BACK["gap, cardinality"]
    instance, _ = letters(costs, 1000)
    given_ = [Ballot.of("cumulative", dict.fromkeys(ballot, 1)) for ballot in ballots]
    choice = RuleChoice("equalshares", BY_LOT, utility="points")
    chosen = PointsMarket.of(Count(instance, Profile.of("cumulative", given_), choice))
    first, between, last = (chosen.buy(Fraction(each)) for each in endowments)
    order = [[p.project for p in each.purchases] for each in (first, between, last)]

    assert order[0] == order[2] != order[1]
    assert not last.same_from(first)
    assert not chosen.buy(Fraction(endowments[2]), first).same_from(first)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    election=elections_drawn(),
    utility=st.sampled_from(UTILITIES),
    low=st.integers(1, 60),
    far=st.integers(2, 24),
    compiled=st.booleans(),
)
def test_what_is_said_to_be_the_same_is(election, utility, low, far, compiled):
    """Every endowment between two of which it is said buys the same with the same ties."""
    instance, profile, _ = election
    certified = Certified.of(market(instance, profile, utility), compiled)
    first = certified.buy(Fraction(low, 3))
    last = certified.buy(Fraction(low + far, 3), first)
    if last.same_from(first):
        for third in range(low, low + far + 1):
            between = certified.buy(Fraction(third, 3))
            assert first.bought == between.bought
            assert len(first.ties) == len(between.ties)


def test_counts_from_above_ask_for_fewer_prices(monkeypatch):
    """What a higher endowment found is not asked again below it; the outcome is the same."""
    chance = Random(7)
    projects = tuple(Project(f"p{n:02}", chance.randint(4_000, 90_000)) for n in range(40))
    ballots = [
        Ballot.of("approval", tuple(f"p{n:02}" for n in sorted(chance.sample(range(40), 6))))
        for _ in range(400)
    ]
    instance = Instance(projects, 600_000)
    election = market(instance, Profile.of("approval", ballots), "cost")
    asked = []
    quote = FixedPurses.quote
    monkeypatch.setattr(
        FixedPurses, "quote", lambda purses, *rest: asked.append(rest[0]) or quote(purses, *rest)
    )

    def counted(most_at_once: int) -> tuple[object, int]:
        monkeypatch.setattr(raising, "MOST_AT_ONCE", most_at_once)
        asked.clear()
        steps = Steps(Certified.of(election, compiled=False), Fraction(1_500), 1, 1_000)
        end = stop_at(instance.budget_limit, "overspend")
        found = told(lambda: raised_until(steps, instance.budget_limit, end))
        return found, len(asked)

    (one_by_one, all_asked), (from_above, few_asked) = counted(1), counted(16)
    assert one_by_one == from_above
    assert 3 * all_asked > 4 * few_asked


@pytest.mark.parametrize("ties", [BY_LOT, TieBreaking()], ids=["lot", "refuse"])
@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    election=elections_drawn(),
    utility=st.sampled_from(UTILITIES),
    low=st.integers(0, 80),
    far=st.lists(st.integers(1, 30), min_size=1, max_size=3),
)
def test_what_was_found_above_changes_nothing_below(ties, election, utility, low, far):
    """One after the other from above, each with what was found above: the reference's account."""
    instance, profile, _ = election
    plain = market(instance, profile, utility, ties)
    certified = Certified.of(plain, compiled=False)
    higher = None
    for endowment in sorted({Fraction(low + n, 3) for n in (0, *far)}, reverse=True):

        def from_above(given: Fraction, higher: Purchases | None = higher) -> Purchases:
            return certified.buy(given, None, higher)

        assert outcome(plain.buy, endowment) == outcome(from_above, endowment)
        try:
            higher = from_above(endowment)
        except TieRefusedError:
            higher = None
