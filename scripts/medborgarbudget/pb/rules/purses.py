"""What every voter has left to spend in Equal Shares, to the last fraction.

Equal ballots spend alike, so they are kept as one group with its number of voters. All groups that
have the same amount left share one entry in a short, sorted list of amounts, which are whole
numbers over one common denominator: sums and comparisons are exact, and there are few of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project

Groups = NDArray[np.int64]
"""Numbers of groups, or one whole number for each group."""


@dataclass(frozen=True)
class Electorate:
    """The groups of voters: how many are in each, and which groups support each project."""

    voters: int
    weights: Groups
    supporters: Mapping[str, Groups]

    @classmethod
    def of(cls, profile: Profile, projects: Sequence[Project]) -> Electorate:
        """The voters of the profile, grouped by which of these projects they support."""
        ids = frozenset(project.project_id for project in projects)
        if isinstance(profile.ballots, MergedBallots):
            merged = profile.ballots
            return cls(profile.voters, merged.numbers, merged.supporters(ids))
        groups: Counter[frozenset[str]] = Counter()
        for ballot, count in profile.ballots:
            groups[supported(ballot) & ids] += count
        supporters: dict[str, list[int]] = {project_id: [] for project_id in ids}
        for number, wanted in enumerate(groups):
            for project_id in wanted:
                supporters[project_id].append(number)
        return cls(
            voters=profile.voters,
            weights=np.array(list(groups.values()), dtype=np.int64),
            supporters={key: np.array(found, np.int64) for key, found in supporters.items()},
        )

    def number(self, project_id: str) -> int:
        """How many voters support the project."""
        return int(self.weights[self.supporters[project_id]].sum())


def supported(ballot: Ballot) -> frozenset[str]:
    """The projects that the ballot supports: those it names, with more than 0 points if it has any.

    A project named twice is supported once.
    """
    if not ballot.points:
        return frozenset(ballot.choices)
    given = zip(ballot.choices, ballot.points, strict=True)
    return frozenset(project_id for project_id, points in given if points > 0)


@dataclass(frozen=True, slots=True)
class Payment:
    """What each supporter pays, in money; `paying_less` have less than that and pay all of it."""

    amount: Fraction
    paying_less: int


class Purses:
    """The money of all voters in the course of one count. Everybody starts with the endowment."""

    def __init__(self, electorate: Electorate, endowment: Fraction) -> None:
        self.electorate = electorate
        self.denominator = endowment.denominator
        self.amounts = [endowment.numerator]
        self.entry: Groups = np.zeros(len(electorate.weights), dtype=np.int64)

    def payment(self, project: Project) -> Payment | None:
        """How the project's supporters can pay for it together, each as equally as possible.

        None where all they have is not enough, which no later purchase can change.
        """
        owed = project.cost * self.denominator
        at_entry = self._voters_at_entries(project.project_id)
        paying = supporters = int(at_entry.sum())
        for entry in np.flatnonzero(at_entry).tolist():
            if self.amounts[entry] * paying >= owed:
                amount = Fraction(owed, paying * self.denominator)
                return Payment(amount, supporters - paying)
            owed -= self.amounts[entry] * int(at_entry[entry])
            paying -= int(at_entry[entry])
        return None

    def money(self, project_id: str) -> Fraction:
        """What the project's supporters have left together."""
        at_entry = self._voters_at_entries(project_id).tolist()
        total = sum(amount * n for amount, n in zip(self.amounts, at_entry, strict=True))
        return Fraction(total, self.denominator)

    def pay(self, project_id: str, payment: Fraction) -> None:
        """Take the payment, or all there is where there is less, from each supporter."""
        denominator = lcm(self.denominator, payment.denominator)
        scale = denominator // self.denominator
        price = payment.numerator * (denominator // payment.denominator)
        amounts = [amount * scale for amount in self.amounts]
        groups = self.electorate.supporters[project_id]
        paying = np.unique(self.entry[groups])
        moved = np.zeros(len(amounts), dtype=np.int64)
        moved[paying] = np.arange(len(amounts), len(amounts) + len(paying))
        entry = self.entry.copy()
        entry[groups] = moved[entry[groups]]
        amounts += [max(0, amounts[payer] - price) for payer in paying.tolist()]
        self._renumber(entry, amounts)
        self.denominator = denominator

    def _renumber(self, entry: Groups, amounts: list[int]) -> None:
        used = np.flatnonzero(np.bincount(entry)).tolist()
        self.amounts = []
        new = []
        by_amount = sorted(used, key=amounts.__getitem__)
        for old in by_amount:
            if not self.amounts or amounts[old] != self.amounts[-1]:
                self.amounts.append(amounts[old])
            new.append(len(self.amounts) - 1)
        renumbered = np.zeros(len(amounts), dtype=np.int64)
        renumbered[by_amount] = new
        self.entry = renumbered[entry]

    def rivals(self, payments: Mapping[str, Fraction]) -> list[set[str]]:
        """Which of these projects compete for the same voters' money, in sets, directly or not.

        Projects compete where one voter has too little to pay for all of them; those in none of
        the sets can be bought in any order, with the same payments.
        """
        wanted: dict[int, tuple[str, ...]] = {}
        for project_id in sorted(payments):
            for group in self.electorate.supporters[project_id].tolist():
                wanted[group] = (*wanted.get(group, ()), project_id)
        kinds = {(int(self.entry[group]), ids) for group, ids in wanted.items() if len(ids) > 1}
        found: list[set[str]] = []
        for entry, ids in kinds:
            purse = Fraction(self.amounts[entry], self.denominator)
            if sum(min(purse, payments[project_id]) for project_id in ids) > purse:
                touched = [rivals for rivals in found if rivals & set(ids)]
                found = [rivals for rivals in found if not rivals & set(ids)]
                found.append(set(ids).union(*touched))
        return sorted(found, key=min)

    def _voters_at_entries(self, project_id: str) -> Groups:
        groups = self.electorate.supporters[project_id]
        voters = np.zeros(len(self.amounts), dtype=np.int64)
        np.add.at(voters, self.entry[groups], self.electorate.weights[groups])
        return voters
