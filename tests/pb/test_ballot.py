"""Ballots of the five vote types and their limits."""

from __future__ import annotations

import pytest

from medborgarbudget.pb.ballot import VOTE_TYPES, Ballot, BallotLimits, faults

COSTS = {"a": 10, "b": 20, "c": 30}


def broken(vote_type, choices, **limits):
    """The limits that a ballot breaks, with their facts."""
    ballot = Ballot.of(vote_type, choices)
    return dict(faults(ballot, BallotLimits(vote_type, **limits), COSTS))


def test_there_are_five_vote_types():
    """Pabulib's, no more and no fewer."""
    assert ("approval", "choose-1", "cumulative", "ordinal", "scoring") == VOTE_TYPES


def test_equal_choices_are_equal_ballots():
    """Whatever the order in which they were ticked; ranks keep theirs."""
    assert Ballot.of("approval", ("b", "a")) == Ballot.of("approval", ("a", "b"))
    assert Ballot.of("cumulative", {"b": 1, "a": 2}) == Ballot(("a", "b"), (2, 1))
    assert Ballot.of("ordinal", ("b", "a")) != Ballot.of("ordinal", ("a", "b"))


@pytest.mark.parametrize(
    ("vote_type", "choices", "limits"),
    [
        ("approval", ("a", "b"), {"min_length": 2, "max_length": 2, "max_sum_cost": 30}),
        ("choose-1", ("a",), {}),
        ("choose-1", ("a",), {"min_length": 3, "max_length": 5}),
        ("ordinal", ("c", "a"), {"max_length": 3, "min_sum_cost": 40}),
        ("cumulative", {"a": 4, "b": 6}, {"min_sum_points": 10, "max_sum_points": 10}),
        ("cumulative", {"a": 4}, {"max_points": 4, "min_points": 4}),
        ("scoring", {"a": -2, "b": 2}, {"min_points": -2, "max_points": 2}),
        ("approval", (), {}),
    ],
)
def test_a_ballot_at_its_limits_counts(vote_type, choices, limits):
    """Limits are included; a limit that is not set does not exist."""
    assert {} == broken(vote_type, choices, **limits)


@pytest.mark.parametrize(
    ("vote_type", "choices", "limits", "code", "facts"),
    [
        ("approval", ("a",), {"min_length": 2}, "length-below-limit", (1, 2)),
        ("approval", ("a", "b", "c"), {"max_length": 2}, "length-above-limit", (3, 2)),
        ("choose-1", (), {}, "length-below-limit", (0, 1)),
        ("choose-1", ("a", "b"), {"max_length": 5}, "length-above-limit", (2, 1)),
        ("approval", ("a", "c"), {"max_sum_cost": 39}, "sum-cost-above-limit", (40, 39)),
        ("ordinal", ("a",), {"min_sum_cost": 11}, "sum-cost-below-limit", (10, 11)),
        ("cumulative", {"a": 2}, {"min_sum_points": 3}, "sum-points-below-limit", (2, 3)),
        ("cumulative", {"a": 2, "b": 2}, {"max_sum_points": 3}, "sum-points-above-limit", (4, 3)),
    ],
)
def test_each_limit_is_told_with_what_was_found(vote_type, choices, limits, code, facts):
    """One limit, one code, two figures."""
    found, limit = facts

    assert {f"ballot-{code}": {"found": found, "limit": limit}} == (
        broken(vote_type, choices, **limits)
    )


@pytest.mark.parametrize(
    ("points", "code", "limit"), [(1, "below", 2), (9, "above", 5)], ids=["too few", "too many"]
)
def test_points_for_one_project_have_limits_of_their_own(points, code, limit):
    """And the project is named."""
    expected = {"project": "b", "found": points, "limit": limit}

    assert {f"ballot-points-{code}-limit": expected} == (
        broken("scoring", {"a": 3, "b": points}, min_points=2, max_points=5)
    )


def test_limits_on_points_are_not_for_ballots_without_points():
    """A round that changes its vote type need not clear what does not apply."""
    assert {} == broken("approval", ("a",), min_sum_points=5, min_points=5)


def test_projects_that_are_not_on_the_paper_are_named():
    """All of them at once."""
    assert {"ballot-unknown-project": {"projects": ("x", "y")}} == (
        broken("approval", ("y", "a", "x"))
    )


def test_a_project_named_twice_is_told():
    """Twenty-two files in Pabulib hold such ballots, so somebody will cast one."""
    assert {"ballot-repeated-project": {"projects": ("a",)}} == (
        broken("approval", ("a", "b", "a"))
    )


def test_every_fault_is_told_at_once():
    """A clerk corrects a slip once, not three times."""
    assert {
        "ballot-unknown-project",
        "ballot-length-above-limit",
        "ballot-sum-cost-above-limit",
    } == set(broken("approval", ("a", "c", "x"), max_length=2, max_sum_cost=30))
