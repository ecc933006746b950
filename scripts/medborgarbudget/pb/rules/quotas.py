"""Quotas: an area, or a category, gets at least so much, and at most so much.

Helsinki (OmaStadi) and Madrid share their money between districts by population, with a pot for
each; Barcelona and others limit the projects of one theme. A quota does this in one pot with one
ballot: money is set aside for a district, or no theme may take more than its part.
Source: omastadi.hel.fi; decide.madrid.es/presupuestos.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medborgarbudget.pb.outcome import Action
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import Quota
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.greedy import by_score
from medborgarbudget.pb.rules.obstacles import Facts, fund_past


def greedy_quotas(count: Count, choice: RuleChoice) -> None:
    """Fund in order of score, first what is set aside for an area or a category, then the rest.

    `at_least_cost`: in the order of the quotas, each such group funds its own projects by score
    until they cost that much together, or no more of them fits beside what is still set aside for
    the others. Then all money left is one sum and all projects left one list, as in `greedy`.
    `at_most_projects` and `at_most_cost` hold all the time: a project that would break one is
    passed over. A project of several groups counts in each of them. Raises ValueError where no
    quotas are given.
    """
    if not choice.quotas:
        raise ValueError("the rule needs its quotas: what an area or a category gets")
    Quotas(count, choice.quotas).fund()


class Quotas:
    """The quotas of one count, with their money in the instance's units."""

    def __init__(self, count: Count, quotas: Sequence[Quota]) -> None:
        self.count = count
        self.quotas = quotas
        self.units = count.instance.units_per_currency
        count.parameters["quotas"] = tuple(map(written, quotas))

    def fund(self) -> None:
        """What is set aside first, then all the rest."""
        waiting = self.count.candidates()
        for quota in self.quotas:
            if quota.at_least_cost:
                self._fund_own(quota, [one for one in waiting if quota.holds(one)])
                waiting = [one for one in waiting if one.project_id not in self.count.selected]
        fund_past(self.count, waiting, self._obstacle, lambda tied: not self._all_go(tied))

    def _fund_own(self, quota: Quota, projects: Sequence[Project]) -> None:
        """The group's projects by score, until they cost what is set aside for it."""
        least = self._least(quota)

        def compete(tied: Sequence[Project]) -> bool:
            costs = [project.cost for project in tied]
            ends_early = self._spent(quota) + sum(costs) - min(costs) >= least
            return ends_early or not self._all_go(tied, quota)

        waiting = list(projects)
        while self._spent(quota) < least:
            waiting = [one for one in waiting if self._all_go([one], quota)]
            if not waiting:
                break
            chosen = self.count.first(next(by_score(self.count, waiting)), compete)
            score = self.count.scores[chosen.project_id]
            self.count.select(chosen, {"score": score, "set_aside": quota.group})
            waiting.remove(chosen)

    def _obstacle(self, project: Project) -> tuple[Action, Facts] | None:
        for quota in self._of(project):
            most, money = quota.at_most_projects, quota.at_most_cost
            if most is not None and len(self._winners(quota)) >= most:
                return "quota-full", {"group": quota.group, "places": most}
            if money is not None and self._spent(quota) + project.cost > money * self.units:
                return "quota-spent", {"group": quota.group, "ceiling": money * self.units}
        return None if self.count.fits(project) else ("does-not-fit", {})

    def _all_go(self, projects: Sequence[Project], of: Quota | None = None) -> bool:
        """Whether all of these can be funded; `of` leaves to the other groups what is theirs."""
        aside = sum(self._still_aside(quota) for quota in self.quotas if of and quota != of)
        if sum(project.cost for project in projects) > self.count.money_left - aside:
            return False
        for quota in self.quotas:
            held = [project.cost for project in projects if quota.holds(project)]
            most, money = quota.at_most_projects, quota.at_most_cost
            if held and most is not None and len(self._winners(quota)) + len(held) > most:
                return False
            if held and money is not None and self._spent(quota) + sum(held) > money * self.units:
                return False
        return True

    def _least(self, quota: Quota) -> int:
        return (quota.at_least_cost or 0) * self.units

    def _still_aside(self, quota: Quota) -> int:
        return max(0, self._least(quota) - self._spent(quota))

    def _spent(self, quota: Quota) -> int:
        return sum(project.cost for project in self._winners(quota))

    def _winners(self, quota: Quota) -> list[Project]:
        selected = (self.count.instance.by_id[one] for one in self.count.selected)
        return [project for project in selected if quota.holds(project)]

    def _of(self, project: Project) -> Iterator[Quota]:
        return (quota for quota in self.quotas if quota.holds(project))


def written(quota: Quota) -> str:
    """The quota in one line, as the result states it: ``area norr at_most_projects 2``."""
    words = ["area" if quota.area is not None else "category", quota.group]
    for limit in ("at_most_projects", "at_most_cost", "at_least_cost"):
        if getattr(quota, limit) is not None:
            words += [limit, str(getattr(quota, limit))]
    return " ".join(words)
