"""Equal Shares where a project may be bought that its voters cannot quite pay for.

Source: Papasotiropoulos, Pishbin, Skibski, Skowron, Wąs, "Method of Equal Shares with Bounded
Overspending", EC 2025 (arXiv 2409.15005), section 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

import numpy as np

from medborgarbudget.pb.outcome import StepFact, Tie
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.enclosed import Enclosed, surely
from medborgarbudget.pb.rules.purses import Groups
from medborgarbudget.pb.rules.wallets import Demand, Wallets

PARTS = 1_000_000
"""A payment is told to the millionth of a unit; what is counted with is not rounded."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a project takes from its supporters, for each point.

    `price` is the charge per unit of utility divided by the part of the cost that it was found to
    cover: the lowest is bought. `charge` is what a point costs, `part` that part of the cost.
    """

    price: Enclosed
    charge: Enclosed
    part: Enclosed


def bounded_overspending(count: Count, choice: RuleChoice) -> None:
    """Share the limit equally; voters may buy together what they can pay only a part of.

    *What is bought first.* Let supporters pay at most `p` each for a point (1 for a cross), who has
    less paying all: together they pay the part `a` of the cost, 1 at most. The charge is then `p/a`
    for a point: what each would pay if all could pay alike. For each project the `p` is taken at
    which the charge per unit of utility, divided by `a`, is lowest, and where several are as low
    the one with the largest part `a`. The project for which that quotient is lowest of all is
    bought. The utility is the project's cost (`cost`), 1 (`cardinality`) or the points (`points`).

    *What a voter may overspend.* Each supporter pays the charge; who has less pays all there is and
    owes nothing afterwards. What is then missing from the cost nobody pays: the pot does, and so
    the sum of all costs is kept within the limit by a rule of its own. A project that costs more
    than is left of the limit can never be bought later, nor can one whose supporters have nothing.
    Where all supporters can pay, nothing is missing and the purchase is that of Equal Shares.

    *Ties* are found without rounding. They matter where not all of the tied fit in what is left, or
    where a voter who supports two of them has too little for both; the round's tie-breaking then
    chooses among those that compete, one at a time. Set aside are, as for all rules, projects that
    cost more than the limit or that nobody wants. Payments are told to the millionth.
    """
    demand = Demand.of(count, choice)
    if not demand.projects:
        return
    endowment = Fraction(count.instance.budget_limit, count.profile.voters)
    bought = surely(lambda places: _Purchases(count, demand, endowment, places).made())
    count.note("endowment", None, {"voters": count.profile.voters, "endowment": endowment})
    for project, facts, tie in bought:
        count.ties += [tie] if tie else []
        count.select(project, facts)
    selected = set(count.selected)
    for project_id, project in demand.projects.items():
        if project_id not in selected:
            supporters = count.scores[project_id]
            if count.fits(project):
                owned: dict[str, StepFact] = {"supporters": supporters, "supporters_money": 0}
                count.note("not-affordable", project, owned)
            else:
                count.note("does-not-fit", project, {"score": supporters})


Purchase = tuple[Project, dict[str, StepFact], Tie | None]


class _Purchases:
    """One attempt, with bounds of so many binary places."""

    def __init__(self, count: Count, demand: Demand, endowment: Fraction, places: int) -> None:
        self.count = count
        self.demand = demand
        self.wallets = Wallets(demand, endowment, places)
        self.money_left = count.instance.budget_limit
        self.nothing = Enclosed.of(0, places)
        self.whole = Enclosed.of(1, places)
        self._offers: dict[str, Offer | None] = {}

    def made(self) -> list[Purchase]:
        """All purchases, in their order."""
        found: list[Purchase] = []
        bounds = [(self.nothing, project_id) for project_id in self.demand.projects]
        heapify(bounds)
        while offers := self._best(bounds):
            project_id, tie = self._first(offers)
            for other, offer in offers.items():
                if other != project_id:
                    heappush(bounds, (offer.price, other))
            project = self.demand.projects[project_id]
            facts = self._bought(project, offers[project_id])
            self.money_left -= project.cost
            found.append((project, facts, tie))
        return found

    def _best(self, bounds: list[tuple[Enclosed, str]]) -> dict[str, Offer]:
        """All offers at the lowest price, taken from the heap of last prices, which never fall."""
        best: dict[str, Offer] = {}
        lowest: Enclosed | None = None
        while bounds and (lowest is None or bounds[0][0] <= lowest):
            _, project_id = heappop(bounds)
            if self.demand.projects[project_id].cost > self.money_left:
                continue
            if project_id not in self._offers:
                self._offers[project_id] = self._offer(project_id)
            offer = self._offers[project_id]
            if offer is None:
                continue
            side = -1 if lowest is None else offer.price.compare(lowest)
            if side > 0:
                heappush(bounds, (offer.price, project_id))
                continue
            if side < 0:
                for other, dearer in best.items():
                    heappush(bounds, (dearer.price, other))
                best, lowest = {}, offer.price
            best[project_id] = offer
        return dict(sorted(best.items()))

    def _first(self, offers: Mapping[str, Offer]) -> tuple[str, Tie | None]:
        """The project to buy among those at the same price, and the tie where it matters which."""
        if len(offers) == 1:
            return next(iter(offers)), None
        by_id = self.demand.projects
        charges = {project_id: offer.charge for project_id, offer in offers.items()}

        def compete(some: Sequence[Project]) -> bool:
            wanted = {project.project_id: charges[project.project_id] for project in some}
            too_dear = sum(project.cost for project in some) > self.money_left
            return too_dear or bool(self.wallets.rivals(wanted))

        rivals = self.wallets.rivals(charges)
        if sum(by_id[project_id].cost for project_id in offers) > self.money_left:
            rivals = [set(offers)]
        free = [one for one in offers if not any(one in tied for tied in rivals)]
        if free:
            return free[0], None
        tied = [by_id[project_id] for project_id in sorted(rivals[0])]
        chosen, tie = self.count.precedence(tied, compete)
        return chosen.project_id, tie

    def _offer(self, project_id: str) -> Offer | None:
        """At what price the supporters buy the project; None where none has any money left."""
        cost = self.demand.projects[project_id].cost
        groups, points = self.wallets.supporters(project_id)
        if not len(groups) and (cost or not len(self.demand.groups[project_id])):
            return None
        if not cost:
            return Offer(self.nothing, self.nothing, self.whole)
        full = self._full(groups, points, cost)
        best = (
            None if full is None else (full.over(self.demand.worth[project_id]), full, self.whole)
        )
        for payment in self._payments(groups, points, cost, full):
            money = self._money(groups, points, payment)
            part = money.over(cost)
            charge = payment / part
            price = (charge / part).over(self.demand.worth[project_id])
            side = -1 if best is None else price.compare(best[0])
            if side < 0 or (side == 0 and best is not None and best[2] < part):
                best = price, charge, part
        return None if best is None else Offer(*best)

    def _full(self, groups: Groups, points: Groups, cost: int) -> Enclosed | None:
        """The price of a point at which the whole cost is paid, or None where it cannot be."""
        wallets = self.wallets
        whole_cost = Enclosed.of(cost, wallets.places)
        if wallets.total(wallets.marked(groups)) < whole_cost:
            return None
        price, poor = self.nothing, np.zeros(len(groups), np.bool_)
        while True:
            owed = whole_cost - wallets.total(wallets.marked(groups[poor]))
            price = owed.over(wallets.power(groups[~poor], points[~poor]))
            poorer = wallets.poorer(groups, points, price)
            if (poorer == poor).all():
                return price
            poor = poorer

    def _payments(
        self, groups: Groups, points: Groups, cost: int, full: Enclosed | None
    ) -> list[Enclosed]:
        """The payments for a point, below the full price, at which the offer may be the best.

        Between two payments at which somebody's money ends, the quotient is never lower than at
        one of them; so these are all that need be tried. Floats with their bounds leave out those
        that cannot be the lowest.
        """
        wallets = self.wallets
        ends = wallets.near[groups] / points
        order = np.argsort(ends, kind="stable")
        ends, given = ends[order], points[order].astype(np.float64)
        weights = wallets.demand.weights[groups[order]].astype(np.float64)
        poor = np.cumsum(weights * wallets.near[groups[order]])
        rich = np.cumsum((weights * given)[::-1])[::-1]
        collected = poor + ends * (rich - weights * given)
        slack = wallets.slack * float(weights.sum()) * 2 + collected * 2.0**-40
        most = collected + slack
        least = np.maximum(collected - slack, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            at_least = np.maximum(ends - wallets.slack, 0) / most**2
            at_most = np.where(least > 0, (ends + wallets.slack) / least**2, np.inf)
        below = least < cost
        lowest = at_most[below & (most < cost)].min(initial=np.inf)
        if full is not None:
            limit = full.near()
            below &= ends - wallets.slack < limit * (1 + 2.0**-40)
            lowest = min(lowest, limit * (1 + 2.0**-40) / float(cost) ** 2)
        wanted = order[np.flatnonzero(below & (at_least <= lowest * (1 + 2.0**-40)))]
        first, _ = wallets.like(groups[wanted], points[wanted])
        found = []
        for at in wanted[first].tolist():
            payment = wallets.balance(int(groups[at])).over(int(points[at]))
            if full is None or payment < full:
                found.append(payment)
        return found

    def _money(self, groups: Groups, points: Groups, payment: Enclosed) -> Enclosed:
        """What the groups pay together, if each pays so much for a point, or else all it has."""
        poor = self.wallets.poorer(groups, points, payment)
        rich = self.wallets.power(groups[~poor], points[~poor])
        return self.wallets.total(self.wallets.marked(groups[poor])) + payment.times(rich)

    def _bought(self, project: Project, offer: Offer) -> dict[str, StepFact]:
        """Take the payments; returns what there is to tell of them."""
        groups, points = self.wallets.supporters(project.project_id)
        poor = self.wallets.poorer(groups, points, offer.charge)
        owners = self.wallets.power(groups[~poor], np.ones(int((~poor).sum()), np.int64))
        paid = self._money(groups, points, offer.charge)
        if project.cost:
            self.wallets.charge(project.project_id, offer.charge)
            for other in self.demand.touched(groups):
                self._offers.pop(other, None)
        supporters = self.count.scores[project.project_id]
        return {
            "supporters": supporters,
            "payment": offer.charge.ceil(PARTS),
            "paying_less": supporters - owners if project.cost else 0,
            "paid": paid.floor(PARTS),
        }
