"""`rounds/<round>/announced.yaml`: the outcome that a city announced, kept by `import`.

Beside our own result it lets anybody see, project by project, where the two differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.paths import is_there
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import Document, read_yaml
from medborgarbudget.records.writing import dump_yaml

MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AnnouncedProject:
    """One project: its id here, its id in the imported file, and how the city marked it.

    `mark` is Pabulib's: 0 not funded, 1 funded, 2 funded with money from outside the budget, 3 with
    what other districts left over; None where the file does not say.
    """

    project_id: str
    original_id: str
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """What an imported file says of its election's outcome, pot by pot.

    `file` and `sha256` name the file; `rule` is Pabulib's name for the city's rule, `budget` the
    amount as the file writes it.
    """

    file: str
    sha256: str
    rule: str
    budget: str
    pots: Mapping[str, tuple[AnnouncedProject, ...]]

    def get(self, pot_id: str) -> tuple[str, ...] | None:
        """The projects of a pot that the city said it funds; None where it did not say."""
        projects = self.pots.get(pot_id, ())
        if all(project.mark is None for project in projects):
            return None
        return tuple(project.project_id for project in projects if project.mark)


def announced_path(round_id: str) -> str:
    """Where the announced outcome of a round is kept."""
    return f"rounds/{round_id}/announced.yaml"


def announced_text(announced: Announced) -> str:
    """The bytes of announced.yaml as text: pots by id, projects in the imported file's order."""
    return dump_yaml(
        {
            "source": {"file": announced.file, "sha256": announced.sha256},
            "rule": announced.rule,
            "budget": announced.budget,
            "pots": {
                pot_id: {"projects": [_project_data(project) for project in projects]}
                for pot_id, projects in sorted(announced.pots.items())
            },
        }
    )


def read_announced(
    root: Path, round_id: str
) -> tuple[Announced | None, tuple[Problem, ...], tuple[Document, ...]]:
    """The announced outcome of a round; None without problems where the file is not there."""
    path = announced_path(round_id)
    if not is_there(root, path):
        return None, (), ()
    document, problems = read_yaml(root, path, max_bytes=MAX_BYTES)
    if document is None:
        return None, problems, ()
    problems += shape_problems(document, "announced")
    if problems:
        return None, problems, (document,)
    return _announced_of(document.data), (), (document,)


def _project_data(project: AnnouncedProject) -> dict[str, Any]:
    data = {"project_id": project.project_id, "original_id": project.original_id}
    return data if project.mark is None else {**data, "mark": project.mark}


def _announced_of(data: Mapping[str, Any]) -> Announced:
    return Announced(
        file=data["source"]["file"],
        sha256=data["source"]["sha256"],
        rule=data["rule"],
        budget=data["budget"],
        pots={
            pot_id: tuple(AnnouncedProject(**project) for project in pot["projects"])
            for pot_id, pot in data["pots"].items()
        },
    )
