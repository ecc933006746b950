"""What voters with equal shares buy, by exact fractions: the reference for every faster count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Protocol

from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice, Utility
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.purses import Electorate, Payment, Purses

Offer = tuple[Fraction, str, Payment]
"""Price per vote, project id, and what each supporter pays at that price."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project bought by its supporters. The price is per unit of their utility."""

    project: Project
    payment: Payment
    price_per_vote: Fraction


class Holdings(Protocol):
    """What the voters have left."""

    def money(self, project_id: str) -> Fraction:
        """What the project's supporters have left together."""
        ...


class Purse(Holdings, Protocol):
    """The voters' money, and who competes for it."""

    def rivals(self, payments: Mapping[str, Fraction]) -> list[set[str]]:
        """Which of these projects compete for the same voters' money: see `Purses.rivals`."""
        ...


@dataclass(frozen=True)
class Allocation:
    """What the voters bought, each with the same endowment, and what they have left.

    With a raised endowment, what is spent may pass the budget limit: see `completion`.
    """

    endowment: Fraction
    purchases: tuple[Purchase, ...]
    ties: tuple[Tie, ...]
    purses: Holdings
    spent: int
    left: tuple[Project, ...]

    def allocation(self) -> Allocation:
        """Itself: what a faster count gives only on demand is here at once."""
        return self

    def same_from(self, lower: object) -> bool:
        """Never said here: the reference counts every endowment."""
        return False


@dataclass(frozen=True)
class Market:
    """What does not change when the same voters try again with another endowment."""

    count: Count
    projects: tuple[Project, ...]
    electorate: Electorate
    utility: Utility

    @classmethod
    def of(cls, count: Count, choice: RuleChoice) -> Market:
        """The market of this count, which from now on ranks projects by number of supporters."""
        electorate = Electorate.of(count.profile, count.instance.projects)
        count.scores = {project_id: electorate.number(project_id) for project_id in count.votes}
        count.parameters["utility"] = choice.utility
        count.parameters.pop("places", None)
        return cls(count, tuple(count.candidates()), electorate, choice.utility)

    def buy(self, endowment: Fraction) -> Allocation:
        """Buy, the lowest price per vote first, until no project's supporters can pay for it."""
        purses = Purses(self.electorate, endowment)
        purchases, ties = [], []
        bounds = [(self._lowest_price(project), project.project_id) for project in self.projects]
        heapify(bounds)
        while offers := self._best_offers(purses, bounds):
            (price, project_id, payment), tie = self.first(purses, offers)
            ties += [tie] if tie else []
            for other in offers:
                if other[1] != project_id:
                    heappush(bounds, other[:2])
            purses.pay(project_id, payment.amount)
            purchases.append(Purchase(self.count.instance.by_id[project_id], payment, price))
        bought = {purchase.project for purchase in purchases}
        return Allocation(
            endowment=endowment,
            purchases=tuple(purchases),
            ties=tuple(ties),
            purses=purses,
            spent=sum(project.cost for project in bought),
            left=tuple(project for project in self.projects if project not in bought),
        )

    def _best_offers(self, purses: Purses, bounds: list[tuple[Fraction, str]]) -> list[Offer]:
        """All offers at the lowest price, by id.

        `bounds` is a heap of projects with their last prices. As voters only ever have less, a
        price never falls, so a project whose last price is higher than the best need not be asked.
        Projects that can no longer be paid for leave the heap, and so do those returned.
        """
        best: list[Offer] = []
        while bounds and (not best or bounds[0][0] <= best[0][0]):
            _, project_id = heappop(bounds)
            project = self.count.instance.by_id[project_id]
            payment = purses.payment(project)
            if payment is None:
                continue
            offer = (payment.amount / self.utility_of(project), project_id, payment)
            if best and offer[0] > best[0][0]:
                heappush(bounds, offer[:2])
                continue
            if best and offer[0] < best[0][0]:
                for dearer in best:
                    heappush(bounds, dearer[:2])
                best = []
            best.append(offer)
        return sorted(best, key=lambda offer: offer[1])

    def first(self, purses: Purse, offers: list[Offer]) -> tuple[Offer, Tie | None]:
        """The offer to take among those at the same price, and the tie where it matters which."""
        if len(offers) == 1:
            return offers[0], None
        payments = {project_id: payment.amount for _, project_id, payment in offers}
        rivals = purses.rivals(payments)
        contested = set().union(*rivals)
        for offer in offers:
            if offer[1] not in contested:
                return offer, None
        chosen, tie = self.count.precedence(
            [self.count.instance.by_id[project_id] for project_id in sorted(rivals[0])],
            lambda some: bool(purses.rivals({p.project_id: payments[p.project_id] for p in some})),
        )
        return next(offer for offer in offers if offer[1] == chosen.project_id), tie

    def _lowest_price(self, project: Project) -> Fraction:
        """The price per vote if every supporter could pay as much as any other."""
        supporters = self.count.scores[project.project_id]
        return Fraction(project.cost, supporters * self.utility_of(project))

    def utility_of(self, project: Project) -> int:
        """What it is worth to each supporter; 1 where it costs nothing, which makes its price 0."""
        return (project.cost or 1) if self.utility == "cost" else 1
