"""Trelleborg's order of areas: those that have won nothing before stand before all others.

Source: Trelleborgs kommun, "En miljon idéer" (trelleborg.se, several years): places that got
nothing in earlier rounds go first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.obstacles import fund_past, money


def greedy_areas_first(count: Count, choice: RuleChoice) -> None:
    """Fund as `greedy` does, first among the areas in `areas_first` and then among all others.

    Within each of the two groups the score decides, and what does not fit is skipped. So a project
    of such an area wins before any other, however many votes that one has. Raises ValueError where
    the choice names no areas.
    """
    if not choice.areas_first:
        raise ValueError("the rule needs its areas_first: the areas that have won nothing before")
    for projects, facts in in_turn(count, choice, count.candidates()):
        fund_past(count, projects, money(count), lambda tied: not count.fits(*tied), **facts)


def in_turn(
    count: Count, choice: RuleChoice, projects: Sequence[Project]
) -> Iterator[tuple[list[Project], dict[str, str]]]:
    """The projects of the areas that go first, then the others; all at once where none does.

    With each group comes the fact that its steps must carry.
    """
    first = frozenset(choice.areas_first)
    if first:
        count.parameters["areas_first"] = tuple(sorted(first))
        yield [one for one in projects if one.area in first], {"turn": "first"}
    yield [one for one in projects if one.area not in first], {"turn": "second"} if first else {}
