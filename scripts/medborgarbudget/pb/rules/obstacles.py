"""Greedy with more than money in the way: what may keep a project from winning at its turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from medborgarbudget.pb.outcome import Action, StepFact
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.count import Compete, Count
from medborgarbudget.pb.rules.greedy import by_score

Facts = Mapping[str, StepFact]
Obstacle = Callable[[Project], tuple[Action, Facts] | None]
"""Why the project is passed over as things stand, with the figures; None where it may win."""


def money(count: Count) -> Obstacle:
    """The one obstacle of plain greedy: what is left does not reach."""

    def obstacle(project: Project) -> tuple[Action, Facts] | None:
        return None if count.fits(project) else ("does-not-fit", {})

    return obstacle


def fund_past(
    count: Count, projects: Sequence[Project], obstacle: Obstacle, compete: Compete, **more: str
) -> None:
    """Fund these projects in order of score, passing over those with an obstacle in their way.

    An obstacle once there must never go away again. `compete` tells whether it matters which of
    some equals goes first. `more` facts stand in every step.
    """
    for tied in by_score(count, projects):
        while tied:
            for project in tuple(tied):
                found = obstacle(project)
                if found is not None:
                    action, facts = found
                    score = count.scores[project.project_id]
                    count.note(action, project, {"score": score, **facts, **more})
                    tied.remove(project)
            if tied:
                chosen = count.first(tied, compete)
                count.select(chosen, {"score": count.scores[chosen.project_id], **more})
                tied.remove(chosen)
