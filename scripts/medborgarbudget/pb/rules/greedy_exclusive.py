"""Warsaw's rule: by votes, skipping, but of projects that exclude each other only one is funded.

Two proposals for the same plot cannot both be built. Warsaw counts its districts before the whole
city: what a district has won, a citywide project that conflicts with it can win no more.
Source: the program that Warsaw counts with, its own form of Decidim (``generate_ranking_lists``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.greedy import by_score


def greedy_exclusive(count: Count, choice: RuleChoice) -> None:
    """As `greedy`, but skip what conflicts with a project that is selected already, here or before.

    Without recorded conflicts the outcome is that of plain greedy. Pabulib: ``greedy-exclusive``.
    """
    pairs = {frozenset(pair) for pair in choice.conflicts}
    if pairs:
        count.parameters["conflicts"] = tuple(sorted(" ".join(sorted(pair)) for pair in pairs))
    if choice.elsewhere:
        count.parameters["elsewhere"] = tuple(sorted(choice.elsewhere))

    def excluded_by(project: Project) -> str | None:
        taken = [*sorted(choice.elsewhere), *count.selected]
        return next((one for one in taken if {one, project.project_id} in pairs), None)

    def compete(tied: Sequence[Project]) -> bool:
        ids = [project.project_id for project in tied]
        return not count.fits(*tied) or any({*two} in pairs for two in combinations(ids, 2))

    for tied in by_score(count, count.candidates()):
        while tied:
            for project in tuple(tied):
                score = count.scores[project.project_id]
                if (other := excluded_by(project)) is not None:
                    count.note("excluded", project, {"score": score, "by": other})
                    tied.remove(project)
                elif not count.fits(project):
                    count.note("does-not-fit", project, {"score": score})
                    tied.remove(project)
            if tied:
                chosen = count.first(tied, compete)
                count.select(chosen, {"score": count.scores[chosen.project_id]})
                tied.remove(chosen)
