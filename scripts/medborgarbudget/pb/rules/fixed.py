"""What every voter has left, in 64-bit fixed point between proven bounds.

Each voter has at least `least`, at most `widest` units more, and all voters together at most
`doubt` more. What that does not settle is settled exactly, by `Ledger`. The proof, with these
names, is docs/decisions/0014.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.rules.ledger import NOBODY, Ledger, Supporters
from medborgarbudget.pb.rules.pricing import price
from medborgarbudget.pb.rules.purses import Groups

BITS = 62
"""All money together stays below 2^62 units, so that every sum of it fits in 64 bits."""

CALLS = 4_000
"""The time of a quote that does not depend on how many groups there are, in groups looked at."""

Mask = NDArray[np.bool_]


def scale(endowment: Fraction, voters: int, most: int) -> int | None:
    """How many units make one unit of the instance's money: a power of two.

    None where the money is too much for 64 bits, `most` being the largest amount asked for.
    """
    shift = BITS - max(ceil(endowment * voters), most).bit_length()
    return 1 << shift if shift >= 0 else None


@dataclass(frozen=True, slots=True)
class Quote:
    """What each supporter would pay at most: surely from `least` to `most` units."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Split:
    """Who pays a price in full, and who had money but less: what makes the price exact.

    `paying` counts the voters who pay in full, those included who had just so much. `poorer` are
    the groups that paid all they had, `emptied` all that then have nothing left, `kept` those of
    the doubtful that have something left, with how much, exactly.
    """

    paying: int
    poorer: Groups
    emptied: Groups
    kept: Groups
    left: tuple[Fraction, ...]


class FixedPurses:
    """The money of all voters in the course of one count. Everybody starts with the endowment."""

    def __init__(self, supporters: Supporters, endowment: Fraction, unit: int) -> None:
        start = floor(endowment * unit)
        self.supporters = supporters
        self.unit = unit
        self.least: Groups = np.full(supporters.size, start, dtype=np.int64)
        self.has_money: Mask = np.full(supporters.size, endowment > 0)
        self.widest = int(start != endowment * unit)
        self.doubt = self.widest * supporters.voters
        self.ledger = Ledger(supporters, endowment)
        self.looked = 0

    def quote(self, project: int, cost: int, last: Quote) -> Quote | None:
        """What the project's supporters would pay, given what it was last; None for too little."""
        if cost == 0:
            return Quote(0, 0)
        groups, weights = self.supporters.groups[project], self.supporters.weights[project]
        voters = self.supporters.numbers[project]
        self.looked += len(groups) + CALLS
        found = price(self.least, groups, weights, voters, cost * self.unit, last.most)
        if found is None:
            return self._in_doubt(project, cost, last)
        most, paying = found
        doubt = min(self.doubt, self.widest * (voters - paying))
        return Quote(max(last.least, most - 1 + -doubt // paying), most)

    def _in_doubt(self, project: int, cost: int, last: Quote) -> Quote | None:
        """The price where the lowest that the supporters may have does not reach, but more may."""
        groups, weights = self.supporters.groups[project], self.supporters.weights[project]
        doubt = min(self.doubt, self.widest * self.supporters.numbers[project])
        if int(self.least[groups] @ weights) + doubt < cost * self.unit:
            return None
        if self.money(project) < cost:
            return None
        highest = int(self.least[groups].max()) + self.widest
        exact = self.amount(project, cost, Quote(last.least, highest)) * self.unit
        return Quote(floor(exact), ceil(exact))

    def amount(self, project: int, cost: int, quote: Quote) -> Fraction:
        """Exactly what each of the project's supporters would pay, or all they have."""
        if cost == 0:
            return Fraction(0)
        least = self.least.take(self.supporters.groups[project])
        split = self._split(project, cost, quote, least)
        return self.ledger.payment(cost, split.paying, split.poorer, len(self.ledger.entries))

    def pay(self, project: int, cost: int, quote: Quote) -> None:
        """Take the price, or all there is where there is less, from each supporter."""
        if cost == 0:
            self.ledger.enter(project, 0, self.supporters.numbers[project], NOBODY)
            return
        groups = self.supporters.groups[project]
        least = self.least.take(groups)
        split = self._split(project, cost, quote, least)
        before = self.least[split.kept]
        least -= quote.most
        self.least[groups] = np.maximum(least, 0, out=least)
        self.has_money[split.emptied] = False
        kept = 0
        if len(split.kept):
            exact = np.array([floor(amount * self.unit) for amount in split.left], dtype=np.int64)
            self.least[split.kept] = np.minimum(exact, before)
            kept = int(self.supporters.all_weights[split.kept].sum())
        self.doubt += self.supporters.numbers[project] + self.widest * kept
        self.widest += quote.most - quote.least
        self.ledger.enter(project, cost, split.paying, split.poorer)

    def _split(self, project: int, cost: int, quote: Quote, least: Groups) -> Split:
        """Tell those who can pay the price from those who cannot, exactly where it is close.

        `least` is what the supporters have at least.
        """
        below = (least <= quote.most).nonzero()[0]
        paying = self.supporters.numbers[project]
        if not len(below):
            return Split(paying, NOBODY, NOBODY, NOBODY, ())
        paying -= int(np.add.reduce(self.supporters.weights[project].take(below)))
        poorer = self.supporters.groups[project].take(below)
        with_money = self.has_money.take(poorer)
        below, poorer = below[with_money], poorer[with_money]
        close = least.take(below) >= quote.least - self.widest
        if not close.any():
            return Split(paying, poorer, poorer, NOBODY, ())
        return self._settled(cost, paying, poorer[~close], poorer[close])

    def _settled(self, cost: int, paying: int, surely: Groups, close: Groups) -> Split:
        """The same where some are so close to the price that only exact figures tell."""
        at = len(self.ledger.entries)
        budgets = self.ledger.budgets(close)
        weights = self.supporters.all_weights[close].tolist()
        owed = Fraction(cost) - self.ledger.total(surely, at)
        paying += sum(weights)
        order = sorted(range(len(budgets)), key=budgets.__getitem__)
        less = 0
        for which in order:
            if budgets[which] * paying >= owed:
                break
            owed -= budgets[which] * weights[which]
            paying -= weights[which]
            less += 1
        amount = owed / paying
        kept = [which for which in order[less:] if budgets[which] > amount]
        emptied = [which for which in order if budgets[which] <= amount]
        return Split(
            paying,
            np.concatenate([surely, close[order[:less]]]),
            np.concatenate([surely, close[emptied]]),
            close[kept],
            tuple(budgets[which] - amount for which in kept),
        )

    def money(self, project: int) -> Fraction:
        """What the project's supporters have left together, exactly."""
        groups = self.supporters.groups[project]
        return self.ledger.total(groups[self.has_money[groups]], len(self.ledger.entries))

    def moneys(self, projects: Sequence[int]) -> list[Fraction]:
        """What the supporters of each of these projects have left together, exactly."""
        groups = [self.supporters.groups[project] for project in projects]
        return self.ledger.totals([some[self.has_money[some]] for some in groups])
