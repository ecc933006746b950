"""The house's rules, each a function whose name is the rule: it yields what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medborgarbudget.moderation.rules import (
    areas,
    assessments,
    ballots,
    counts,
    criteria,
    decisions,
    freeze,
    keys,
    languages,
    leftovers,
    lots,
    photos,
    proposals,
    prose,
    provisions,
    rounds,
    totals,
    weights,
)
from medborgarbudget.moderation.rules.view import RoundView
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.tree import TownTree

TownRule = Callable[[TownTree], Iterator[Problem]]
RoundRule = Callable[[RoundView], Iterator[Problem]]

TOWN_RULES: tuple[TownRule, ...] = (*areas.TOWN_RULES, *languages.TOWN_RULES)
ROUND_RULES: tuple[RoundRule, ...] = (
    *rounds.ROUND_RULES,
    *ballots.ROUND_RULES,
    *counts.ROUND_RULES,
    *leftovers.ROUND_RULES,
    *provisions.ROUND_RULES,
    *weights.ROUND_RULES,
    *criteria.ROUND_RULES,
    *languages.ROUND_RULES,
    *proposals.ROUND_RULES,
    *prose.ROUND_RULES,
    *photos.ROUND_RULES,
    *assessments.ROUND_RULES,
    *freeze.ROUND_RULES,
    *keys.ROUND_RULES,
    *decisions.ROUND_RULES,
    *lots.ROUND_RULES,
    *totals.ROUND_RULES,
)
