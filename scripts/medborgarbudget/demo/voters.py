"""Invented voters: ballots drawn from hashes, so that the same town always votes the same way.

No chance is involved: every choice is a SHA-256 of a key, the voter's number and what is asked.
docs/decisions/0061 says how they were drawn, and why nothing may be concluded from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from medborgarbudget.pb.ballot import WITH_POINTS, BallotLimits
from medborgarbudget.records.manifest import BallotLine
from medborgarbudget.records.slips import Mark

Camp = Mapping[str, int]
"""What one kind of voter thinks of each project, 0 to 100, by project id."""

TASTE = 90
"""How far single voters stray from their camp, in the same unit."""

BLANK, SPOILED, TOO_MANY = 3, 5, 7
"""Of 100 voters: three leave the slip blank, two spoil it, two mark too much."""

SPLITS = ((5, 3, 2), (4, 3, 3), (6, 4), (6, 2, 2), (4, 4, 2), (5, 5))
"""How voters share out ten points."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One slip as the voter left it: `choices` are ballot numbers as a typist writes them."""

    mark: Mark
    choices: str = ""


def draw(*parts: str | int) -> int:
    """A whole number below 2**64 that depends on the parts alone."""
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def camps_of(key: str, lines: Sequence[BallotLine], camps: int = 3) -> tuple[Camp, ...]:
    """Some kinds of voters, each with its own liking for every project."""
    return tuple(
        {line.project_id: draw(key, "camp", camp, line.project_id) % 101 for line in lines}
        for camp in range(camps)
    )


def fill(
    key: str,
    voters: int,
    limits: BallotLimits,
    lines: Sequence[BallotLine],
    camps: Sequence[Camp],
) -> tuple[Filled, ...]:
    """The slips of so many voters, in the order in which they came."""
    return tuple(_slip(f"{key}|{voter}", limits, lines, camps) for voter in range(voters))


def _slip(
    voter: str, limits: BallotLimits, lines: Sequence[BallotLine], camps: Sequence[Camp]
) -> Filled:
    mood = draw(voter, "mood") % 100
    if mood < SPOILED:
        return Filled("blank" if mood < BLANK else "spoiled")
    camp = camps[draw(voter, "which camp") % len(camps)]
    liked = sorted(
        lines,
        key=lambda line: (
            -camp[line.project_id] - draw(voter, line.project_id) % TASTE,
            line.number,
        ),
    )
    if limits.vote_type in WITH_POINTS:
        return Filled("vote", _points(voter, liked, mood < TOO_MANY))
    chosen = liked if mood < TOO_MANY else list(_within(voter, limits, liked))
    if limits.vote_type != "ordinal":
        chosen = sorted(chosen, key=lambda line: line.number)
    return Filled("vote", " ".join(str(line.number) for line in chosen))


def _within(voter: str, limits: BallotLimits, liked: Sequence[BallotLine]) -> Iterator[BallotLine]:
    """As many of the most liked as the voter cares to mark and the ballot allows; at least one."""
    most = 1 if limits.vote_type == "choose-1" else limits.max_length or len(liked)
    wanted = max(1, most - draw(voter, "effort") % 5 // 2)
    left = limits.max_sum_cost
    for line in liked:
        if wanted and (left is None or line.cost <= left):
            yield line
            wanted -= 1
            left = None if left is None else left - line.cost


def _points(voter: str, liked: Sequence[BallotLine], too_many: bool) -> str:
    split = (9, 9) if too_many else SPLITS[draw(voter, "split") % len(SPLITS)]
    given = sorted((line.number, points) for line, points in zip(liked, split, strict=False))
    return " ".join(f"{number}={points}" for number, points in given)
