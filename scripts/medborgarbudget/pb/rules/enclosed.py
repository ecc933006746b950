"""A number known by bounds: as exact as a fraction where it is compared, and never longer.

Where voters are charged more than they together pay (`bounded_overspending`), each payment is
divided by a sum of earlier ones, and a fraction that writes it has twice as many digits each time.
So a number is kept here as two whole numbers around it and its remainder modulo a large prime. The
bounds tell two numbers apart or leave a doubt. Different remainders prove that the numbers differ,
and then the count is done again with finer bounds. Equal remainders say that they are equal; the
chance that they lie is less than one in 2 to the power of 500 (docs/decisions/0017).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

PRIME = (1 << 521) - 1
COARSEST = 256
"""With how many binary places a count is tried first."""

Found = TypeVar("Found")


class DoubtError(Exception):
    """Two numbers differ, and their bounds cannot tell which is the larger."""


def surely(count: Callable[[int], Found]) -> Found:
    """What the count finds when it is given enough binary places to be in no doubt."""
    places = COARSEST
    while True:
        try:
            return count(places)
        except DoubtError:
            places *= 2


class Enclosed:
    """A number from `low` to `high`, both in units of 2 to the power of -`places`."""

    __slots__ = ("high", "low", "places", "rest")

    def __init__(self, low: int, high: int, rest: int, places: int) -> None:
        self.low = low
        self.high = high
        self.rest = rest % PRIME
        self.places = places

    @classmethod
    def of(cls, number: Fraction | int, places: int) -> Enclosed:
        """The number, between bounds as close as they can be."""
        number = Fraction(number)
        low, left = divmod(number.numerator << places, number.denominator)
        rest = number.numerator * pow(number.denominator, -1, PRIME)
        return cls(low, low + bool(left), rest, places)

    def __add__(self, other: Enclosed) -> Enclosed:
        return Enclosed(
            self.low + other.low, self.high + other.high, self.rest + other.rest, self.places
        )

    def __sub__(self, other: Enclosed) -> Enclosed:
        return Enclosed(
            self.low - other.high, self.high - other.low, self.rest - other.rest, self.places
        )

    def times(self, number: int) -> Enclosed:
        """This number so many times; not fewer than none."""
        return Enclosed(self.low * number, self.high * number, self.rest * number, self.places)

    def __mul__(self, other: Enclosed) -> Enclosed:
        """The product of two numbers that are not below 0."""
        low = max(self.low, 0) * max(other.low, 0) >> self.places
        high = -(-self.high * other.high >> self.places)
        return Enclosed(low, high, self.rest * other.rest, self.places)

    def __truediv__(self, other: Enclosed) -> Enclosed:
        """The quotient of a number that is not below 0 and one above 0.

        Raises DoubtError where the bounds do not show that the other is above 0.
        """
        if other.low <= 0:
            raise DoubtError
        low = (max(self.low, 0) << self.places) // other.high
        high = -(-(self.high << self.places) // other.low)
        return Enclosed(low, high, self.rest * pow(other.rest, -1, PRIME), self.places)

    def over(self, number: int) -> Enclosed:
        """This number divided by a whole number above 0."""
        rest = self.rest * pow(number, -1, PRIME)
        return Enclosed(self.low // number, -(-self.high // number), rest, self.places)

    def compare(self, other: Enclosed) -> int:
        """-1, 0 or 1: whether it is less, equal or more. Raises DoubtError where bounds overlap."""
        if self.high < other.low:
            return -1
        if self.low > other.high:
            return 1
        if self.rest == other.rest:
            return 0
        raise DoubtError

    def __lt__(self, other: Enclosed) -> bool:
        return self.compare(other) < 0

    def __le__(self, other: Enclosed) -> bool:
        return self.compare(other) <= 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Enclosed) and self.compare(other) == 0

    __hash__ = None  # type: ignore[assignment]

    def floor(self, parts: int = 1) -> Fraction:
        """The largest whole number, or of so many parts of one, that is not more than it is."""
        below, above = (bound * parts >> self.places for bound in (self.low, self.high))
        if below != above and (above != below + 1 or self.rest * parts % PRIME != above % PRIME):
            raise DoubtError
        return Fraction(above, parts)

    def ceil(self, parts: int = 1) -> Fraction:
        """The smallest whole number, or of so many parts of one, that is not less than it is."""
        below = self.floor(parts)
        exact = self.rest * parts % PRIME == int(below * parts) % PRIME
        return below if exact else below + Fraction(1, parts)

    def near(self) -> float:
        """A float close to it, for a first look only."""
        return self.high / (1 << self.places)
