"""Equal Shares where a project may be funded in part.

Source: Papasotiropoulos, Pishbin, Skibski, Skowron, Wąs, "Method of Equal Shares with Bounded
Overspending", EC 2025 (arXiv 2409.15005), section 4: FrES.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

import numpy as np

from medborgarbudget.pb.outcome import StepFact, Tie
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.enclosed import Enclosed, surely
from medborgarbudget.pb.rules.precedence import Precedence
from medborgarbudget.pb.rules.purses import Groups
from medborgarbudget.pb.rules.wallets import Demand, Wallets

PARTS = 1_000_000
"""A payment is told to the millionth of a unit; what is counted with is not rounded."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What was paid for a project: the whole units, and by each supporter for a point at most.

    `paying` voters paid that; the others ran out of money before.
    """

    project: Project
    whole: bool
    amount: int
    payment: Fraction
    paying: int


def fractional(count: Count, choice: RuleChoice) -> None:
    """Share the limit equally; voters buy parts of projects until their money or wishes end.

    *What is bought first.* The part of a project is paid by those of its supporters who have
    anything left, all as much for a point (1 for a cross). Bought is always of the project with the
    lowest price per unit of utility: its cost divided by the points of those supporters, times the
    cost where that is the utility, so that there the project with most supporters with money goes
    first. It is bought on and on until the first of them has nothing left, or until it is paid for
    in full; then prices are asked anew. Nobody ever pays more than there is.

    A project that is paid for in full is selected. What was paid for a part, rounded down to a
    whole unit, is granted to the project, and it is not selected: see `Outcome.granted`. So the sum
    is never more than the limit.

    *Ties* are found without rounding. They matter where a voter who supports two of the tied has
    too little to pay for the next part of both; the round's tie-breaking then says which goes
    first. As prices rise little by little, the same projects are tied again and again: listed is,
    for each that ever went first, with which others it was tied at some time. Set aside are, as for
    all rules, projects that cost more than the limit or that nobody wants. Payments are told to the
    millionth.
    """
    demand = Demand.of(count, choice)
    if not demand.projects:
        return
    endowment = Fraction(count.instance.budget_limit, count.profile.voters)
    parts = surely(lambda places: _Parts(count, demand, endowment, places).bought())
    count.note("endowment", None, {"voters": count.profile.voters, "endowment": endowment})
    bought, ties = parts
    count.ties += ties
    for one in bought:
        supporters = count.scores[one.project.project_id]
        facts: dict[str, StepFact] = {
            "supporters": supporters,
            "payment": one.payment,
            "paying_less": supporters - one.paying if one.project.cost else 0,
        }
        if one.whole:
            count.select(one.project, facts)
        elif one.amount:
            count.grant(one.project, one.amount, facts)
        else:
            nothing: dict[str, StepFact] = {"supporters": supporters, "supporters_money": 0}
            count.note("not-affordable", one.project, nothing)


class _Parts:
    """One attempt, with bounds of so many binary places."""

    def __init__(self, count: Count, demand: Demand, endowment: Fraction, places: int) -> None:
        self.demand = demand
        self.wallets = Wallets(demand, endowment, places)
        self.precedence = Precedence(count, tuple(demand.projects.values()))
        self.nothing = Enclosed.of(0, places)
        self.paid: dict[str, Enclosed] = {}
        self.power = {
            one: self.wallets.power(*self.wallets.supporters(one)) for one in demand.projects
        }
        self.paying: dict[str, int] = {}
        most = max(self.power[one] * demand.worth[one] for one in demand.projects)
        self.finer = 2 * most.bit_length() + 1

    def bought(self) -> tuple[list[Bought], list[Tie]]:
        """All that was bought, whole projects first as they were completed, then parts by id."""
        projects = self.demand.projects
        done = sorted(one for one, project in projects.items() if not project.cost)
        bounds = [(self._price(one), one) for one in projects if projects[one].cost]
        heapify(bounds)
        while tied := self._best(bounds):
            price = self._price(tied[0])
            chosen = tied[0] if len(tied) == 1 else self.precedence.first(tied, self._rivals)
            step, completes = self._step(chosen)
            self._pay(chosen, step)
            if completes:
                done.append(chosen)
            for other in tied:
                if other != chosen or not completes:
                    heappush(bounds, (price, other))
        found = [self._told(one, True) for one in done]
        parts = sorted(projects.keys() - set(done))
        return found + [self._told(one, False) for one in parts], self.precedence.ties

    def _told(self, project_id: str, whole: bool) -> Bought:
        project = self.demand.projects[project_id]
        paid = self.paid.get(project_id, self.nothing)
        payment = self.wallets.charged.get(project_id, self.nothing)
        amount = project.cost if whole else int(paid.floor())
        paying = self.paying.get(project_id, 0)
        return Bought(project, whole, amount, payment.ceil(PARTS), paying)

    def _price(self, project_id: str) -> int:
        """The price per unit of utility of the next part; somebody must be able to pay.

        In units so fine that two prices that differ do so here, and in the same direction: they are
        fractions whose denominators have half as many binary places at most.
        """
        units = self.power[project_id] * self.demand.worth[project_id]
        return (self.demand.projects[project_id].cost << self.finer) // units

    def _best(self, bounds: list[tuple[int, str]]) -> list[str]:
        """All projects at the lowest price, by id, from the heap of last prices, which never fall.

        Those whose supporters have nothing left leave the heap, and so do those returned.
        """
        best: list[str] = []
        lowest = 0
        while bounds and (not best or bounds[0][0] <= lowest):
            last, project_id = heappop(bounds)
            if not self.power[project_id]:
                continue
            price = self._price(project_id)
            if price > last:
                heappush(bounds, (price, project_id))
            else:
                best.append(project_id)
                lowest = price
        return sorted(best)

    def _rivals(self, one: str, other: str) -> bool:
        """Whether a voter has too little left to pay the next part of both."""
        groups, own, others = self.wallets.shared(one, other)
        near, doubt = self._near_step(one)
        near_other, doubt_other = self._near_step(other)
        bill = near * own + near_other * others
        slack = self.wallets.slack + bill * 2.0**-40 + doubt * own + doubt_other * others
        if (self.wallets.near[groups] > bill + slack).all():
            return False
        steps = {each: self._step(each)[0] for each in (one, other)}
        return bool(self.wallets.rivals(steps))

    def _near_step(self, project_id: str) -> tuple[float, float]:
        """About what is paid next for a point of the project, and how far off that can be."""
        groups, points = self.wallets.supporters(project_id)
        cost, power = self.demand.projects[project_id].cost, self.power[project_id]
        rest = cost - self.paid.get(project_id, self.nothing).near()
        step = min(float((self.wallets.near[groups] / points).min()), rest / power)
        return step, self.wallets.slack + cost * 2.0**-45 / power

    def _step(self, project_id: str) -> tuple[Enclosed, bool]:
        """What is paid next for a point of the project, and whether that completes it."""
        wallets = self.wallets
        groups, points = wallets.supporters(project_id)
        cost = Enclosed.of(self.demand.projects[project_id].cost, wallets.places)
        rest = cost - self.paid.get(project_id, self.nothing)
        last = rest.over(self.power[project_id])
        ends = wallets.near[groups] / points
        least = float(ends.min())
        if last.near() * (1 + 2.0**-45) < least - 2 * wallets.slack:
            return last, True
        at = np.flatnonzero(ends <= (least + 2 * wallets.slack) * (1 + 2.0**-45))
        first, _ = wallets.like(groups[at], points[at])
        step = min(
            wallets.balance(int(groups[one])).over(int(points[one])) for one in at[first].tolist()
        )
        return (last, True) if last <= step else (step, False)

    def _pay(self, project_id: str, step: Enclosed) -> None:
        """Take the step for each point of all supporters with money, and see who has none left."""
        power = self.power[project_id]
        paying, _ = self.wallets.supporters(project_id)
        self.paying[project_id] = int(self.demand.weights[paying].sum())
        paid = self.paid.get(project_id, self.nothing) + step.times(power)
        self.paid[project_id] = paid
        self._ended(self.wallets.charge(project_id, step))

    def _ended(self, spent: Groups) -> None:
        """Those have nothing left: what their points could pay for is less by them."""
        for group in spent.tolist():
            voters = int(self.demand.weights[group])
            for project_id, points in self.demand.wanted(group):
                if project_id in self.power:
                    self.power[project_id] -= voters * points
