"""Ties as they fell: between which proposals, and what decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medborgarbudget.pb.outcome import Outcome


@dataclass(frozen=True, slots=True)
class TieStory:
    """One tie: the titles of all that were tied, of the one that went first, and the criterion."""

    titles: tuple[str, ...]
    winner: str
    decided_by: str


def tie_stories(outcome: Outcome, titles: Mapping[str, str]) -> tuple[TieStory, ...]:
    """Every tie of an outcome, in the order in which the rule met them."""
    return tuple(
        TieStory(
            tuple(titles.get(one, one) for one in tie.projects),
            titles.get(tie.winner, tie.winner),
            tie.decided_by,
        )
        for tie in outcome.ties
    )
