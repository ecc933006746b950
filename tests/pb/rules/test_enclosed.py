"""Numbers between bounds: as fractions compare, or else in doubt until the bounds are finer."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.rules.enclosed import DoubtError, Enclosed, surely

FEW = 8
POSITIVE = st.fractions(min_value=0, max_value=1000, max_denominator=300)


def enclosed(number: Fraction | int, places: int = 64) -> Enclosed:
    """The number, between bounds."""
    return Enclosed.of(Fraction(number), places)


def holds(exact: Fraction, number: Enclosed) -> bool:
    """Whether the fraction is within the bounds, and has the number's remainder."""
    unit = Fraction(1, 1 << number.places)
    within = number.low * unit <= exact <= number.high * unit
    return within and number.rest == enclosed(exact).rest


@settings(max_examples=300, deadline=None, derandomize=True)
@given(POSITIVE, POSITIVE, st.integers(1, 50))
def test_whatever_is_done_to_numbers_is_done_to_their_bounds(one, other, times):
    """Sums, differences, products, quotients, multiples and parts."""
    a, b = enclosed(one), enclosed(other)

    assert holds(one + other, a + b)
    assert holds(one - other, a - b)
    assert holds(one * other, a * b)
    assert holds(one * times, a.times(times))
    assert holds(one / times, a.over(times))
    if other:
        assert holds(one / other, a / b)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(POSITIVE, POSITIVE)
def test_they_compare_as_fractions_do(one, other):
    """Also through sums that come out the same in another way."""
    there = (enclosed(one) + enclosed(other)) - enclosed(other)

    assert ((one > other) - (one < other)) == there.compare(enclosed(other))
    assert 0 == there.compare(enclosed(one))
    assert (one < other, one <= other) == (there < enclosed(other), there <= enclosed(other))
    assert there == enclosed(one)
    assert there != "a text"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(POSITIVE, st.sampled_from([1, 10, 1_000_000]))
def test_they_are_rounded_as_fractions_are(number, parts):
    """Down and up, to whole numbers and to parts, also where the bounds lie on both sides."""
    there = (enclosed(number).over(3)).times(3)

    assert Fraction(number * parts // 1, parts) == there.floor(parts)
    assert Fraction(-(-number * parts // 1), parts) == there.ceil(parts)


def test_where_numbers_differ_by_less_than_their_bounds_that_is_said():
    """A third and a little more are one and the same to eight places, but not to sixteen."""
    third, more = Fraction(1, 3), Fraction(1, 3) + Fraction(1, 4096)

    with pytest.raises(DoubtError):
        enclosed(third, FEW).compare(enclosed(more, FEW))
    with pytest.raises(DoubtError):
        (enclosed(Fraction(2**20 - 1, 2**20), FEW)).floor()
    with pytest.raises(DoubtError):
        enclosed(1, FEW) / (enclosed(more, FEW) - enclosed(third, FEW))
    assert -1 == enclosed(third, 16).compare(enclosed(more, 16))


def test_a_count_in_doubt_is_done_again_with_finer_bounds():
    """Until it is in no doubt: here two numbers that part after some thousand places."""
    tried = []

    def count(places: int) -> int:
        tried.append(places)
        return enclosed(0, places).compare(enclosed(Fraction(1, 1 << 3000), places))

    assert -1 == surely(count)
    assert [256, 512, 1024, 2048, 4096] == tried
