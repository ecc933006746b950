"""Where our rule and an outcome that a city announced differ, project by project."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from medborgarbudget.pb.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """One project on which the two do not agree."""

    project_id: str
    title: str
    votes: int
    ours: bool
    announced: bool


def differences(
    outcome: Outcome, announced: Collection[str], titles: Mapping[str, str]
) -> tuple[Difference, ...]:
    """All of them, those with most votes first; nothing where both chose the same."""
    ours = set(outcome.selected)
    found = ours ^ set(announced)
    return tuple(
        Difference(
            project_id=one,
            title=titles.get(one, one),
            votes=outcome.votes.get(one, 0),
            ours=one in ours,
            announced=one not in ours,
        )
        for one in sorted(found, key=lambda one: (-outcome.votes.get(one, 0), one))
    )
