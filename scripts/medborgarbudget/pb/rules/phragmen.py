"""Phragmén's sequential rule: money comes to all voters at the same pace, and is spent at once.

Source: Phragmén, "Sur une méthode nouvelle pour réaliser, dans les élections, la représentation
proportionnelle des partis", Öfversigt af Kongl. Vetenskaps-Akademiens Förhandlingar 51, 1894, for
parliaments; with costs: Los, Christoff, Grossi, "Proportional Budget Allocations: Towards a
Systematization", IJCAI 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import combinations

import numpy as np

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.purses import Electorate, Groups

Moment = tuple[Fraction, str]
"""How much each voter has been given when the project's supporters can pay for it; its id."""


def phragmen(count: Count, choice: RuleChoice) -> None:
    """Select the project whose supporters can first pay for it, until the next one does not fit.

    Every voter is given money at the same pace, from nothing and without end. As soon as the
    supporters of a project have its cost together they buy it, and each of them is left with
    nothing. The count ends at the first project that comes up and no longer fits in the budget
    limit; it is never skipped. On a ballot with points or ranks, a project is supported if it is
    named, with more than 0 points. In the literature: sequential Phragmén.
    """
    electorate = Electorate.of(count.profile, count.instance.projects)
    count.scores = {project_id: electorate.number(project_id) for project_id in count.votes}
    count.parameters.pop("places", None)
    projects = count.candidates()
    purchases = Purchases(electorate)
    bounds = [(Fraction(p.cost, count.scores[p.project_id]), p.project_id) for p in projects]
    heapify(bounds)

    def compete(tied: Sequence[Project]) -> bool:
        return not count.fits(*tied) or any(
            purchases.share_supporters(one, other) for one, other in combinations(tied, 2)
        )

    while moments := purchases.first(bounds, count):
        by_id = count.instance.by_id
        chosen = count.first([by_id[project_id] for _, project_id in moments], compete)
        for moment in moments:
            if moment[1] != chosen.project_id:
                heappush(bounds, moment)
        given = moments[0][0]
        supporters = count.scores[chosen.project_id]
        if not count.fits(chosen):
            count.note("stopped", chosen, {"score": supporters, "given": given})
            break
        count.select(chosen, {"supporters": supporters, "given": given})
        purchases.buy(chosen, given)
    for project_id in sorted(project_id for _, project_id in bounds):
        project = count.instance.by_id[project_id]
        count.note("not-reached", project, {"score": count.scores[project_id]})


@dataclass
class Purchases:
    """When each group of voters last bought something: what all had been given by then.

    Groups that bought last at the same moment share one entry in `spent`.
    """

    electorate: Electorate
    spent: list[Fraction]
    entry: Groups

    def __init__(self, electorate: Electorate) -> None:
        self.electorate = electorate
        self.spent = [Fraction(0)]
        self.entry = np.zeros(len(electorate.weights), dtype=np.int64)

    def moment(self, project: Project) -> Fraction:
        """How much each voter must have been given for the supporters to have the cost."""
        groups = self.electorate.supporters[project.project_id]
        voters = np.zeros(len(self.spent), dtype=np.int64)
        np.add.at(voters, self.entry[groups], self.electorate.weights[groups])
        numbers = voters.tolist()
        pairs = zip(self.spent, numbers, strict=True)
        gone = sum((spent * number for spent, number in pairs if number), Fraction(project.cost))
        return gone / sum(numbers)

    def first(self, bounds: list[Moment], count: Count) -> list[Moment]:
        """All projects that are paid for at the next moment, by id, taken from the heap `bounds`.

        A purchase only ever makes others wait longer, so what is later at its last reckoning than
        the first one now need not be reckoned again.
        """
        best: list[Moment] = []
        while bounds and (not best or bounds[0][0] <= best[0][0]):
            _, project_id = heappop(bounds)
            moment = (self.moment(count.instance.by_id[project_id]), project_id)
            if best and moment[0] < best[0][0]:
                for later in best:
                    heappush(bounds, later)
                best = []
            if best and moment[0] > best[0][0]:
                heappush(bounds, moment)
            else:
                best.append(moment)
        return sorted(best)

    def buy(self, project: Project, given: Fraction) -> None:
        """The supporters have spent all that they were given."""
        self.entry[self.electorate.supporters[project.project_id]] = len(self.spent)
        self.spent.append(given)

    def share_supporters(self, one: Project, other: Project) -> bool:
        """Whether any voter supports both, so that buying one delays the other."""
        ours, theirs = (self.electorate.supporters[p.project_id] for p in (one, other))
        return bool(np.intersect1d(ours, theirs).size)
