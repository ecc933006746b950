"""Projects tied for the lowest price, bought one after another without being priced again.

A purchase raises the price of another tied project only through a voter who cannot pay for both.
So after each one only those are looked at again whose supporters it left short of money. The proof
is docs/decisions/0090.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import ceil, floor

import numpy as np

from medborgarbudget.pb.rules.fixed import FixedPurses, Mask, Quote
from medborgarbudget.pb.rules.kinds import kinds
from medborgarbudget.pb.rules.purses import Groups

OTHER = -1
"""The kind of payment of a project that is not one of the tied."""


class Equals:
    """The tied projects by number, with what each takes of a voter who has that much.

    Those in `free` compete with no other. Those in one of the `sets` compete with each other,
    directly or not, for the money of voters who have too little for all that they want of the tied.
    `divided` has those sets that were found last.
    """

    def __init__(self, purses: FixedPurses, payments: Mapping[int, Fraction]) -> None:
        self.purses = purses
        self.payments = dict(payments)
        self.free: list[int] = []
        self.sets: list[set[int]] = []
        self.divided: tuple[tuple[int, ...], ...] = ()
        self._groups = purses.supporters.groups
        self._amounts = sorted(set(payments.values()))
        self._most = ceil(self._amounts[-1] * purses.unit)
        self._coarse = len(payments).bit_length()
        self._kind: Groups = np.full(len(self._groups), OTHER, dtype=np.int64)
        kind = {amount: number for number, amount in enumerate(self._amounts)}
        for number, amount in payments.items():
            self._kind[number] = kind[amount]
        supporting = np.concatenate([self._groups[number] for number in payments])
        self._wanted: Groups = np.bincount(supporting, minlength=purses.supporters.size)
        self._short: Mask = purses.has_money & (self._wanted > 1)
        self._settle(np.flatnonzero(self._short))
        self._divide(set(payments))

    def first_rivals(self) -> list[int]:
        """The set in which one is to be chosen first: that of the first of all who compete."""
        return sorted(min(self.sets, key=min))

    def compete(self, some: Iterable[int]) -> bool:
        """Whether these would compete if they alone were tied."""
        those = set(some)
        if those in self.sets:
            return True
        return bool(Equals(self.purses, {one: self.payments[one] for one in those}).sets)

    def buy(
        self, number: int, cost: int, still_takes: Callable[[int, Fraction], bool]
    ) -> tuple[int, ...]:
        """Buy this one, and let go those whose price rises with it, by number.

        `still_takes` says whether a project takes the same of its supporters as before.
        """
        exact = self.payments.pop(number) * self.purses.unit
        paying = self._groups[number][self.purses.has_money[self._groups[number]]]
        self.purses.pay(number, cost, Quote(floor(exact), ceil(exact)))
        self._leave(number)
        if number in self.free:
            self.free.remove(number)
            self.divided = ()
            return ()
        (rivals,) = (some for some in self.sets if number in some)
        self.sets.remove(rivals)
        rivals.remove(number)
        harmed = sorted(rivals & self._wanted_by(paying[self.purses.least[paying] < self._most]))
        risen = tuple(other for other in harmed if not still_takes(other, self.payments[other]))
        for other in risen:
            del self.payments[other]
            rivals.remove(other)
            self._leave(other)
        if risen:
            touched = np.unique(np.concatenate([self._groups[other] for other in risen]))
            self._settle(touched[self._short[touched]])
        self._divide(rivals)
        return risen

    def _wanted_by(self, groups: Groups) -> set[int]:
        return set(np.unique(self.purses.supporters.wanted(groups)[0]).tolist())

    def _leave(self, number: int) -> None:
        """It is no longer one of the tied."""
        groups = self._groups[number]
        self._kind[number] = OTHER
        self._wanted[groups] -= 1
        self._short[groups] &= self.purses.has_money[groups] & (self._wanted[groups] > 1)

    def _settle(self, groups: Groups) -> None:
        """Of these groups, all of which have money, mark those as short that have too little.

        What the tied take together is summed in so coarse units that no sum is too large for 64
        bits; where that does not tell, exactly.
        """
        unit, shift = self.purses.unit, self._coarse
        projects, which = self.purses.supporters.wanted(groups)
        tied = self._kind[projects] != OTHER
        kind, which = self._kind[projects[tied]], which[tied]
        least = np.array([floor(paid * unit) >> shift for paid in self._amounts], dtype=np.int64)
        most = np.array([-(-ceil(paid * unit) >> shift) for paid in self._amounts], dtype=np.int64)
        least_due = np.zeros(len(groups), dtype=np.int64)
        most_due = np.zeros(len(groups), dtype=np.int64)
        np.add.at(least_due, which, least[kind])
        np.add.at(most_due, which, most[kind])
        have = self.purses.least[groups] >> shift
        short = have < least_due - (self.purses.widest >> shift) - 1
        close = np.flatnonzero(~short & (have < most_due))
        if len(close):
            due = self._exactly_due(kind, which, close, len(groups))
            budgets = self.purses.ledger.budgets(groups[close])
            short[close] = [b < d for b, d in zip(budgets, due, strict=True)]
        self._short[groups] = short

    def _exactly_due(self, kind: Groups, which: Groups, close: Groups, size: int) -> list[Fraction]:
        """What the tied take together of each of the close groups: so many times each amount."""
        place = np.full(size, OTHER, dtype=np.int64)
        place[close] = np.arange(len(close))
        at = place[which]
        times = np.zeros((len(close), len(self._amounts)), dtype=np.int64)
        np.add.at(times, (at[at >= 0], kind[at >= 0]), 1)
        firsts, row = kinds(times)
        due = [
            sum((n * amount for n, amount in zip(one, self._amounts, strict=True) if n), Fraction())
            for one in times[firsts].tolist()
        ]
        return [due[number] for number in row]

    def _divide(self, some: set[int]) -> None:
        """Put these, whose rivals are all among them, with those that they compete with."""
        waiting = set(some)
        seen: Mask = ~self._short
        known = len(self.sets)
        for first in sorted(some):
            if first in waiting:
                together = self._rivals_of(first, waiting, seen)
                waiting -= together
                if len(together) > 1:
                    self.sets.append(together)
                else:
                    self.free.append(first)
        self.free.sort()
        self.divided = tuple(tuple(sorted(rivals)) for rivals in self.sets[known:])

    def _rivals_of(self, first: int, waiting: set[int], seen: Mask) -> set[int]:
        """All of the waiting that compete with the first, directly or not, and itself.

        Groups that are `seen` lead nowhere any more; those looked at here are from then on.
        """
        found, ahead = {first}, [first]
        while ahead and len(found) < len(waiting):
            groups = np.concatenate([self._groups[number] for number in ahead])
            groups = np.unique(groups[~seen[groups]])
            seen[groups] = True
            ahead = sorted((self._wanted_by(groups) & waiting) - found)
            found.update(ahead)
        return found
