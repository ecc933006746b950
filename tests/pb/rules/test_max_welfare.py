"""Maximum welfare, against every selection there is, pabutools 1.2.3 and SciPy's HiGHS.

pabutools hands the same problem to a solver with a tolerance (PuLP, CBC), and chooses between
equals as the solver happens to. So the worth is compared, not the selection. With large numbers
a solver of that kind is wrong at times: docs/decisions/0019.
"""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabutools import election as oracle
from pabutools.rules import max_additive_utilitarian_welfare
from scipy.optimize import Bounds, LinearConstraint, milp

from medborgarbudget.counting.single import Asked, tally_file
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.rules.knapsack import Effort, EffortSpentError, Item, best
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

ITEMS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=8)


def every_selection(items):
    """All subsets."""
    return chain.from_iterable(combinations(items, n) for n in range(len(items) + 1))


def test_two_cheap_ones_may_be_worth_more_than_the_favourite(count):
    """Greedy takes q with 4 votes and has no money left; b and c have 5 together."""
    election = {"q": 10, "b": 5, "c": 5}, 10, [*4 * ["q"], *3 * ["b"], *2 * ["c"]]

    assert ("q",) == count("greedy", *election).selected
    outcome = count("max-welfare", *election, utility="cardinality")
    assert ("b", "c") == outcome.selected
    (step,) = [step for step in outcome.steps if step.action == "not-in-best"]
    assert ("q", {"best": 5, "with_it": 4}) == (step.project_id, step.facts)


def test_money_spent_as_wanted_counts_with_the_cost(count):
    """4 votes for 10 are 40; 3 and 2 for 5 are 25."""
    election = {"q": 10, "b": 5, "c": 5}, 10, [*4 * ["q"], *3 * ["b"], *2 * ["c"]]

    assert ("q",) == count("max-welfare", *election, utility="cost").selected


def test_equals_are_a_tie(count):
    """Two of three fit, all wanted alike: the round's criteria are asked, twice if need be."""
    election = {"a": 5, "b": 5, "c": 5, "free": 0}, 10, ["a", "b", "c"]

    with pytest.raises(TieRefusedError):
        count("max-welfare", *election, utility="cardinality")
    outcome = count("max-welfare", *election, ("lot",), "seed", utility="cardinality")
    assert 2 == len(outcome.selected) == len(outcome.ties)
    assert Tie(("a", "b", "c"), outcome.ties[0].winner, "lot") == outcome.ties[0]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(ITEMS, st.integers(0, 40))
def test_no_other_selection_is_worth_more(drawn, limit):
    """All of them tried; and what is returned is one that has that worth."""
    items = [Item(str(n), cost, worth) for n, (cost, worth) in enumerate(drawn)]
    worth, chosen = best(items, limit)
    fitting = [one for one in every_selection(items) if sum(i.cost for i in one) <= limit]

    assert worth == max(sum(i.worth for i in one) for one in fitting)
    taken = [item for item in items if item.item_id in chosen]
    assert (worth, len(chosen)) == (sum(i.worth for i in taken), len(taken))
    assert sum(i.cost for i in taken) <= limit


MANY_ITEMS = st.lists(st.tuples(st.integers(1, 900), st.integers(0, 900)), min_size=9, max_size=40)


def named(drawn, times: int = 1) -> list[Item]:
    """Items from costs and worths, all times as large."""
    return [Item(f"{n:02}", cost * times, worth * times) for n, (cost, worth) in enumerate(drawn)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(MANY_ITEMS, st.integers(0, 9_000))
def test_highs_finds_nothing_better(drawn, limit):
    """Up to forty items of three digits, where the solver's tolerances are harmless."""
    worth, _ = best(named(drawn), limit)
    theirs = milp(
        [-worth for _, worth in drawn],
        constraints=LinearConstraint([[cost for cost, _ in drawn]], -np.inf, limit),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(drawn)),
        options={"mip_rel_gap": 0},
    )

    assert worth == round(-theirs.fun)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(MANY_ITEMS, st.integers(0, 9_000))
def test_numbers_beyond_64_bits_give_the_same(drawn, limit):
    """All times as large, but for a unit more in one of them: worth a unit more if that is in."""
    times = 10**15
    first = [Item("odd", 1, 1), *named(drawn)]
    second = [Item("odd", times + 1, times + 1), *named(drawn, times)]

    expected, _ = best(first, limit)
    worth, chosen = best(second, limit * times + 1)
    assert expected * times + ("odd" in chosen) == worth


def alike(kind: str, number: int, limit: int) -> list[Item]:
    """Projects of every size up to a twentieth of the limit, worth what is hardest to sort out."""
    items = []
    for n in range(number):
        cost = limit // 400 + (n * n * 7919 + n * 104729) % (limit // 20)
        worth = {
            "votes": 1 + n * 31 % 997,
            "few votes": 1 + n % 7,
            "votes times cost": (1 + n * 31 % 997) * cost,
            "few votes times cost": (1 + n % 7) * cost,
            "cost": cost,
            "nearly the cost": cost + n * 6007 % 20011,
        }[kind]
        items.append(Item(f"{n:03}", cost, worth))
    return items


@pytest.mark.parametrize(
    "kind",
    ["votes", "few votes", "votes times cost", "few votes times cost", "cost", "nearly the cost"],
)
def test_two_hundred_projects_and_a_large_budget_take_little_effort(kind):
    """A hundred million, costs without a common factor: far from the bound on the effort."""
    limit = 10**8
    effort = Effort()
    items = alike(kind, 200, limit)
    worth, chosen = best(items, limit, effort)

    assert effort.looked_at < 500_000
    taken = [item for item in items if item.item_id in chosen]
    assert sum(item.cost for item in taken) <= limit
    assert worth == sum(item.worth for item in taken)


def test_a_search_that_would_not_end_ends():
    """Costs of twenty digits, each worth its cost: the bound is kept, and there is no answer."""
    costs = [(10**6 + n * n * 7919 % 1000003) * 10**14 + n for n in range(60)]
    effort = Effort(most=1_000_000)
    with pytest.raises(EffortSpentError):
        best([Item(str(n), cost, cost) for n, cost in enumerate(costs)], sum(costs) // 2, effort)

    assert effort.looked_at < 4_000_000


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ITEMS, st.integers(1, 40), st.sampled_from(["cost", "cardinality"]))
def test_what_is_said_of_a_loser_is_the_best_selection_with_it(drawn, limit, utility):
    """And a tie is met only where several selections are worth most."""
    instance = Instance(tuple(Project(str(n), cost) for n, (cost, _) in enumerate(drawn)), limit)
    ballots = [Ballot.of("approval", (str(n),)) for n, (_, w) in enumerate(drawn) for _ in range(w)]
    choice = RuleChoice("max-welfare", TieBreaking(("lot",), "s"), utility=utility)
    outcome = run(instance, Profile.of("approval", ballots), choice)

    def worth(numbers) -> int:
        return sum(drawn[n][1] * (drawn[n][0] if utility == "cost" else 1) for n in numbers)

    wanted = [n for n, (_, votes) in enumerate(drawn) if votes]
    fitting = [s for s in every_selection(wanted) if sum(drawn[n][0] for n in s) <= limit]
    most = max(worth(numbers) for numbers in fitting)
    assert most == worth(map(int, outcome.selected))
    assert bool(outcome.ties) == (len([s for s in fitting if worth(s) == most]) > 1)
    for step in outcome.steps:
        if step.action == "not-in-best":
            with_it = [worth(s) for s in fitting if int(step.project_id) in s]
            assert {"best": most, "with_it": max(with_it)} == step.facts


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_real_elections_counted_by_pabutools_too(elections, utility):
    """Assen 2024 and Warsaw 2024 Targówek: what the solver finds is worth as much."""
    kind = {"cost": oracle.Cost_Sat, "cardinality": oracle.Cardinality_Sat}[utility]
    for name in ("Netherlands_Assen_2024.pb", "Poland_Warszawa_2024_Targowek.pb"):
        tally, _ = tally_file(
            (elections / name).read_bytes(), name, Asked("max-welfare", utility=utility)
        )
        instance, profile = oracle.parse_pabulib(str(elections / name))
        theirs = max_additive_utilitarian_welfare(instance, profile, sat_class=kind)
        costs = tally.file.instance().by_id

        def worth(ids, votes=tally.outcome.votes, costs=costs) -> int:
            return sum(votes[p] * (costs[p].cost if utility == "cost" else 1) for p in ids)

        assert worth(p.name for p in theirs) == worth(tally.outcome.selected)
