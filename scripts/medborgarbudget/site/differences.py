"""Where our rule and an outcome that a city announced differ, project by project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.records.announced import Announced


@dataclass(frozen=True, slots=True)
class Difference:
    """One project on which the two do not agree. `mark` is the city's, as in Pabulib."""

    project_id: str
    title: str
    votes: int
    ours: bool
    mark: int


def differences(
    outcome: Outcome, announced: Announced, pot_id: str, titles: Mapping[str, str]
) -> tuple[Difference, ...] | None:
    """All of them, those with most votes first; None where the city's file names no winners."""
    theirs = announced.get(pot_id)
    if theirs is None:
        return None
    ours = set(outcome.selected)
    marks = {one.project_id: one.mark or 0 for one in announced.pots[pot_id]}
    return tuple(
        Difference(
            project_id=one,
            title=titles.get(one, one),
            votes=outcome.votes.get(one, 0),
            ours=one in ours,
            mark=marks.get(one, 0),
        )
        for one in sorted(ours ^ set(theirs), key=lambda one: (-outcome.votes.get(one, 0), one))
    )
