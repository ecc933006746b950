"""Who goes first among equals where the same projects are equal again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cmp_to_key

from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.ties import TieRefusedError

Rivals = Callable[[str, str], bool]
"""Whether it matters which of these two goes first."""


class Precedence:
    """The round's tie-breaking as one standing order of the projects.

    All its criteria are about the projects alone, so two that are equal twice are told apart the
    same way twice. `ties` has for each project that went first, and each criterion that decided it,
    all that it was equal to at some time where that mattered.
    """

    def __init__(self, count: Count, projects: Sequence[Project]) -> None:
        self.count = count
        self.by_id = {project.project_id: project for project in projects}
        self._decided: dict[tuple[str, str], tuple[str, str]] = {}
        self._known: dict[tuple[str, str], set[str]] = {}
        ordered = sorted(sorted(self.by_id), key=cmp_to_key(self._compare))
        self.place = {project_id: at for at, project_id in enumerate(ordered)}

    @property
    def ties(self) -> list[Tie]:
        """Every tie that mattered, in the order in which they were first met."""
        return [
            Tie(tuple(sorted({winner, *others})), winner, by)
            for (winner, by), others in self._known.items()
        ]

    def first(self, tied: Sequence[str], rivals: Rivals) -> str:
        """The one that goes first. Raises TieRefusedError where the order leaves two rivals equal.

        Where it leaves two equal that are no rivals, their ids make the record the same.
        """
        winner = min(tied, key=self.place.__getitem__)
        for other in sorted(tied):
            if other == winner:
                continue
            by = self._between(winner, other)[1]
            if by and other in self._known.get((winner, by), ()):
                continue
            if rivals(winner, other):
                if not by:
                    raise TieRefusedError(tuple(sorted((winner, other))))
                self._known.setdefault((winner, by), set()).add(other)
        return winner

    def _compare(self, one: str, other: str) -> int:
        winner, _ = self._between(one, other)
        return 0 if not winner else -1 if winner == one else 1

    def _between(self, one: str, other: str) -> tuple[str, str]:
        """Which of the two goes first and what decides it; empty where nothing does."""
        pair = (min(one, other), max(one, other))
        if pair not in self._decided:
            try:
                tied = [self.by_id[project_id] for project_id in pair]
                self._decided[pair] = self.count.untie(tied, self.count.votes)
            except TieRefusedError:
                self._decided[pair] = "", ""
        return self._decided[pair]
