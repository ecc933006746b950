"""The Method of Equal Shares: every voter gets the same money and spends it on what they want.

Source: Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021; https://equalshares.net.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Protocol

from medborgarbudget.pb.outcome import StepFact, Tie
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


class AnyMarket(Protocol):
    """Voters who can try again with another endowment."""

    @property
    def projects(self) -> tuple[Project, ...]:
        """What can be bought at all."""
        ...

    def buy(self, endowment: Fraction) -> Allocation:
        """Buy until no project's supporters can pay for it."""
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
            (price, project_id, payment), tie = self._first(purses, offers)
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
            offer = (payment.amount / self._utility(project), project_id, payment)
            if best and offer[0] > best[0][0]:
                heappush(bounds, offer[:2])
                continue
            if best and offer[0] < best[0][0]:
                for dearer in best:
                    heappush(bounds, dearer[:2])
                best = []
            best.append(offer)
        return sorted(best, key=lambda offer: offer[1])

    def _first(self, purses: Purses, offers: list[Offer]) -> tuple[Offer, Tie | None]:
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
        return Fraction(project.cost, supporters * self._utility(project))

    def _utility(self, project: Project) -> int:
        """What it is worth to each supporter; 1 where it costs nothing, which makes its price 0."""
        return (project.cost or 1) if self.utility == "cost" else 1


def market_of(count: Count, choice: RuleChoice) -> AnyMarket:
    """The market of this count: with points where these are the utility."""
    if choice.utility == "points":
        from medborgarbudget.pb.rules.points_market import PointsMarket

        return PointsMarket.of(count)
    return Market.of(count, choice)


def equal_shares(count: Count, choice: RuleChoice) -> list[Project]:
    """Share the budget limit equally between the voters, who buy what their money reaches for.

    Bought first is what costs its supporters least per unit of utility, when all pay alike and
    those who have less pay all they have. The utility of a project to each of its supporters is
    its cost (`cost`), 1 (`cardinality`) or the points given (`points`; for ranks the places counted
    backwards); with points each pays in proportion to them. Voters with an empty ballot have their
    share too. On a ballot with points or ranks, a project is supported if it is named, with more
    than 0 points.
    Money is usually left: see `completion`. Returns the projects left that voters want.
    Pabulib: ``equalshares``.
    """
    market = market_of(count, choice)
    if not market.projects:
        return []
    return record(count, market.buy(Fraction(count.instance.budget_limit, count.profile.voters)))


def record(count: Count, allocation: Allocation) -> list[Project]:
    """Write the allocation into the count; returns the projects left that voters want."""
    voters = count.profile.voters
    count.note("endowment", None, {"voters": voters, "endowment": allocation.endowment})
    for purchase in allocation.purchases:
        facts: dict[str, StepFact] = {
            "supporters": count.scores[purchase.project.project_id],
            "payment": purchase.payment.amount,
            "paying_less": purchase.payment.paying_less,
            "price_per_vote": purchase.price_per_vote,
        }
        count.select(purchase.project, facts)
    count.ties += allocation.ties
    for project in allocation.left:
        facts = {
            "supporters": count.scores[project.project_id],
            "supporters_money": allocation.purses.money(project.project_id),
        }
        count.note("not-affordable", project, facts)
    return list(allocation.left)
