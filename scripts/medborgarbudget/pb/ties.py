"""Tie-breaking: always a rule that the round states, never an accident of order.

A tie is broken by the first criterion of the round's list that tells the projects apart. Where
none does, the rule stops with `TieRefusedError`: so *refuse* is what an empty list does, and what
every list ends with unless it ends with ``lot``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Protocol, get_args

from medborgarbudget.pb.project import Project

TieCriterion = Literal["max-votes", "min-cost", "max-cost", "lot", "refuse"]
TIE_CRITERIA: tuple[TieCriterion, ...] = get_args(TieCriterion)


class TieRefusedError(Exception):
    """The votes are tied between these projects and the round does not say how to choose.

    `narrowed_by` is the last criterion that told some of the tied projects from these, if any did.
    """

    def __init__(self, project_ids: tuple[str, ...], narrowed_by: str = "") -> None:
        super().__init__(f"tied and not to be broken: {', '.join(project_ids)}")
        self.project_ids = project_ids
        self.narrowed_by = narrowed_by


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
        """The winner of a tie and the criterion that decided.

        Raises TieRefusedError, with those still tied, where no criterion of the list decides:
        also at ``lot`` as long as no seed is published.
        """
        left = sorted(tied, key=lambda project: project.project_id)
        narrowed_by = ""
        for criterion in self.order:
            if criterion == "refuse" or (criterion == "lot" and self.seed is None):
                break
            keys = [self._key(criterion, project, votes) for project in left]
            best = min(keys)
            first = [project for project, key in zip(left, keys, strict=True) if key == best]
            if len(first) == 1:
                return first[0].project_id, criterion
            if len(first) < len(left):
                left, narrowed_by = first, criterion
        raise TieRefusedError(tuple(project.project_id for project in left), narrowed_by)

    def _key(self, criterion: TieCriterion, project: Project, votes: Mapping[str, int]) -> Any:
        match criterion:
            case "max-votes":
                return -votes[project.project_id]
            case "min-cost":
                return project.cost
            case "max-cost":
                return -project.cost
        return lot(self.seed or "", project.project_id)


@lru_cache(maxsize=1 << 16)
def lot(seed: str, project_id: str) -> str:
    """The project's lot: the SHA-256, in hexadecimal, of seed, a space and the project's id.

    The lowest lot goes first. Anybody can redo it: ``printf '%s %s' SEED ID | sha256sum``.
    """
    return hashlib.sha256(f"{seed} {project_id}".encode()).hexdigest()
