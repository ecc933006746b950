"""What an endowment buys, as far as two counts must know it of each other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.market import Allocation


class Purchases(Protocol):
    """What an endowment buys, with the full account on demand."""

    @property
    def endowment(self) -> Fraction:
        """What each voter was given."""
        ...

    @property
    def spent(self) -> int:
        """What all the projects bought cost."""
        ...

    @property
    def left(self) -> tuple[Project, ...]:
        """The projects not bought."""
        ...

    def allocation(self) -> Allocation:
        """The full account, with exact payments."""
        ...

    def same_from(self, lower: Purchases) -> bool:
        """Whether every endowment from that lower one on surely buys the same, in this order."""
        ...


Key = int
"""A price per unit of utility, in whole numbers of 2^-64 units."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one purchase tells of the prices then, so that two counts can be compared.

    `highest` is not below the price of the project bought, and `next_lowest` not above that of any
    other but those tied with it (None where no other could be paid for). `tie` is None where the
    bounds told; else what the exact figures said: the tied projects with their payments, and who
    of them competes.
    """

    project: int
    highest: Key
    next_lowest: Key | None
    tie: object = None
