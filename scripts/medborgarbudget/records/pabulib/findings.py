"""The problems found while one file is read, gathered so that all can be told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from medborgarbudget.pb.problem import NO_FACTS, Fact, Place, Problem, Severity, by_place
from medborgarbudget.records.enough import MOST_OF_A_KIND

At = tuple[int, int, int]
"""Line, column and length."""

THE_WHOLE_FILE: At = (0, 0, 1)


class Findings:
    """Problems of one file. Of each code the first 50 are kept; the rest are counted."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.refused = False
        self._found: list[Problem] = []
        self._number: Counter[str] = Counter()

    def add(
        self,
        code: str,
        at: At = THE_WHOLE_FILE,
        facts: Mapping[str, Fact] = NO_FACTS,
        severity: Severity = "error",
    ) -> None:
        """Note one finding. Lines and columns count from 1; 0 means the file as a whole."""
        self.refused = self.refused or severity == "error"
        self._number[code] += 1
        if self._number[code] <= MOST_OF_A_KIND:
            line, column, length = at
            place = Place(self.path, line, column, max(length, 1))
            self._found.append(Problem(code, place, facts, severity))

    def has(self, code: str) -> bool:
        """Whether there is any finding of this code."""
        return self._number[code] > 0

    def full(self, code: str) -> bool:
        """Whether more findings of this code would only be counted."""
        return self._number[code] >= MOST_OF_A_KIND

    def problems(self) -> tuple[Problem, ...]:
        """All findings by line, then what was counted but not told one by one."""
        more = [
            Problem(
                "pb-more-of-the-same",
                Place(self.path),
                {"code": code, "number": number - MOST_OF_A_KIND},
                "note",
            )
            for code, number in sorted(self._number.items())
            if number > MOST_OF_A_KIND
        ]
        return (*sorted(self._found, key=by_place), *more)
