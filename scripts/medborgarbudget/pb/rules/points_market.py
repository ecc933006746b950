"""Equal Shares where the voters give points: who wants a project more pays more for it.

Source: Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021, section 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import lcm

from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.market import Allocation, Purchase
from medborgarbudget.pb.rules.purses import Payment

Wishes = tuple[tuple[str, int], ...]
"""The points of one ballot by project, those above 0 only, sorted by project."""


def wishes_of(profile: Profile, project_ids: Sequence[str]) -> Counter[Wishes]:
    """How many voters gave which points: each different ballot once.

    A project's points summed over all voters are its `Profile.scores`, but for points below 0,
    which nobody can pay: they count as 0.
    """
    given: Counter[Wishes] = Counter()
    for ballot, voters in profile.ballots:
        alone = Profile(
            profile.vote_type, ((ballot, 1),), profile.places, profile.default_score
        ).scores(project_ids)
        given[tuple((one, alone[one]) for one in sorted(alone) if alone[one] > 0)] += voters
    return given


@dataclass(frozen=True)
class PointsAllocation(Allocation):
    """What the voters bought; `dearer` is what any other project's price was not below, each time.

    None where no other could be paid for.
    """

    dearer: tuple[Fraction | None, ...]

    def same_from(self, lower: object) -> bool:
        """Whether every endowment from that lower one on surely buys the same, in this order.

        The proof is in docs/decisions/0015.
        """
        if not isinstance(lower, PointsAllocation) or len(lower.purchases) != len(self.purchases):
            return False
        return all(
            ours.project == theirs.project and (least is None or theirs.price_per_vote < least)
            for ours, theirs, least in zip(
                self.purchases, lower.purchases, self.dearer, strict=True
            )
        )


@dataclass(frozen=True)
class PointsMarket:
    """What does not change when the same voters try again with another endowment."""

    count: Count
    projects: tuple[Project, ...]
    wishes: tuple[Wishes, ...]
    weights: tuple[int, ...]
    supporters: Mapping[str, tuple[tuple[int, int], ...]]

    @classmethod
    def of(cls, count: Count) -> PointsMarket:
        """The market of this count, which from now on ranks projects by number of supporters."""
        counted = sorted(wishes_of(count.profile, sorted(count.votes)).items())
        supporters: dict[str, list[tuple[int, int]]] = {one: [] for one in count.votes}
        for number, (wishes, _) in enumerate(counted):
            for project_id, points in wishes:
                supporters[project_id].append((number, points))
        weights = tuple(voters for _, voters in counted)
        count.scores = {
            one: sum(weights[number] for number, _ in groups) for one, groups in supporters.items()
        }
        count.parameters["utility"] = "points"
        return cls(
            count,
            tuple(count.candidates()),
            tuple(wishes for wishes, _ in counted),
            weights,
            {one: tuple(groups) for one, groups in supporters.items()},
        )

    def buy(
        self, endowment: Fraction, lower: object = None, higher: object = None
    ) -> PointsAllocation:
        """Buy, the lowest price per point first, until no project's supporters can pay for it.

        `lower` is what a lower endowment bought, if the two are to be compared: as long as this one
        buys the same, all projects are asked that might have been cheaper there. `higher` saves no
        time here, and is not looked at.
        """
        purses = PointsPurses(self, endowment)
        purchases: list[Purchase] = []
        ties: list[Tie] = []
        dearer: list[Fraction | None] = []
        bounds = [(Fraction(0), project.project_id) for project in self.projects]
        heapify(bounds)
        guide = list(lower.purchases) if isinstance(lower, PointsAllocation) else []
        while offers := _best_offers(purses, bounds, _guided(guide, purchases)):
            chosen, tie = self._first(purses, offers)
            ties += [tie] if tie else []
            for project_id, payment in offers.items():
                if project_id != chosen:
                    heappush(bounds, (payment.amount, project_id))
            dearer.append(bounds[0][0] if bounds else None)
            payment = offers[chosen]
            purses.pay(chosen, payment.amount)
            project = self.count.instance.by_id[chosen]
            purchases.append(Purchase(project, payment, payment.amount))
        bought = {purchase.project for purchase in purchases}
        return PointsAllocation(
            endowment=endowment,
            purchases=tuple(purchases),
            ties=tuple(ties),
            purses=purses,
            spent=sum(project.cost for project in bought),
            left=tuple(project for project in self.projects if project not in bought),
            dearer=tuple(dearer),
        )

    def _first(self, purses: PointsPurses, offers: Mapping[str, Payment]) -> tuple[str, Tie | None]:
        """The one to buy among those at the same price, and the tie where it matters which."""
        price = next(iter(offers.values())).amount
        rivals = purses.rivals(price, offers)
        free = [project_id for project_id in offers if not any(project_id in r for r in rivals)]
        if free:
            return free[0], None
        chosen, tie = self.count.precedence(
            [self.count.instance.by_id[project_id] for project_id in sorted(rivals[0])],
            lambda some: bool(purses.rivals(price, [project.project_id for project in some])),
        )
        return chosen.project_id, tie


def _guided(guide: Sequence[Purchase], purchases: Sequence[Purchase]) -> Fraction:
    """The price of the guide's next purchase; 0 where it has bought something else by now."""
    if len(guide) > len(purchases) and not (
        purchases and guide[len(purchases) - 1].project != purchases[-1].project
    ):
        return guide[len(purchases)].price_per_vote
    return Fraction(0)


def _best_offers(
    purses: PointsPurses, bounds: list[tuple[Fraction, str]], guided: Fraction
) -> dict[str, Payment]:
    """All projects at the lowest price per point, by id, taken from the heap of their last prices.

    As voters only ever have less, a price never falls. What can no longer be paid for is dropped.
    Those whose last price is not above `guided` are asked in any case.
    """
    best: list[tuple[Fraction, str, Payment]] = []
    dearer: list[tuple[Fraction, str]] = []
    while bounds and (not best or bounds[0][0] <= max(best[0][0], guided)):
        last, project_id = heappop(bounds)
        payment = purses.payment(project_id, last)
        if payment is None:
            continue
        if best and payment.amount < best[0][0]:
            dearer += [offer[:2] for offer in best]
            best = []
        if best and payment.amount > best[0][0]:
            dearer.append((payment.amount, project_id))
        else:
            best.append((payment.amount, project_id, payment))
    for offer in dearer:
        heappush(bounds, offer)
    return {project_id: payment for _, project_id, payment in sorted(best, key=lambda o: o[1])}


class PointsPurses:
    """What each group of voters has left: whole numbers over one common denominator."""

    def __init__(self, market: PointsMarket, endowment: Fraction) -> None:
        self.market = market
        self.denominator = endowment.denominator
        self.amounts = [endowment.numerator] * len(market.weights)

    def payment(self, project_id: str, least: Fraction) -> Payment | None:
        """The price of each point at which the supporters can pay, each all they have at most.

        `least` is a price below which it cannot be. None where all they have is not enough.
        """
        cost = self.market.count.instance.by_id[project_id].cost
        if self.money(project_id) < cost:
            return None
        weights, amounts = self.market.weights, self.amounts
        price, owed, poor = least, cost * self.denominator, 0
        rich: Sequence[tuple[int, int]] = self.market.supporters[project_id]
        points_paying = sum(weights[number] * points for number, points in rich)
        while True:
            limit, scale = price.numerator * self.denominator, price.denominator
            still = []
            for number, points in rich:
                if amounts[number] * scale >= limit * points:
                    still.append((number, points))
                else:
                    owed -= weights[number] * amounts[number]
                    points_paying -= weights[number] * points
                    poor += weights[number]
            rich, raised = still, Fraction(owed, points_paying * self.denominator)
            if raised == price:
                return Payment(price, poor)
            price = raised

    def money(self, project_id: str) -> Fraction:
        """What the project's supporters have left together."""
        groups, weights = self.market.supporters[project_id], self.market.weights
        total = sum(weights[number] * self.amounts[number] for number, _ in groups)
        return Fraction(total, self.denominator)

    def pay(self, project_id: str, price: Fraction) -> None:
        """Take the price for each point, or all there is where there is less."""
        denominator = lcm(self.denominator, price.denominator)
        scale = denominator // self.denominator
        point = price.numerator * (denominator // price.denominator)
        if scale > 1:
            self.amounts = [amount * scale for amount in self.amounts]
        self.denominator = denominator
        for number, points in self.market.supporters[project_id]:
            self.amounts[number] = max(0, self.amounts[number] - point * points)

    def rivals(self, price: Fraction, project_ids: Iterable[str]) -> list[set[str]]:
        """Which of these projects compete for the same voters' money, in sets, directly or not."""
        tied = set(project_ids)
        found: list[set[str]] = []
        for amount, wishes in zip(self.amounts, self.market.wishes, strict=True):
            wanted = [(one, points) for one, points in wishes if one in tied]
            if len(wanted) < 2:
                continue
            purse = Fraction(amount, self.denominator)
            if sum(min(purse, price * points) for _, points in wanted) > purse:
                ids = {one for one, _ in wanted}
                touched = [rivals for rivals in found if rivals & ids]
                found = [rivals for rivals in found if not rivals & ids]
                found.append(ids.union(*touched))
        return sorted(found, key=min)
