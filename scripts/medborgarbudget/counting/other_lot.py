"""Whether a city's outcome is ours with the ties fallen otherwise, as a lot may have done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.records.pabulib import PabulibFile

OWN_MONEY = 1
"""The mark of a project that this budget pays for; 2 and 3 are other money: `PabulibFile.marks`."""


def other_lot_explains(file: PabulibFile, choice: RuleChoice, outcome: Outcome) -> bool:
    """Whether the same rule funds what the city announced, if each tie falls as the city has it.

    Found by counting again. False where nothing differs, nothing was announced, or nothing was
    tied. Projects that other money pays for may differ still: no rule finds them.
    """
    marks = file.marks()
    if marks is None or not outcome.ties or not _differing(marks, outcome):
        return False
    wanted = {project_id for project_id, mark in marks.items() if mark}

    def untie(tied: Sequence[Project], votes: Mapping[str, int]) -> tuple[str, str]:
        ids = sorted(project.project_id for project in tied)
        return min(ids, key=lambda one: one not in wanted), "announced"

    return not _differing(marks, run(file.instance(), file.profile(), choice, untie))


def _differing(marks: Mapping[str, int], outcome: Outcome) -> bool:
    """Whether we and the city part on a project that is not paid for with other money."""
    selected = set(outcome.selected)
    return any(
        (project_id in selected) != (mark > 0)
        for project_id, mark in marks.items()
        if project_id in selected or mark <= OWN_MONEY
    )
