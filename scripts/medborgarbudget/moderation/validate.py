"""Check a town: everything that reading found, and everything that the house's rules find."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from medborgarbudget.moderation.reach import in_reach
from medborgarbudget.moderation.rules import ROUND_RULES, TOWN_RULES
from medborgarbudget.moderation.rules.view import RoundView
from medborgarbudget.pb.problem import Problem, by_place
from medborgarbudget.records.tree import TownTree


def validate(
    tree: TownTree, only: Collection[str] | None = None, today: date | None = None
) -> tuple[Problem, ...]:
    """All problems of the town's files, sorted by place; none is left out because of another.

    With `only`, those that the named files can have caused (see `reach`): paths from the town's
    root, also of files that are gone. Rules that ask what day it is are silent without `today`.
    """
    found = {_key(problem): problem for problem in _problems(tree, today)}
    problems = sorted(found.values(), key=by_place)
    if only is None:
        return tuple(problems)
    return tuple(problem for problem in problems if in_reach(problem.place.path, only))


def _problems(tree: TownTree, today: date | None) -> Iterator[Problem]:
    yield from tree.problems
    for town_rule in TOWN_RULES:
        yield from town_rule(tree)
    for folder in tree.rounds.values():
        view = RoundView(tree, folder, today)
        for round_rule in ROUND_RULES:
            yield from round_rule(view)


def _key(problem: Problem) -> tuple[object, ...]:
    facts = tuple(sorted((name, str(fact)) for name, fact in problem.facts.items()))
    return problem.place, problem.code, problem.severity, facts
