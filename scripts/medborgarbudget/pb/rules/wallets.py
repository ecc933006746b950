"""What voters have left where all who have anything left pay alike, and how to find who has not.

A group that has money left has the endowment less what was charged for each project that it
supports: so the exact figure of any group is worked out when it is asked for, and only the charges
are kept. Beside them a float stands for each group's money, with a bound on how far off it can be.
It only ever tells which groups need no closer look; all others are compared as `Enclosed` numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.enclosed import Enclosed
from medborgarbudget.pb.rules.market import Market
from medborgarbudget.pb.rules.points_market import PointsMarket
from medborgarbudget.pb.rules.purses import Groups

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Demand:
    """Who wants what: groups of voters by number, with the projects that can be funded at all.

    `weights` are the voters of each group. `groups` are the groups that support each project and
    `points` what it is worth to a voter of each, 1 where all who want it want it alike. `worth` is
    the number of units of utility in a point: the project's cost where that is the utility.
    """

    projects: Mapping[str, Project]
    weights: Groups
    groups: Mapping[str, Groups]
    points: Mapping[str, Groups]
    worth: Mapping[str, int]

    @classmethod
    def of(cls, count: Count, choice: RuleChoice) -> Demand:
        """The demand in this count, which from now on ranks projects by number of supporters."""
        if choice.utility == "points":
            market = PointsMarket.of(count)
            pairs = {key: np.array(found, np.int64) for key, found in market.supporters.items()}
            return cls(
                {project.project_id: project for project in market.projects},
                np.array(market.weights, np.int64),
                {key: found.reshape(-1, 2)[:, 0] for key, found in pairs.items()},
                {key: found.reshape(-1, 2)[:, 1] for key, found in pairs.items()},
                dict.fromkeys(pairs, 1),
            )
        plain = Market.of(count, choice)
        groups = plain.electorate.supporters
        return cls(
            {project.project_id: project for project in plain.projects},
            plain.electorate.weights,
            groups,
            {key: np.ones(len(found), np.int64) for key, found in groups.items()},
            {project.project_id: plain.utility_of(project) for project in plain.projects},
        )

    def wanted(self, group: int) -> list[tuple[str, int]]:
        """The projects that a group supports, with its points for each."""
        ids, begins, projects, points = self._rows
        row = slice(int(begins[group]), int(begins[group + 1]))
        numbers = projects[row].tolist()
        return list(zip([ids[one] for one in numbers], points[row].tolist(), strict=True))

    def touched(self, groups: Groups) -> set[str]:
        """The projects that any of these groups supports."""
        ids, begins, projects, _ = self._rows
        lengths = begins[groups + 1] - begins[groups]
        at = np.arange(lengths.sum()) + np.repeat(
            begins[groups] - np.cumsum(lengths) + lengths, lengths
        )
        return {ids[one] for one in np.unique(projects[at]).tolist()}

    @cached_property
    def _rows(self) -> tuple[tuple[str, ...], Groups, Groups, Groups]:
        """The projects by number, where each group's wishes begin, and these with their points."""
        ids = tuple(sorted(self.groups))
        none = np.zeros(0, np.int64)
        groups = np.concatenate([none, *(self.groups[one] for one in ids)])
        points = np.concatenate([none, *(self.points[one] for one in ids)])
        lengths = [len(self.groups[one]) for one in ids]
        order = np.argsort(groups, kind="stable")
        begins = np.zeros(len(self.weights) + 1, np.int64)
        np.cumsum(np.bincount(groups, minlength=len(self.weights)), out=begins[1:])
        return ids, begins, np.repeat(np.arange(len(ids)), lengths)[order], points[order]


class Wallets:
    """The money of all voters in the course of one count. Everybody starts with the endowment."""

    def __init__(self, demand: Demand, endowment: Fraction, places: int) -> None:
        self.demand = demand
        self.places = places
        self.endowment = Enclosed.of(endowment, places)
        self.charged: dict[str, Enclosed] = {}
        size = len(demand.weights)
        self.solvent: Marks = np.full(size, bool(endowment))
        self.kind: Groups = np.zeros(size, np.int64)
        self.near: NDArray[np.float64] = np.full(size, self.endowment.near())
        self.charges = 0
        self._balances: dict[int, Enclosed] = {}
        self._live = {one: (demand.groups[one], demand.points[one]) for one in demand.groups}
        self._shared: dict[tuple[str, str], tuple[Groups, Groups, Groups]] = {}

    @property
    def slack(self) -> float:
        """How far off `near` may be at most."""
        return self.endowment.near() * 2.0**-49 * (self.charges + 2)

    def supporters(self, project_id: str) -> tuple[Groups, Groups]:
        """The groups with money left that support the project, and their points."""
        groups, points = self._live[project_id]
        left = self.solvent[groups]
        if not left.all():
            groups, points = self._live[project_id] = groups[left], points[left]
        return groups, points

    def shared(self, one: str, other: str) -> tuple[Groups, Groups, Groups]:
        """The groups with money left that support both projects, and their points for each."""
        if (one, other) not in self._shared:
            wanted = self.demand.groups
            groups, here, there = np.intersect1d(
                wanted[one], wanted[other], assume_unique=True, return_indices=True
            )
            points = self.demand.points
            self._shared[one, other] = groups, points[one][here], points[other][there]
        groups, own, others = self._shared[one, other]
        left = self.solvent[groups]
        return groups[left], own[left], others[left]

    def power(self, groups: Groups, points: Groups) -> int:
        """The points of all voters of these groups together."""
        return product(self.demand.weights[groups], points)

    def balance(self, group: int) -> Enclosed:
        """What each voter of the group has left. It must have something."""
        if group not in self._balances:
            left = self.endowment
            for project_id, points in self.demand.wanted(group):
                if project_id in self.charged:
                    left = left - self.charged[project_id].times(points)
            self._balances[group] = left
        return self._balances[group]

    def total(self, wanted: Marks) -> Enclosed:
        """What all voters of the marked groups have left together. All must have something."""
        groups = np.flatnonzero(wanted)
        if len(groups) < len(self.charged):
            total = Enclosed.of(0, self.places)
            for group, voters in zip(groups.tolist(), self.demand.weights[groups], strict=True):
                total = total + self.balance(group).times(int(voters))
            return total
        weights = np.where(wanted, self.demand.weights, 0)
        total = self.endowment.times(int(weights.sum()))
        for project_id, charge in self.charged.items():
            groups = self.demand.groups[project_id]
            total = total - charge.times(product(weights[groups], self.demand.points[project_id]))
        return total

    def marked(self, groups: Groups) -> Marks:
        """These groups, as marks on all."""
        marks = np.zeros(len(self.demand.weights), np.bool_)
        marks[groups] = True
        return marks

    def like(self, groups: Groups, points: Groups) -> tuple[Groups, Groups]:
        """The first of each set of these groups that are alike, and for each which set it is in.

        Alike are groups that have been charged the same, for as many points each.
        """
        if len(groups) == 1:
            return np.zeros(1, np.int64), np.zeros(1, np.int64)
        pairs = np.stack([self.kind[groups], points])
        _, first, which = np.unique(pairs, axis=1, return_index=True, return_inverse=True)
        return first, which.ravel()

    def poorer(self, groups: Groups, points: Groups, price: Enclosed, reach: int = 0) -> Marks:
        """Which of these groups have less than the price of their points; with `reach` 1, no more.

        Groups that are far from it, by the floats, are not looked at again.
        """
        bill = price.near() * points
        gap = self.near[groups] - bill
        doubt = np.flatnonzero(np.abs(gap) <= self.slack + bill * 2.0**-45)
        poor = gap < 0
        if len(doubt):
            first, which = self.like(groups[doubt], points[doubt])
            signs = [
                self.balance(int(groups[at])).compare(price.times(int(points[at])))
                for at in doubt[first].tolist()
            ]
            poor[doubt] = np.array(signs)[which] < reach
        return poor

    def charge(self, project_id: str, price: Enclosed) -> Groups:
        """Take the price of their points from all supporters; returns the groups left with nothing.

        Who has less pays all there is. Called again for the same project it takes more.
        """
        groups, points = self.supporters(project_id)
        spent = groups[self.poorer(groups, points, price, reach=1)]
        if project_id not in self.charged:
            given = np.unique(self.demand.points[project_id], return_inverse=True)[1].ravel()
            key = self.kind * (len(given) + 1)
            key[self.demand.groups[project_id]] += given + 1
            self.kind = np.unique(key, return_inverse=True)[1].ravel()
        before = self.charged.get(project_id, Enclosed.of(0, self.places))
        self.charged[project_id] = before + price
        self.near[groups] -= price.near() * points
        self.charges += 1
        self.solvent[spent] = False
        self.near[spent] = 0
        for group in self._balances.keys() & set(groups.tolist()):
            del self._balances[group]
        return spent

    def rivals(self, prices: Mapping[str, Enclosed]) -> list[set[str]]:
        """Which of these projects compete for the same voters' money, in sets, directly or not.

        Projects compete where one voter has too little left to pay for all of them.
        """
        ids = sorted(prices)
        every = [self.supporters(one) for one in ids]
        groups, place = np.unique(np.concatenate([g for g, _ in every]), return_inverse=True)
        lengths = [len(g) for g, _ in every]
        who, place = np.repeat(np.arange(len(ids)), lengths), place.ravel()
        points = np.concatenate([given for _, given in every])
        bills = np.repeat([prices[one].near() for one in ids], lengths) * points
        bill = np.bincount(place, bills, len(groups))
        gap = bill - self.near[groups]
        slack = self.slack + bill * 2.0**-40
        at = np.flatnonzero((np.bincount(place, minlength=len(groups)) > 1) & (gap > -slack))
        if not len(at):
            return []
        row = np.full(len(groups), -1)
        row[at] = np.arange(len(at))
        near = row[place] >= 0
        wanted = np.zeros((len(ids) + 1, len(at)), np.int64)
        wanted[who[near], row[place[near]]] = points[near]
        doubt = gap[at] <= slack[at]
        wanted[-1] = np.where(doubt, self.kind[groups[at]] + 1, 0)
        found: list[set[str]] = []
        columns = np.unique(wanted, axis=1, return_index=True)[1]
        for column in columns[np.argsort(doubt[columns], kind="stable")].tolist():
            given = {
                ids[one]: int(wanted[one, column]) for one in np.flatnonzero(wanted[:-1, column])
            }
            if any(given.keys() <= together for together in found):
                continue
            if not doubt[column] or self._too_little(int(groups[at[column]]), given, prices):
                found = joined(found, set(given))
        return sorted(found, key=min)

    def _too_little(
        self, group: int, points: Mapping[str, int], prices: Mapping[str, Enclosed]
    ) -> bool:
        """Whether a voter of the group has less than the prices of these points together."""
        bill = Enclosed.of(0, self.places)
        for one, given in points.items():
            bill = bill + prices[one].times(given)
        return self.balance(group) < bill


def product(weights: Groups, points: Groups) -> int:
    """The sum of the points, each so many times: a whole number however large."""
    if int(weights.sum()) * int(points.max(initial=0)) < 1 << 62:
        return int(weights @ points)
    return sum(times * each for times, each in zip(weights.tolist(), points.tolist(), strict=True))


def joined(sets: Sequence[set[str]], ids: set[str]) -> list[set[str]]:
    """The sets with one more, all that touch it in one."""
    touched = [one for one in sets if one & ids]
    return [*(one for one in sets if not one & ids), ids.union(*touched)]
