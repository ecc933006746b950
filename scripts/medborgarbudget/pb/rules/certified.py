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

from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.fixed import FixedPurses, Quote, scale
from medborgarbudget.pb.rules.ledger import Supporters
from medborgarbudget.pb.rules.market import Allocation, Market, Purchase
from medborgarbudget.pb.rules.purchases import Key, Mark, Purchases
from medborgarbudget.pb.rules.purses import Payment

FINENESS = 64
"""Prices per unit of utility are compared as whole numbers of 2^-64 units."""


@dataclass
class Certified:
    """A market that is asked again and again what an endowment buys.

    `compiled` is whether to count in machine code, where that can be had; None means as soon as
    the time it saves is more than its start takes: see `accelerator`. It changes nothing but time.
    `looked` is how much has been counted without it.
    """

    market: Market
    supporters: Supporters
    number: Mapping[str, int]
    utility: tuple[int, ...]
    compiled: bool | None = None
    looked: int = 0

    @classmethod
    def of(cls, market: Market, compiled: bool | None = None) -> Certified:
        """The same market, with its voters and projects by number."""
        electorate = market.electorate
        supporters = Supporters.of(
            electorate.voters,
            electorate.weights,
            [electorate.supporters[p.project_id] for p in market.projects],
        )
        number = {project.project_id: n for n, project in enumerate(market.projects)}
        utility = tuple(market.utility_of(project) for project in market.projects)
        return cls(market, supporters, number, utility, compiled)

    @property
    def projects(self) -> tuple[Project, ...]:
        """What can be bought at all."""
        return self.market.projects

    def buy(self, endowment: Fraction, lower: Purchases | None = None) -> Purchases:
        """What the endowment buys, exactly as `Market.buy` has it.

        `lower` is what a lower endowment bought, if the two are to be compared: `Run.same_from`.
        """
        limit = self.market.count.instance.budget_limit
        unit = scale(endowment, self.supporters.voters, limit)
        if unit is None:
            return self.market.buy(endowment)
        run = counter(self)(self, endowment, unit, lower if isinstance(lower, Run) else None)
        self.looked += run.purses.looked
        return run


def counter(certified: Certified) -> type[Run]:
    """What counts: the compiled kind, or this one."""
    from medborgarbudget.pb.rules import accelerator

    return accelerator.CompiledRun if accelerator.pays(certified) else Run


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
        self._moneys: dict[int, Fraction] = {}
        self._guide = guide
        self._same = 0
        self._rivals_found: list[object] = []
        self._utility = certified.utility
        self._quotes: list[Quote] = []
        self._bounds: list[tuple[Key, int]] = []
        self._count()
        self._guide = None

    def same_from(self, lower: Purchases) -> bool:
        """Whether every endowment from that lower one on surely buys the same, in this order.

        The proof is in docs/decisions/0015.
        """
        if not isinstance(lower, Run) or len(lower.marks) != len(self.marks):
            return False
        return all(
            ours.project == theirs.project
            and ours.tie == theirs.tie
            and (
                ours.next_lowest is None
                or self._rescaled(theirs.highest, lower.unit) < ours.next_lowest
            )
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
        number = self.number[project_id]
        if number not in self._moneys:
            left = [self.number[project.project_id] for project in self.left]
            asked = left if number in left else [number]
            self._moneys |= zip(asked, self.purses.moneys(asked), strict=True)
        return self._moneys[number]

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
        numbers = self.purses.supporters.numbers
        for project, voters in zip(self.projects, numbers, strict=True):
            cost = project.cost * self.unit
            self._quotes.append(Quote(cost // voters, -(-cost // voters)))
        self._bounds += [(self._lower(n), n) for n in range(len(self.projects))]
        heapify(self._bounds)
        while self._buy_next():
            pass

    def _buy_next(self) -> bool:
        """Buy one project; False where none can be paid for."""
        contenders = self._contenders(self._guided())
        if not contenders:
            return False
        mark = self._mark(contenders) if len(contenders) == 1 else self._cheapest(contenders)
        for other in contenders:
            if other != mark.project:
                heappush(self._bounds, (self._lower(other), other))
        if self._guided() and self._guide and self._guide.marks[self._same].project == mark.project:
            self._same += 1
        self.marks.append(mark)
        cost = self.projects[mark.project].cost
        self.purses.pay(mark.project, cost, self._quotes[mark.project])
        return True

    def _guided(self) -> Key:
        """The highest price of the guide's next purchase; 0 once something else was bought."""
        if self._guide is None or not self._same == len(self.marks) < len(self._guide.marks):
            return 0
        return self._rescaled(self._guide.marks[self._same].highest, self._guide.unit)

    def _rescaled(self, highest: Key, unit: int) -> Key:
        """A price of a count in other units in ours, rounded up."""
        return -(-highest * self.unit // unit)

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
