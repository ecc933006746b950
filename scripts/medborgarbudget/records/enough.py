"""How many findings of one kind a file is given: a hostile one has the same fault everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from medborgarbudget.pb.problem import Place, Problem

MOST_OF_A_KIND = 50
"""Of each code so many findings are told for one file, and that there are more."""


def first_of_each(problems: Iterable[Problem], path: str) -> tuple[Problem, ...]:
    """The first 50 problems of each code, in their order, and a note for each code with more."""
    kept: list[Problem] = []
    number: Counter[str] = Counter()
    for problem in problems:
        number[problem.code] += 1
        if number[problem.code] <= MOST_OF_A_KIND:
            kept.append(problem)
    more = (code for code in sorted(number) if number[code] > MOST_OF_A_KIND)
    return (*kept, *(more_of(code, path) for code in more))


def more_of(code: str, path: str) -> Problem:
    """The note that a file has more of the same than is told."""
    return Problem("more-of-the-same", Place(path), {"code": code}, "note")
