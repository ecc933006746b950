"""Equal Shares in fixed point, certified: the same outcome as `market`, in a fraction of the time.

Every price is known within bounds. Where the bounds of two projects overlap they are compared
exactly, and an exact tie is broken as the reference breaks it. The proof is docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.bounds import FINENESS, GONE, Bounds
from medborgarbudget.pb.rules.equals import Equals
from medborgarbudget.pb.rules.fixed import FixedPurses, scale
from medborgarbudget.pb.rules.ledger import Supporters
from medborgarbudget.pb.rules.market import Allocation, Market, Purchase
from medborgarbudget.pb.rules.purchases import Key, Mark, Purchases
from medborgarbudget.pb.rules.purses import Payment


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

    def buy(
        self,
        endowment: Fraction,
        lower: Purchases | None = None,
        higher: Purchases | None = None,
    ) -> Purchases:
        """What the endowment buys, exactly as `Market.buy` has it.

        `lower` is what a lower endowment bought, if the two are to be compared: `Run.same_from`.
        `higher` is what a higher one bought: its prices tell what need not be asked here.
        """
        limit = self.market.count.instance.budget_limit
        unit = scale(endowment, self.supporters.voters, limit)
        if unit is None:
            return self.market.buy(endowment)
        guide = lower if isinstance(lower, Run) else None
        kind = counter(self)
        above = higher if kind is Run and type(higher) is Run else None
        run = kind(self, endowment, unit, guide, above)
        self.looked += run.purses.looked
        return run


def counter(certified: Certified) -> type[Run]:
    """What counts: the compiled kind, or this one."""
    from medborgarbudget.pb.rules import accelerator

    return accelerator.CompiledRun if accelerator.pays(certified) else Run


class Run:
    """One count with one endowment.

    While it buys the same as the `guide`, a count with a lower endowment, it asks all projects for
    their price that might have been the cheapest there, and so anywhere between the two. While it
    buys the same as one with a higher endowment, `above`, no price is lower than it was there.
    """

    def __init__(
        self,
        certified: Certified,
        endowment: Fraction,
        unit: int,
        guide: Run | None = None,
        above: Run | None = None,
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
        self._above = above
        self._utility = certified.utility
        costs = [project.cost for project in self.projects]
        self.bounds = Bounds(self.purses, costs, self._utility)
        self._count()
        self._guide = self._above = None

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

    def _count(self) -> None:
        """Buy, the lowest price per vote first, until no project's supporters can pay for it."""
        self.bounds.start()
        while self._buy_next():
            pass

    def _buy_next(self) -> bool:
        """Buy one project, or all those tied with each other; False where none can be paid for."""
        self._learn()
        contenders = self._contenders()
        if not contenders:
            return False
        if len(contenders) == 1:
            (number,) = contenders
            self.purses.pay(number, self.projects[number].cost, self.bounds.quotes[number])
            self._note(number, self.bounds.upper(number))
        else:
            self._buy_cheapest(contenders)
        return True

    def _note(self, number: int, highest: Key, tie: object = None) -> None:
        """Note a purchase, and whether it is the guide's too."""
        guide = self._guide
        if guide and self._same == len(self.marks) < len(guide.marks):
            self._same += guide.marks[self._same].project == number
        self.marks.append(Mark(number, highest, self.bounds.lowest_waiting, tie))

    def _learn(self) -> None:
        """Take over the lowest prices that were found above, as long as the purchases are the same.

        By the lemma of docs/decisions/0015 they are not higher than those here.
        """
        at, above, bounds = len(self.marks), self._above, self.bounds
        if len(bounds.asked) > at:
            return
        bounds.asked.append([])
        if above is None or at >= len(above.bounds.asked):
            return
        if at and above.marks[at - 1].project != self.marks[-1].project:
            self._above = None
        else:
            bounds.learn(above.bounds.asked[at], above.unit)

    def _guided(self) -> Key:
        """The highest price of the guide's next purchase; 0 once something else was bought."""
        if self._guide is None or not self._same == len(self.marks) < len(self._guide.marks):
            return 0
        return self._rescaled(self._guide.marks[self._same].highest, self._guide.unit)

    def _rescaled(self, highest: Key, unit: int) -> Key:
        """A price of a count in other units in ours, rounded up."""
        return -(-highest * self.unit // unit)

    def _contenders(self) -> list[int]:
        """All projects whose price may be the lowest, by number.

        A price never falls, so a project whose last lower bound is above the lowest upper bound
        need not be asked. Projects that can no longer be paid for leave for good.
        """
        guided, bounds = self._guided(), self.bounds
        asked: list[int] = []
        lowest: Key = GONE
        while (number := bounds.next(max(lowest, guided))) is not None:
            if bounds.ask(number):
                asked.append(number)
                lowest = min(lowest, bounds.upper(number))
        contenders = sorted(number for number in asked if bounds.lower(number) <= lowest)
        bounds.wait(number for number in asked if bounds.lower(number) > lowest)
        return contenders

    def _buy_cheapest(self, contenders: list[int]) -> None:
        """Buy the cheapest of those whose bounds overlap, by exact prices, and all tied with it."""
        amounts = {number: self._amount(number) for number in contenders}
        prices = {number: paid / self._utility[number] for number, paid in amounts.items()}
        lowest = min(prices.values())
        self.bounds.wait(number for number in contenders if prices[number] != lowest)
        highest = ceil(lowest * self.unit * (1 << FINENESS))
        equals = Equals(self.purses, {n: amounts[n] for n in contenders if prices[n] == lowest})
        told: object = tuple(equals.payments.items()), equals.divided
        while equals.payments:
            self.bounds.ask_up_to(self._guided())
            several = len(equals.payments) > 1
            number = self._first(equals)
            self._note(number, highest, told if several else None)
            self._learn()
            risen = equals.buy(number, self.projects[number].cost, self._still_takes)
            told = risen, equals.divided
            self.bounds.wait(risen)

    def _first(self, equals: Equals) -> int:
        """The one of these equals that goes first, as the reference has it in `Market.first`."""
        if equals.free:
            return equals.free[0]
        by_id = {self.projects[number].project_id: number for number in equals.first_rivals()}
        chosen, tie = self.market.count.precedence(
            [self.projects[number] for number in by_id.values()],
            lambda some: equals.compete(by_id[project.project_id] for project in some),
        )
        self.ties += [tie] if tie else []
        return by_id[chosen.project_id]

    def _still_takes(self, number: int, payment: Fraction) -> bool:
        """Whether the project, asked anew, takes the same of its supporters."""
        if not self.bounds.ask(number):
            return False
        least = self.bounds.quotes[number].least
        return least <= payment * self.unit and self._amount(number) == payment

    def _amount(self, number: int) -> Fraction:
        cost = self.projects[number].cost
        return self.purses.amount(number, cost, self.bounds.quotes[number])
