"""A sum of money split over pots by need, population and priority, to the last currency unit.

Source: the investment plan of Porto Alegre (Regimento Interno do Orçamento Participativo): a
region's part follows from how badly it lacks a service, how many live there, and how high its
assembly put the theme. The rounding is by largest remainders (Balinski, Young, "Fair
Representation", 1982), which gives out the whole sum and not a unit more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Formula = Literal["product", "sum"]


@dataclass(frozen=True, slots=True)
class Weights:
    """Three whole numbers for one pot: grades, ranks backwards, or people, as the round says."""

    need: int
    population: int
    priority: int


@dataclass(frozen=True, slots=True)
class Split:
    """How three numbers become one: their product, or their sum, each so many times.

    The factors say how much each ground counts in a sum; in a product they change nothing.
    """

    formula: Formula
    need: int = 1
    population: int = 1
    priority: int = 1

    def points(self, weights: Weights) -> int:
        """The pot's points; its share is its part of all points."""
        parts = (
            self.need * weights.need,
            self.population * weights.population,
            self.priority * weights.priority,
        )
        return sum(parts) if self.formula == "sum" else parts[0] * parts[1] * parts[2]


def largest_remainders(limit: int, points: Mapping[str, int]) -> Mapping[str, int]:
    """`limit` split in proportion to the points, in whole units that add up to it exactly.

    Each gets its share rounded down; what is left goes, a unit each, to the largest remainders,
    and among equal ones to those that stand first in `points`. Raises ValueError where no points
    are given, or some are below zero.
    """
    total = sum(points.values())
    if total <= 0 or min(points.values()) < 0:
        raise ValueError("a split needs points, and none below zero")
    shares = {name: limit * given // total for name, given in points.items()}
    remainders = {name: limit * given % total for name, given in points.items()}
    left = limit - sum(shares.values())
    for name in sorted(points, key=lambda one: -remainders[one])[:left]:
        shares[name] += 1
    return shares
