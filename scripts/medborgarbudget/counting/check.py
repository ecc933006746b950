"""One check of a round: what was found wrong, or the words for what was not."""

from __future__ import annotations

from dataclasses import dataclass

from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.explanations import explained, sentences
from medborgarbudget.records.tree import TownTree

NOT_MADE = ("not-yet", "history-missing", "paper-none")
"""The keys of checks that had nothing to look at."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was found wrong, and what to say (a sentence's key) where nothing was.

    `number` is what was checked; `summed` are ballots that are known by their sums only.
    """

    name: str
    problems: tuple[Problem, ...]
    key: str
    number: int = 0
    summed: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.problems

    @property
    def made(self) -> bool:
        """Whether there was anything to check: else it says nothing for the round, or against."""
        return bool(self.problems) or self.key not in NOT_MADE

    def said(self, language: str) -> str:
        """The detail of a check that went well."""
        gaps = dict.fromkeys(("files", "batches", "keys", "nights", "ballots"), str(self.number))
        key = f"check-{self.key}"
        if self.number == 1 and f"{key}-one" in sentences(language):
            key = f"{key}-one"
        return explained(language, key, summed=str(self.summed), **gaps)


def unread(tree: TownTree, path: str) -> tuple[Problem, ...]:
    """Why a file could not be read; nothing where it could."""
    return tuple(problem for problem in tree.problems if problem.place.path == path)
