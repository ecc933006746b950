"""The Method of Equal Shares, without completion."""

from __future__ import annotations

from fractions import Fraction

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

# The example of https://equalshares.net/explanation/: bike path, gym, park, playground, library.
COSTS = {"b": 700, "g": 400, "p": 250, "y": 200, "l": 100}
TEN_BALLOTS = ["bg", "bgp", "bg", "bgp", "bgp", "bg", "pyl", "y", "yl", "pyl"]


def purchases(outcome):
    """The steps that bought something."""
    return [step for step in outcome.steps if step.action == "selected"]


def test_the_first_example_of_equalshares_net(count):
    """Greedy would fund both sports projects; here the children's projects win beside one."""
    outcome = count("equalshares", COSTS, 1100, [*TEN_BALLOTS, "b"])

    assert ("b", "y", "l") == outcome.selected
    assert [100, 50, Fraction(100, 3)] == [s.facts["payment"] for s in purchases(outcome)]
    assert [7, 4, 3] == [1 / s.facts["price_per_vote"] for s in purchases(outcome)]
    assert {"voters": 11, "endowment": 100} == outcome.steps[0].facts


def test_the_second_example_of_equalshares_net(count):
    """Three supporters of the park have only 43 left and pay that; two others pay 60.71 each."""
    outcome = count("equalshares", COSTS, 1100, [*TEN_BALLOTS, "g"])

    assert ("g", "p", "y") == outcome.selected
    gym, park, playground = (step.facts for step in purchases(outcome))
    assert Fraction(400, 7) == gym["payment"]
    assert (Fraction(425, 7), 3) == (park["payment"], park["paying_less"])
    assert Fraction(70, 17) == 1 / park["price_per_vote"]
    assert (Fraction(425, 7), 2) == (playground["payment"], playground["paying_less"])
    assert Fraction(56, 17) == 1 / playground["price_per_vote"]


def test_what_cannot_be_paid_for_is_told_with_what_its_supporters_have_left(count):
    """In the second example the library costs 100, and two of its three supporters have nothing."""
    outcome = count("equalshares", COSTS, 1100, [*TEN_BALLOTS, "g"])

    told = {s.project_id: s.facts for s in outcome.steps if s.action == "not-affordable"}
    assert {"supporters": 3, "supporters_money": Fraction(275, 7)} == told["l"]
    assert {"b", "l"} == set(told)


def test_the_utility_decides_what_is_cheap(count):
    """Per project the cheap one costs its two voters less; per crown the dear one does."""
    election = {"a": 30, "b": 90}, 120, ["a", "ab", "b", "b"]

    first = {u: count("equalshares", *election, utility=u).selected[0] for u in UTILITIES}

    assert {"cost": "b", "cardinality": "a"} == first


UTILITIES = ("cost", "cardinality")


@pytest.mark.parametrize("utility", UTILITIES)
def test_a_project_that_costs_nothing_is_bought_at_once_by_anybody_who_wants_it(count, utility):
    """Its price is 0. One that nobody wants is not bought, free or not."""
    outcome = count("equalshares", {"a": 10, "b": 0, "c": 0}, 20, ["ab", "a"], utility=utility)

    assert ("b", "a") == outcome.selected
    assert {"supporters": 1, "payment": 0, "paying_less": 0, "price_per_vote": 0} == (
        purchases(outcome)[0].facts
    )
    assert "c" in [step.project_id for step in outcome.steps if step.action == "no-votes"]


def test_voters_with_an_empty_ballot_have_their_share_too(count):
    """Half of the voters want nothing, so half of the money is not there for the others."""
    outcome = count("equalshares", {"a": 60}, 100, ["a", "", "a", ""])

    assert () == outcome.selected
    assert {"supporters": 2, "supporters_money": 50} == outcome.steps[-1].facts


def test_nobody_voted(count):
    """No ballots, no shares, no projects, and no division by zero."""
    outcome = count("equalshares", {"a": 60}, 100, [])

    assert () == outcome.selected
    assert [("no-votes", "a")] == [(s.action, s.project_id) for s in outcome.steps]


def test_projects_at_one_price_that_compete_for_a_voter_are_a_tie(count):
    """The voter in the middle wants both and can pay for one."""
    election = {"a": 10, "b": 10}, 15, ["a", "ab", "b"]

    with pytest.raises(TieRefusedError) as refusal:
        count("equalshares", *election)
    assert ("a", "b") == refusal.value.project_ids

    outcome = count("equalshares", *election, ties=("lot",), seed="today")
    assert 1 == len(outcome.selected)
    assert (Tie(("a", "b"), outcome.selected[0], "lot"),) == outcome.ties


def test_projects_at_one_price_that_all_can_be_paid_for_are_no_tie(count):
    """Different voters, or voters with money for both: the order makes no difference."""
    apart = count("equalshares", {"a": 10, "b": 10}, 40, ["a", "a", "b", "b"])
    rich = count("equalshares", {"a": 10, "b": 10}, 40, ["ab", "ab"])

    assert ("a", "b") == apart.selected == rich.selected
    assert () == apart.ties == rich.ties


def test_a_tie_is_between_those_that_compete_and_no_others(count):
    """Two pairs, each competing for a voter of its own: cost decides each, and c with x is none."""
    ballots = ["a", "ab", "b", "x", "xy", "y"]
    costs = {"a": 10, "b": 10, "x": 10, "y": 10}
    votes_of = {"a": 1, "b": 2, "x": 1, "y": 2}

    def untie(tied, votes):
        return max(tied, key=lambda project: votes_of[project.project_id]).project_id, "by hand"

    outcome = count("equalshares", costs, 30, ballots, untie=untie)

    assert ("b", "y") == outcome.selected
    assert (Tie(("a", "b"), "b", "by hand"), Tie(("x", "y"), "y", "by hand")) == outcome.ties


@pytest.mark.parametrize(
    ("vote_type", "ballots"),
    [
        ("ordinal", [("b", "a"), ("a",), ("b",)]),
        ("cumulative", [{"b": 1, "a": 9}, {"a": 10}, {"b": 3, "c": 0}]),
        ("scoring", [{"b": 2, "a": 1, "c": -1}, {"a": 1}, {"b": 1}]),
    ],
)
def test_a_ballot_with_ranks_or_points_supports_what_it_names_with_points(vote_type, ballots):
    """How many points, and which rank, makes no difference yet; 0 points or fewer is no support."""
    instance = Instance((Project("a", 20), Project("b", 30), Project("c", 10)), 60)
    profile = Profile.of(vote_type, [Ballot.of(vote_type, b) for b in ballots])

    outcome = run(instance, profile, RuleChoice("equalshares", TieBreaking(("max-cost",))))

    assert {"a": 2, "b": 2, "c": 0} == outcome.scores
    assert "c" not in outcome.selected
    assert {"tie_breaking", "utility"} == set(outcome.parameters)


def test_shares_stay_exact_where_floating_point_would_not():
    """Thirds of thirds: after three purchases the voters have exactly nothing left."""
    costs = {f"p{n}": 10**15 + n for n in range(3)}
    instance = Instance(tuple(Project(*item) for item in costs.items()), sum(costs.values()))
    profile = Profile.of("approval", 7 * [Ballot.of("approval", tuple(costs))])

    outcome = run(instance, profile, RuleChoice("equalshares", TieBreaking(("max-cost",))))

    assert 3 == len(outcome.selected)
    assert 0 == outcome.unspent
