"""The greedy rules: the most popular projects first, as long as the money lasts.

Source: Faliszewski et al., "Participatory Budgeting: Data, Tools and Analysis", IJCAI 2023, and the
rules that the files of cities name at https://pabulib.org/format: Warsaw, Łódź and Kraków skip what
does not fit, Wrocław and Gdynia end there; Łódź, Gdynia and Katowice ask for a least score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from medborgarbudget.pb.project import WITHDRAWN, Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count


def greedy(count: Count, choice: RuleChoice) -> None:
    """Fund projects in order of score, skipping those that no longer fit.

    The rule most cities mean by "the most popular projects win". A project that does not fit in
    what is left of the budget limit is skipped and the next is tried, so a small project may win
    with fewer votes than a large one that lost. Pabulib: ``greedy``; with a threshold
    ``greedy-threshold``.
    """
    fund(count, count.candidates())


def greedy_no_skip(count: Count, choice: RuleChoice) -> None:
    """Fund projects in order of score until one does not fit; there the count ends.

    It ends also at a project dearer than the whole budget, unless that was withdrawn. Pabulib:
    ``greedy-no-skip``.
    """

    def compete(tied: Sequence[Project]) -> bool:
        return any(count.fits(project) for project in tied) and not count.fits(*tied)

    stopped = False
    for tied in by_score(count, count.candidates(dearest_offered(count))):
        while tied:
            chosen = tied[0] if stopped else count.first(tied, compete)
            facts = {"score": count.scores[chosen.project_id]}
            if stopped:
                count.note("not-reached", chosen, facts)
            elif count.fits(chosen):
                count.select(chosen, facts)
            else:
                count.note("stopped", chosen, facts)
                stopped = True
            tied.remove(chosen)


def dearest_offered(count: Count) -> int:
    """The highest cost that is not Pabulib's mark of a withdrawn project; in the count's units."""
    return WITHDRAWN * count.instance.units_per_currency - 1


def fund(count: Count, projects: Sequence[Project]) -> None:
    """Fund these projects in order of score, skipping those that no longer fit."""
    for tied in by_score(count, projects):
        while tied:
            for project in [project for project in tied if not count.fits(project)]:
                count.note("does-not-fit", project, {"score": count.scores[project.project_id]})
                tied.remove(project)
            if tied:
                chosen = count.first(tied, lambda some: not count.fits(*some))
                count.select(chosen, {"score": count.scores[chosen.project_id]})
                tied.remove(chosen)


def by_score(count: Count, projects: Sequence[Project]) -> Iterator[list[Project]]:
    """The projects from the highest score to the lowest, those with the same score together."""

    for _, tied in groupby(sorted(projects, key=count.merit, reverse=True), key=count.merit):
        yield list(tied)
