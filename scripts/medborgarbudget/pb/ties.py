"""Tie-breaking: always a rule that the round states, never an accident of order.

A tie is broken by the first criterion of the round's list that tells the projects apart. Where
none does, the rule stops with `TieRefusedError`: so *refuse* is what an empty list does, and what every
list ends with unless it ends with ``lot``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from medborgarbudget.pb.project import Project

TieCriterion = Literal["max-votes", "min-cost", "max-cost", "lot", "refuse"]
TIE_CRITERIA: tuple[TieCriterion, ...] = get_args(TieCriterion)


class TieRefusedError(Exception):
    """The votes are tied between these projects and the round does not say how to choose."""

    def __init__(self, project_ids: tuple[str, ...]) -> None:
        super().__init__(f"tied and not to be broken: {', '.join(project_ids)}")
        self.project_ids = project_ids


class Untie(Protocol):
    """What a rule asks when it must choose one of several equals."""

    def __call__(self, tied: Sequence[Project], votes: Mapping[str, int]) -> tuple[str, str]:
        """The id of the one that goes first, and the name of the criterion that decided."""
        ...


@dataclass(frozen=True, slots=True)
class TieBreaking:
    """The round's list of criteria, in order, with the published seed where it draws lots."""

    order: tuple[TieCriterion, ...] = ()
    seed: str | None = None

    def __call__(self, tied: Sequence[Project], votes: Mapping[str, int]) -> tuple[str, str]:
        """The winner of a tie and the criterion that decided. Raises TieRefusedError where none does."""
        left = sorted(tied, key=lambda project: project.project_id)
        for criterion in self.order:
            if criterion == "refuse":
                break
            best = min(self._key(criterion, project, votes) for project in left)
            left = [project for project in left if self._key(criterion, project, votes) == best]
            if len(left) == 1:
                return left[0].project_id, criterion
        raise TieRefusedError(tuple(project.project_id for project in left))

    def _key(self, criterion: str, project: Project, votes: Mapping[str, int]) -> int | str:
        if criterion == "lot":
            if self.seed is None:
                raise TieRefusedError((project.project_id,))
            return lot(self.seed, project.project_id)
        return {
            "max-votes": -votes.get(project.project_id, 0),
            "min-cost": project.cost,
            "max-cost": -project.cost,
        }[criterion]


def lot(seed: str, project_id: str) -> str:
    """The project's lot: the SHA-256, in hexadecimal, of seed, a space and the project's id.

    The lowest lot goes first. Anybody can redo it: ``printf '%s %s' SEED ID | sha256sum``.
    """
    return hashlib.sha256(f"{seed} {project_id}".encode()).hexdigest()
