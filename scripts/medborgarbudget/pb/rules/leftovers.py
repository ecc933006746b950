"""What happens to money that a rule leaves: the round says it, and the outcome tells it.

Sources: the residents of Toronto Community Housing let what is left pay a part of the next project,
and so does the count of knapsack ballots on Stanford's platform; cities such as Warsaw let a pot's
rest go to another pot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from medborgarbudget.pb.outcome import Action, StepFact
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count

FOR_LACK_OF_MONEY: frozenset[Action] = frozenset(
    {"does-not-fit", "stopped", "not-reached", "not-affordable", "not-in-best", "enough-winners"}
)
"""Why a project that may be funded was not: all others are set aside for good."""

FILLS_UP = frozenset(
    {
        "greedy",
        "greedy-threshold",
        "greedy-exclusive",
        "equalshares/add1u",
        "equalshares/utilitarian",
        "max-welfare",
    }
)
"""The rules that leave no project that would fit: ``next-that-fits`` adds nothing to them."""

TOLD_TO_BE_TOO_DEAR: frozenset[Action] = frozenset({"does-not-fit", "stopped"})


def leave(count: Count, choice: RuleChoice) -> None:
    """Do with the money left what the choice says; nothing where it says nothing.

    ``next-that-fits``: the projects that were not funded for lack of money are tried from the
    highest score to the lowest, and each that fits is funded, also where the rule ended before it
    or had as many winners as it may. ``partial``: the first of them that does not fit gets what is
    left, if anything is. ``roll-over``, ``next-round`` and ``board`` spend nothing: they say whose
    the money is. Equal scores go by the round's tie-breaking. Projects that the rule set aside, or
    that conflict with one that is selected, get nothing.
    """
    if choice.leftover is None:
        return
    count.parameters["leftover"] = choice.leftover
    left: dict[str, StepFact] = {"amount": count.money_left}
    match choice.leftover:
        case "next-that-fits":
            _next_that_fits(count, choice)
        case "partial":
            _partial(count, choice)
        case "roll-over":
            count.parameters["rolls_to"] = choice.rolls_to
            if count.money_left:
                count.note("rolled-over", None, {**left, "to": choice.rolls_to})
        case "next-round" if count.money_left:
            count.note("next-round", None, left)
        case "board" if count.money_left:
            count.note("board-decides", None, left)


def _next_that_fits(count: Count, choice: RuleChoice) -> None:
    waiting = _waiting(count, choice)
    if not any(count.fits(project) for project in waiting):
        return
    last = {step.project_id: step.action for step in count.steps}
    count.note("filling-up", None, {})
    for equals in _by_rank(count, waiting):
        tied = equals
        while tied:
            tied = [project for project in tied if not _excluded(count, choice, project)]
            for project in [project for project in tied if not count.fits(project)]:
                if last[project.project_id] not in TOLD_TO_BE_TOO_DEAR:
                    count.note("does-not-fit", project, _score(count, project))
                tied.remove(project)
            if tied:
                chosen = count.first(tied, _compete(count, choice))
                count.select(chosen, _score(count, chosen))
                tied.remove(chosen)


def _partial(count: Count, choice: RuleChoice) -> None:
    if not count.money_left:
        return
    waiting = [project for project in _waiting(count, choice) if not count.fits(project)]
    for tied in _by_rank(count, waiting):
        chosen = count.first(tied, lambda some: len(some) > 1)
        count.grant(chosen, count.money_left, _score(count, chosen))
        return


def _waiting(count: Count, choice: RuleChoice) -> list[Project]:
    """The projects that were not funded, in whole or in part, for no reason but money."""
    last = {step.project_id: step.action for step in count.steps if step.project_id}
    return [
        count.instance.by_id[project_id]
        for project_id in sorted(last)
        if last[project_id] in FOR_LACK_OF_MONEY
        and not _excluded(count, choice, count.instance.by_id[project_id])
    ]


def _excluded(count: Count, choice: RuleChoice, project: Project) -> bool:
    """Whether one that is selected, here or in an earlier pot, rules the project out."""
    return any(
        project.project_id in pair and not taken.isdisjoint(set(pair) - {project.project_id})
        for taken in [{*choice.elsewhere, *count.selected}]
        for pair in choice.conflicts
    )


def _compete(count: Count, choice: RuleChoice) -> Callable[[Sequence[Project]], bool]:
    pairs = {frozenset(pair) for pair in choice.conflicts}

    def compete(some: Sequence[Project]) -> bool:
        ids = {project.project_id for project in some}
        return not count.fits(*some) or any(pair <= ids for pair in pairs)

    return compete


def _by_rank(count: Count, projects: Sequence[Project]) -> list[list[Project]]:
    """The projects from the highest rank to the lowest, equals together."""
    rank: Callable[[Project], Any] = count.rank or count.merit
    ordered = sorted(projects, key=rank, reverse=True)
    return [list(equals) for _, equals in groupby(ordered, key=rank)]


def _score(count: Count, project: Project) -> dict[str, StepFact]:
    return {"score": count.scores[project.project_id]}
