"""Equal Shares in fixed point, certified: the same outcome as `market`, in a fraction of the time.

Every price is known within bounds. Where the bounds of two projects overlap they are compared
exactly, and an exact tie is broken as the reference breaks it. The proof is docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import ceil
from typing import Protocol

from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.fixed import FixedPurses, Quote, scale
from medborgarbudget.pb.rules.ledger import Supporters
from medborgarbudget.pb.rules.market import Allocation, Market, Purchase
from medborgarbudget.pb.rules.purses import Payment

FINENESS = 64
"""Prices per unit of utility are compared as whole numbers of 2^-64 units."""


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


@dataclass(frozen=True)
class Certified:
    """A market that is asked again and again what an endowment buys."""

    market: Market
    supporters: Supporters
    voters: int
    number: Mapping[str, int]
    utility: tuple[int, ...]

    @classmethod
    def of(cls, market: Market) -> Certified:
        """The same market, with its voters and projects by number."""
        electorate = market.electorate
        groups = tuple(electorate.supporters[p.project_id] for p in market.projects)
        weights = tuple(electorate.weights[some] for some in groups)
        numbers = tuple(int(some.sum()) for some in weights)
        supporters = Supporters(electorate.voters, electorate.weights, groups, weights, numbers)
        number = {project.project_id: n for n, project in enumerate(market.projects)}
        utility = tuple(market.utility_of(project) for project in market.projects)
        return cls(market, supporters, electorate.voters, number, utility)

    @property
    def projects(self) -> tuple[Project, ...]:
        """What can be bought at all."""
        return self.market.projects

    def buy(self, endowment: Fraction, lower: Purchases | None = None) -> Purchases:
        """What the endowment buys, exactly as `Market.buy` has it.

        `lower` is what a lower endowment bought, if the two are to be compared: `Run.same_from`.
        """
        limit = self.market.count.instance.budget_limit
        unit = scale(endowment, self.voters, limit)
        if unit is None:
            return self.market.buy(endowment)
        return Run(self, endowment, unit, lower if isinstance(lower, Run) else None)


class Run:
    """One count with one endowment.

    While it buys the same as the `guide`, a count with a lower endowment, it asks all projects for
    their price that might have been the cheapest there, and so anywhere between the two.
    """

    def __init__(
        self, certified: Certified, endowment: Fraction, unit: int, guide: Run | None = None
    ) -> None:
        self.endowment = endowment
        self.unit = unit
        self.market = certified.market
        self.projects = certified.market.projects
        self.purses = FixedPurses(certified.supporters, endowment, unit)
        self.number = certified.number
        self.ties: list[Tie] = []
        self.marks: list[Mark] = []
        self._guide = guide
        self._rivals_found: list[object] = []
        self._utility = certified.utility
        self._quotes = [
            Quote(project.cost * unit // voters, -(-project.cost * unit // voters))
            for project, voters in zip(self.projects, certified.supporters.numbers, strict=True)
        ]
        self._bounds = [(self._lower(n), n) for n in range(len(self.projects))]
        self._count()

    def same_from(self, lower: Purchases) -> bool:
        """Whether every endowment from that lower one on surely buys the same, in this order.

        The proof is in docs/decisions/0015.
        """
        if not isinstance(lower, Run) or len(lower.marks) != len(self.marks):
            return False
        return all(
            ours.project == theirs.project
            and ours.tie == theirs.tie
            and (ours.next_lowest is None or self._rescaled(theirs, lower) < ours.next_lowest)
            for ours, theirs in zip(self.marks, lower.marks, strict=True)
        )

    @property
    def bought(self) -> list[int]:
        """The numbers of the projects bought, in order."""
        return [mark.project for mark in self.marks]

    @property
    def spent(self) -> int:
        """What all the projects bought cost."""
        return sum(self.projects[number].cost for number in self.bought)

    @property
    def left(self) -> tuple[Project, ...]:
        """The projects not bought."""
        bought = set(self.bought)
        return tuple(project for n, project in enumerate(self.projects) if n not in bought)

    def allocation(self) -> Allocation:
        """The full account, with exact payments."""
        entries = self.purses.ledger.entries
        supporters = self.purses.supporters
        purchases = []
        for entry, amount in zip(entries, self.purses.ledger.payments(), strict=True):
            payment = Payment(amount, supporters.numbers[entry.project] - entry.paying)
            project = self.projects[entry.project]
            price = amount / self._utility[entry.project]
            purchases.append(Purchase(project, payment, price))
        return Allocation(
            endowment=self.endowment,
            purchases=tuple(purchases),
            ties=tuple(self.ties),
            purses=self,
            spent=self.spent,
            left=self.left,
        )

    def money(self, project_id: str) -> Fraction:
        """What the project's supporters have left together."""
        return self.purses.money(self.number[project_id])

    def rivals(self, payments: Mapping[str, Fraction]) -> list[set[str]]:
        """Which of these projects compete for the same voters' money: see `Purses.rivals`."""
        numbered = {self.number[project_id]: paid for project_id, paid in payments.items()}
        found = [
            {self.projects[number].project_id for number in rivals}
            for rivals in self.purses.competing(numbered)
        ]
        self._rivals_found.append(sorted(found, key=min))
        return sorted(found, key=min)

    def _count(self) -> None:
        """Buy, the lowest price per vote first, until no project's supporters can pay for it."""
        heapify(self._bounds)
        while contenders := self._contenders(self._guided()):
            mark = self._mark(contenders) if len(contenders) == 1 else self._cheapest(contenders)
            for other in contenders:
                if other != mark.project:
                    heappush(self._bounds, (self._lower(other), other))
            self.marks.append(mark)
            cost = self.projects[mark.project].cost
            self.purses.pay(mark.project, cost, self._quotes[mark.project])
        self._guide = None

    def _guided(self) -> Key:
        """The highest price of the guide's next purchase; 0 where it bought something else."""
        at = len(self.marks)
        if self._guide is None or at >= len(self._guide.marks):
            return 0
        if at and self._guide.marks[at - 1].project != self.marks[-1].project:
            self._guide = None
            return 0
        return self._rescaled(self._guide.marks[at], self._guide)

    def _rescaled(self, mark: Mark, other: Run) -> Key:
        """The highest price of another count's mark, in our units, rounded up."""
        return -(-mark.highest * self.unit // other.unit)

    def _contenders(self, guided: Key) -> list[int]:
        """All projects whose price may be the lowest, by number.

        A price never falls, so a project whose last lower bound is above the lowest upper bound
        need not be asked. Projects that can no longer be paid for leave for good.
        """
        asked: list[int] = []
        lowest: Key | None = None
        while self._bounds and (lowest is None or self._bounds[0][0] <= max(lowest, guided)):
            _, number = heappop(self._bounds)
            quote = self.purses.quote(number, self.projects[number].cost, self._quotes[number])
            if quote is None:
                continue
            self._quotes[number] = quote
            asked.append(number)
            upper = self._upper(number)
            lowest = upper if lowest is None else min(lowest, upper)
        contenders = []
        for number in sorted(asked):
            if lowest is not None and self._lower(number) <= lowest:
                contenders.append(number)
            else:
                heappush(self._bounds, (self._lower(number), number))
        return contenders

    def _mark(self, contenders: list[int]) -> Mark:
        """The one project whose price is surely the lowest."""
        (number,) = contenders
        return Mark(number, self._upper(number), self._bounds[0][0] if self._bounds else None)

    def _cheapest(self, contenders: list[int]) -> Mark:
        """The one to buy of those whose bounds overlap, by exact prices and the tie-breaking."""
        offers = []
        for number in contenders:
            project = self.projects[number]
            amount = self.purses.amount(number, project.cost, self._quotes[number])
            price = amount / self._utility[number]
            offers.append((price, project.project_id, Payment(amount, 0)))
        lowest = min(price for price, _, _ in offers)
        tied = sorted((o for o in offers if o[0] == lowest), key=lambda offer: offer[1])
        others = [self._lower(self.number[p]) for price, p, _ in offers if price != lowest]
        others += [self._bounds[0][0]] if self._bounds else []
        self._rivals_found = []
        (_, project_id, _), tie = self.market.first(self, tied)
        self.ties += [tie] if tie else []
        payments = [(other, payment.amount) for _, other, payment in tied]
        return Mark(
            project=self.number[project_id],
            highest=ceil(lowest * self.unit * (1 << FINENESS)),
            next_lowest=min(others, default=None),
            tie=(payments, self._rivals_found) if len(tied) > 1 else None,
        )

    def _lower(self, number: int) -> int:
        return (self._quotes[number].least << FINENESS) // self._utility[number]

    def _upper(self, number: int) -> int:
        return -((-self._quotes[number].most << FINENESS) // self._utility[number])
