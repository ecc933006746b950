"""A finding is data: what is wrong, where, with which facts. Its sentence is made at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""An error stops; a warning goes to the moderator; a note is advice to the author."""

Fact = str | int | tuple[str, ...]
"""What a sentence may be filled with. Amounts of money are int, in whole currency units."""

NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file: lines and columns count from 1; 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one place.

    `code` names the rule that is broken: lower case, hyphens. `facts` fill the sentence's gaps.
    `source` says whose rule it is and where it is written, such as
    ``rounds/2026/round.yaml:41 criteria.cost-cap``.
    """

    code: str
    place: Place
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS, hash=False)
    severity: Severity = "error"
    source: str = ""


def by_place(problem: Problem) -> tuple[Place, str]:
    """Sort key: file, line, column, then code."""
    return problem.place, problem.code
