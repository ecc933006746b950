"""The certified count is the reference, to the last fraction: docs/decisions/0014."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.certified import Certified, Run
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.market import Allocation, Market
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError
from medborgarbudget.records.pabulib import read_pabulib

BY_LOT = TieBreaking(("max-votes", "min-cost", "lot"), "seed")
UTILITIES = ("cost", "cardinality")


def market(instance: Instance, profile: Profile, utility, ties: TieBreaking = BY_LOT) -> Market:
    """The market of an election, with what each rule needs to know."""
    choice = RuleChoice("equalshares", ties, utility=utility)
    return Market.of(Count(instance, profile, choice), choice)


def account(allocation: Allocation) -> tuple[object, ...]:
    """All that an outcome can hold of an allocation."""
    money = {p.project_id: allocation.purses.money(p.project_id) for p in allocation.left}
    return (
        allocation.endowment,
        allocation.purchases,
        allocation.ties,
        allocation.spent,
        allocation.left,
        money,
    )


def told(buy, endowment: Fraction) -> tuple[object, ...]:
    """The account, or the projects between which a tie was not to be broken."""
    try:
        return account(buy(endowment).allocation())
    except TieRefusedError as refusal:
        return refusal.project_ids, refusal.narrowed_by


def assert_equal(election: Market, endowment: Fraction) -> None:
    """With this endowment all count the same: the reference, the certified, the compiled."""
    expected = told(election.buy, endowment)

    for compiled in (False, True):
        assert expected == told(Certified.of(election, compiled).buy, endowment)


@st.composite
def random_elections(draw):
    """Many ties, free projects, dear ones, and ballots like each other; with an endowment."""
    number = draw(st.integers(1, 8))
    cost = st.one_of(st.sampled_from([0, 6, 12, 12, 24]), st.integers(0, 40))
    costs = [draw(cost) for _ in range(number)]
    ballot = st.frozensets(st.integers(0, number - 1), max_size=number)
    ballots = draw(st.lists(st.tuples(ballot, st.integers(1, 6)), min_size=1, max_size=9))
    profile = Profile.of(
        "approval",
        [
            Ballot.of("approval", tuple(f"p{n}" for n in sorted(chosen)))
            for chosen, voters in ballots
            for _ in range(voters)
        ],
    )
    limit = draw(st.integers(1, 90))
    instance = Instance(tuple(Project(f"p{n}", cost) for n, cost in enumerate(costs)), limit)
    endowment = draw(
        st.one_of(
            st.just(Fraction(limit, profile.voters)),
            st.integers(0, 30).map(Fraction),
            st.fractions(0, 30, max_denominator=40),
        )
    )
    return instance, profile, endowment


@pytest.mark.parametrize("utility", UTILITIES)
@pytest.mark.parametrize("ties", [BY_LOT, TieBreaking()], ids=["lot", "refuse"])
@settings(max_examples=300, deadline=None, derandomize=True)
@given(election=random_elections())
def test_random_elections_full_of_ties_come_out_the_same(utility, ties, election):
    """Purchases, exact payments, ties, what is left; or the same tie refused."""
    instance, profile, endowment = election

    assert_equal(market(instance, profile, utility, ties), endowment)


@pytest.mark.parametrize("utility", UTILITIES)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(election=random_elections())
def test_coarse_units_change_nothing(utility, election):
    """Money so large that a unit is nearly a whole currency unit leaves much to exact figures."""
    instance, profile, endowment = election
    times = 1 << 52
    dear = tuple(replace(project, cost=project.cost * times) for project in instance.projects)
    large = Instance(dear, instance.budget_limit * times)

    assert_equal(market(large, profile, utility), endowment * times + Fraction(1, 3))


def letters(costs: dict[str, int], limit: int, *ballots: str) -> tuple[Instance, Profile]:
    """An election in which each letter of a ballot names a project."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    return instance, Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in ballots])


@pytest.mark.parametrize(
    "election",
    [
        letters({"a": 18, "b": 5, "c": 5}, 30, "abc", "a", "a", "b", "c"),
        letters({"a": 4, "b": 5, "c": 5}, 14, "abc", "abc", "abc"),
    ],
    ids=["spent-to-the-last", "just-enough-for-all"],
)
def test_equals_that_do_not_compete_are_no_tie(election):
    """Whoever has nothing left competes for nothing, and who has just enough for all neither."""
    instance, profile = election
    bought = Certified.of(market(*election, "cost", TieBreaking())).buy(
        Fraction(instance.budget_limit, profile.voters)
    )

    assert ["a", "b", "c"] == [p.project.project_id for p in bought.allocation().purchases]
    assert_equal(market(*election, "cost"), bought.endowment)


def test_money_too_large_for_64_bits_is_counted_by_the_reference():
    """The outcome is there all the same."""
    instance = Instance((Project("a", 10**21), Project("b", 10**20)), 10**21)
    profile = Profile.of("approval", [Ballot.of("approval", ("a",)), Ballot.of("approval", ("b",))])
    bought = Certified.of(market(instance, profile, "cost")).buy(Fraction(10**21, 2))

    assert not isinstance(bought, Run)
    assert 10**20 == bought.spent


ENDOWMENTS_OF_REAL_ELECTIONS = (Fraction(1), Fraction(7, 5))


@pytest.mark.parametrize("utility", UTILITIES)
def test_every_shared_election_comes_out_the_same(utility, elections_read):
    """With the plain endowment and with a raised one."""
    for name, instance, profile in elections_read:
        election = market(instance, profile, utility)
        if not election.projects:
            continue
        for times in ENDOWMENTS_OF_REAL_ELECTIONS:
            endowment = times * Fraction(instance.budget_limit, profile.voters)
            assert isinstance(Certified.of(election).buy(endowment), Run), name
            assert_equal(election, endowment)


@pytest.fixture(scope="module")
def elections_read(elections: Path) -> list[tuple[str, Instance, Profile]]:
    """All shared elections but the very largest."""
    found = []
    for path in sorted(elections.glob("**/*.pb")):
        if path.stat().st_size < 300_000:
            file, _ = read_pabulib(path.read_bytes(), path.name)
            if file is not None:
                found.append((path.name, file.instance(), file.profile()))
    assert found
    return found
