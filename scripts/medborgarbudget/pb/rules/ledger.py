"""What has been bought and who paid for it: the exact figures behind the fixed point.

A voter who has money left has the endowment less the payments for all that they support and that
was bought. So a payment is a sum of earlier payments, each a whole number of times; they are worked
out only where they are asked for, all over one common denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import gcd

import numpy as np

from medborgarbudget.pb.rules.kinds import kinds
from medborgarbudget.pb.rules.purses import Groups

CHUNK = 4096
"""How many groups are looked at together where all their purchases are."""

FEW = 3
"""So many payments are worked out one by one, more of them all at once."""

NOBODY: Groups = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Supporters:
    """Groups of voters and projects by number, looked up both ways.

    `all_weights` has the voters of each group; `groups` and `weights` have, for each project, the
    groups that support it and their voters, and `numbers` the sum of those. `table` has where each
    project begins in one array of all these groups and one of their voters.
    """

    voters: int
    all_weights: Groups
    groups: tuple[Groups, ...]
    weights: tuple[Groups, ...]
    numbers: tuple[int, ...]
    table: tuple[Groups, Groups, Groups]

    @classmethod
    def of(cls, voters: int, all_weights: Groups, groups: Sequence[Groups]) -> Supporters:
        """Those of the projects in this order."""
        begins = np.zeros(len(groups) + 1, dtype=np.int64)
        np.cumsum([len(some) for some in groups], out=begins[1:])
        joined = np.concatenate([*groups, NOBODY])
        weights = all_weights[joined]
        ends = list(pairwise(begins.tolist()))
        each = tuple(weights[first:last] for first, last in ends)
        return cls(
            voters=voters,
            all_weights=all_weights,
            groups=tuple(joined[first:last] for first, last in ends),
            weights=each,
            numbers=tuple(int(some.sum()) for some in each),
            table=(begins, joined, weights),
        )

    @property
    def size(self) -> int:
        """How many groups there are."""
        return len(self.all_weights)

    @cached_property
    def _wanted(self) -> tuple[Groups, Groups]:
        """The projects of all groups, one group after the other, and where each group begins."""
        begins = np.zeros(self.size + 1, dtype=np.int64)
        for groups in self.groups:
            begins[groups + 1] += 1
        np.cumsum(begins, out=begins)
        projects = np.empty(begins[-1], dtype=np.int64)
        free = begins[:-1].copy()
        for project, groups in enumerate(self.groups):
            projects[free[groups]] = project
            free[groups] += 1
        return projects, begins

    def wanted(self, groups: Groups) -> tuple[Groups, Groups]:
        """The projects that these groups support, and for each of them which group it is."""
        projects, begins = self._wanted
        lengths = begins[groups + 1] - begins[groups]
        which = np.repeat(np.arange(len(groups)), lengths)
        offsets = np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return projects[np.repeat(begins[groups], lengths) + offsets], which


@dataclass(frozen=True, slots=True)
class Entry:
    """A purchase: its cost, the number of voters who paid in full, and the groups that could not.

    `poorer` had some money, less than the price, and paid all of it.
    """

    project: int
    cost: int
    paying: int
    poorer: Groups


class Ledger:
    """The purchases of one count in their order, with their exact payments."""

    def __init__(self, supporters: Supporters, endowment: Fraction) -> None:
        self.supporters = supporters
        self.entries: list[Entry] = []
        self._entry_of: Groups = np.full(len(supporters.groups), -1, dtype=np.int64)
        self._denominator = endowment.denominator
        self._endowment = endowment.numerator
        self._payments: list[int] = []

    def enter(self, project: int, cost: int, paying: int, poorer: Groups) -> None:
        """Note a purchase."""
        self._entry_of[project] = len(self.entries)
        self.entries.append(Entry(project, cost, paying, poorer))

    def payments(self) -> list[Fraction]:
        """What each voter who paid in full paid for each purchase."""
        self._settle(len(self.entries))
        return [Fraction(payment, self._denominator) for payment in self._payments]

    def payment(self, cost: int, paying: int, poorer: Groups, before: int) -> Fraction:
        """What `paying` voters pay each, after so many purchases, if the `poorer` pay all."""
        return (cost - self.total(poorer, before)) / paying

    def total(self, groups: Groups, before: int) -> Fraction:
        """What these groups had together after so many purchases. All must have had money left."""
        self._settle(before)
        return Fraction(self._total(groups, before), self._denominator)

    def budgets(self, groups: Groups) -> list[Fraction]:
        """What a voter of each of these groups has left. All must have money left."""
        self._settle(len(self.entries))
        if not self.entries:
            return [Fraction(self._endowment, self._denominator)] * len(groups)
        projects, which = self.supporters.wanted(groups)
        bought = np.zeros((len(groups), len(self.entries)), dtype=np.bool_)
        entries = self._entry_of[projects]
        bought[which[entries >= 0], entries[entries >= 0]] = True
        firsts, kind = kinds(np.packbits(bought, axis=1))
        budgets = [
            Fraction(
                self._endowment - sum(self._payments[e] for e in np.flatnonzero(row).tolist()),
                self._denominator,
            )
            for row in bought[firsts]
        ]
        return [budgets[number] for number in kind]

    def totals(self, sets: Sequence[Groups]) -> list[Fraction]:
        """What each of these sets of groups has together now. All must have money left."""
        before = len(self.entries)
        self._settle(before)
        place = np.zeros(self.supporters.size, dtype=np.int64)
        for groups in sets:
            place[groups] = 1
        anybody = np.flatnonzero(place)
        place[anybody] = np.arange(1, len(anybody) + 1)
        bought = np.zeros((len(anybody) + 1, before), dtype=np.bool_)
        for column, entry in enumerate(self.entries):
            bought[place[self.supporters.groups[entry.project]], column] = True
        found = []
        for groups in sets:
            weights = self.supporters.all_weights[groups]
            times = np.zeros(before, dtype=np.int64)
            for first in range(0, len(groups), CHUNK):
                part = slice(first, first + CHUNK)
                times += weights[part] @ bought[place[groups[part]]].astype(np.int64)
            money = self._endowment * int(weights.sum()) - self._spent(times)
            found.append(Fraction(money, self._denominator))
        return found

    def _total(self, groups: Groups, before: int) -> int:
        """The same as `total`, in units of the common denominator."""
        if not len(groups):
            return 0
        weights = self.supporters.all_weights[groups]
        projects, which = self.supporters.wanted(groups)
        entries = self._entry_of[projects]
        earlier = (entries >= 0) & (entries < before)
        times = np.zeros(before, dtype=np.int64)
        np.add.at(times, entries[earlier], weights[which[earlier]])
        return self._endowment * int(weights.sum()) - self._spent(times)

    def _spent(self, times: Groups) -> int:
        """So many times each of the first payments, in units of the common denominator."""
        pairs = zip(times.tolist(), self._payments, strict=False)
        return sum(number * payment for number, payment in pairs if number)

    def _settle(self, before: int) -> None:
        """Work out the payments of the first so many purchases."""
        first = len(self._payments)
        rows = None if before - first < FEW else self._times(first, before)
        while len(self._payments) < before:
            number = len(self._payments)
            entry = self.entries[number]
            if rows is None:
                had = self._total(entry.poorer, number)
            else:
                voters = int(self.supporters.all_weights[entry.poorer].sum())
                had = self._endowment * voters - self._spent(rows[number - first, :number])
            owed = entry.cost * self._denominator - had
            finer = entry.paying // gcd(owed, entry.paying)
            self._denominator *= finer
            self._endowment *= finer
            self._payments = [payment * finer for payment in self._payments]
            self._payments.append(owed * finer // entry.paying)

    def _times(self, first: int, before: int) -> Groups:
        """For these purchases, how many of their poorer voters support what each one bought."""
        nobody = before - first
        row = np.full(self.supporters.size, nobody, dtype=np.int64)
        for number in range(first, before):
            row[self.entries[number].poorer] = number - first
        times = np.zeros((before, nobody + 1), dtype=np.int64)
        for column, entry in enumerate(self.entries[:before]):
            supporters = self.supporters
            np.add.at(
                times[column],
                row[supporters.groups[entry.project]],
                supporters.weights[entry.project],
            )
        return times.T
