"""Ballot numbers as typed → a ballot of the pot's vote type, or what hinders it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from medborgarbudget.pb.ballot import WITH_POINTS, Ballot, VoteType

NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
NUMBER_AND_POINTS = re.compile(r"([0-9]{1,6})=(-?[0-9]{1,6})", re.ASCII)

Choices = tuple[tuple[int, int], ...]
"""Ballot numbers with their points, 0 where the vote type has none."""


def choices_of(text: str, vote_type: VoteType) -> Choices | None:
    """What is meant by ``3 1 7`` (or ``3=5 1=2`` with points); None where it cannot be read.

    The order is kept where it says something (ordinal), and is by number elsewhere, so that the
    same vote typed in another order is the same.
    """
    found = []
    for word in text.split():
        if vote_type in WITH_POINTS:
            match = NUMBER_AND_POINTS.fullmatch(word)
            if match is None:
                return None
            found.append((int(match[1]), int(match[2])))
        elif NUMBER.fullmatch(word):
            found.append((int(word), 0))
        else:
            return None
    return tuple(found if vote_type == "ordinal" else sorted(found))


def choices_text(choices: Choices, vote_type: VoteType) -> str:
    """The one way of writing these choices."""
    if vote_type in WITH_POINTS:
        return " ".join(f"{number}={points}" for number, points in choices)
    return " ".join(str(number) for number, _ in choices)


def ballot_of(choices: Choices, vote_type: VoteType, project_ids: Mapping[int, str]) -> Ballot:
    """The ballot; a number that is not on the paper becomes an id that no project can have, ``#9``.

    A project named twice with points keeps both, so that `pb.ballot.faults` finds the repetition.
    """
    named = tuple(project_ids.get(number, f"#{number}") for number, _ in choices)
    if vote_type not in WITH_POINTS:
        return Ballot.of(vote_type, named)
    pairs = sorted(zip(named, (points for _, points in choices), strict=True))
    return Ballot(tuple(one for one, _ in pairs), tuple(points for _, points in pairs))
