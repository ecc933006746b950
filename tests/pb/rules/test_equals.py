"""Projects tied for the lowest price, bought as a family: docs/decisions/0090."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from tests.pb.rules.test_certified import BY_LOT, UTILITIES, assert_equal, market
from tests.pb.rules.test_raising import assert_same_stop

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.certified import Certified
from medborgarbudget.pb.rules.equals import Equals
from medborgarbudget.pb.rules.fixed import FixedPurses
from medborgarbudget.pb.ties import TieBreaking


def equals(projects: int, voters: int, wishes: int, shape: str, chance: Random) -> Profile:
    """Ballots after which most projects have equally many supporters: round by round, or drawn."""
    rows = []
    for voter in range(voters):
        match shape:
            case "ring":
                wanted = {(voter * wishes + n) % projects for n in range(wishes)}
            case "camps":
                wanted = {
                    n for n in range(projects) if n % 4 == voter % 4 and chance.random() < 0.7
                }
            case _:
                wanted = set(chance.sample(range(projects), wishes))
        rows.append(Ballot.of("approval", tuple(f"p{n:03}" for n in sorted(wanted))))
    return Profile.of("approval", rows)


@pytest.mark.parametrize("ties", [BY_LOT, TieBreaking()], ids=["lot", "refuse"])
@pytest.mark.parametrize("utility", UTILITIES)
@pytest.mark.parametrize("shape", ["ring", "camps", "drawn"])
@pytest.mark.parametrize("costs", [(12,), (12, 12, 24), (6, 12, 18), (0, 12)], ids=str)
def test_families_of_equals_come_out_as_the_reference_has_them(costs, shape, utility, ties):
    """Plain and raised, with machine code and without, to the last fraction."""
    for seed in range(4):
        chance = Random(f"{seed} {costs} {shape}")
        projects, voters = chance.randint(2, 30), chance.randint(2, 40)
        wishes = chance.randint(1, min(projects, 8))
        priced = (Project(f"p{n:03}", chance.choice(costs)) for n in range(projects))
        instance = Instance(tuple(priced), chance.randint(12, 12 * projects))
        profile = equals(projects, voters, wishes, shape, chance)
        election = market(instance, profile, utility, ties)
        if election.projects:
            share = Fraction(instance.budget_limit, voters)
            assert_equal(election, share)
            assert_same_stop(election, share, 1, "overspend")


def test_a_thousand_equals_are_not_priced_again_at_each_purchase(monkeypatch):
    """Each is asked for its price a few times; at each purchase anew would be 100 000 times."""
    asked = []
    quote = FixedPurses.quote
    monkeypatch.setattr(
        FixedPurses, "quote", lambda purses, *rest: asked.append(rest[0]) or quote(purses, *rest)
    )
    instance = Instance(tuple(Project(f"p{n:03}", 12) for n in range(1_000)), 12 * 200)
    election = market(instance, equals(1_000, 3_000, 5, "ring", Random(0)), "cost")
    bought = Certified.of(election, compiled=False).buy(Fraction(12 * 200, 3_000))

    assert 100 < len(bought.allocation().purchases)
    assert 5_000 > len(asked)


def test_only_the_set_of_what_is_bought_falls_apart():
    """a and b share a poor voter, c and d another; e is everybody's and nobody's rival."""
    instance = Instance(tuple(Project(p, 4) for p in "abcde"), 40)
    ballots = [("a", "b"), ("a",), ("b",), ("c", "d"), ("c",), ("d",), ("e",), ("e",)]
    profile = Profile.of("approval", [Ballot.of("approval", ballot) for ballot in ballots])
    certified = Certified.of(market(instance, profile, "cost"), compiled=False)
    purses = FixedPurses(certified.supporters, Fraction(3), 1 << 20)
    family = Equals(purses, dict.fromkeys(range(5), Fraction(2)))

    assert ([4], [{0, 1}, {2, 3}]) == (family.free, family.sets)
    assert () == family.buy(4, 4, lambda number, payment: True)
    assert (1,) == family.buy(0, 4, lambda number, payment: False)
    assert ([], [{2, 3}]) == (family.free, family.sets)
    assert [2, 3] == family.first_rivals()
    assert family.compete([2, 3])
    assert not family.compete([2])
