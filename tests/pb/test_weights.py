"""A sum split over pots by weights."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.weights import Split, Weights, largest_remainders

POINTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 50), min_size=1)
MANY = settings(max_examples=300, deadline=None, derandomize=True)


def test_a_product_and_a_sum_are_worked_out_as_the_round_says():
    """4 × 2 × 3 = 24; 4·4 + 2·2 + 5·3 = 35."""
    weights = Weights(need=4, population=2, priority=3)

    assert 24 == Split("product").points(weights)
    assert 35 == Split("sum", need=4, population=2, priority=5).points(weights)
    assert 9 == Split("sum").points(weights)


def test_what_is_left_goes_to_the_largest_remainders():
    """100 by 5, 3, 1: 55.56, 33.33, 11.11; the one unit left goes to the first."""
    assert {"a": 56, "b": 33, "c": 11} == largest_remainders(100, {"a": 5, "b": 3, "c": 1})


def test_equal_remainders_go_by_the_order_that_is_stated():
    """Two units for three equals: the first two of the list, whichever they are."""
    assert {"c": 1, "a": 1, "b": 0} == largest_remainders(2, {"c": 1, "a": 1, "b": 1})


def test_without_points_there_is_no_split():
    """Nothing is divided by zero, and nobody owes money."""
    for points in ({"a": 0}, {"a": 2, "b": -1}):
        with pytest.raises(ValueError, match="points"):
            largest_remainders(10, points)


@MANY
@given(st.integers(0, 10**12), POINTS)
def test_the_split_gives_out_all_and_nobody_is_a_unit_off(limit, points):
    """Each has its share rounded down or up; more points never give less."""
    points |= {"last": 1}
    shares, total = largest_remainders(limit, points), sum(points.values())

    assert limit == sum(shares.values())
    for name, share in shares.items():
        assert limit * points[name] // total <= share <= -(-limit * points[name] // total)
        for other in points:
            assert share >= shares[other] or points[name] <= points[other]


def test_four_places_give_four_points_three_two_and_one():
    """How Porto Alegre's assemblies rank their themes: a ballot with four places."""
    ballots = [Ballot(("water", "school", "roads", "parks")), Ballot(("school",))]
    profile = Profile.of("ordinal", ballots, places=4)
    themes = ("housing", "parks", "roads", "school", "water")

    assert {"housing": 0, "parks": 1, "roads": 2, "school": 7, "water": 4} == profile.scores(themes)
