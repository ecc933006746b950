"""How large a ballot can become before it is sealed: all of an election are padded to one size."""

from __future__ import annotations

from medborgarbudget.pb.ballot import WITH_POINTS, BallotLimits
from medborgarbudget.records.sealed.encoding import MOST
from medborgarbudget.records.sealed.envelopes import Marks

LENGTH_BYTES = 2
LEAST, STEP, MOST_PADDED = 256, 64, 2048
"""Of what the ceremony chooses; the most is what a request to the vote function has room for."""


def largest(limits: BallotLimits, projects: int) -> int:
    """The bytes that no ballot within these limits exceeds, on a paper with so many projects."""
    most = 1 if limits.vote_type == "choose-1" else limits.max_length
    length = projects if most is None else min(most, projects)
    choices = tuple(range(projects - length + 1, projects + 1))
    if limits.vote_type not in WITH_POINTS:
        return LENGTH_BYTES + len(Marks(choices).text)
    bounds = (one for one in (limits.max_points, limits.max_sum_points) if one is not None)
    points = (min(bounds, default=MOST),) * length
    return LENGTH_BYTES + len(Marks(choices, points).text)


def roomy(size: int) -> int:
    """The size that the ceremony writes down for ballots of at most `size` bytes."""
    return min(MOST_PADDED, max(LEAST, -(-size // STEP) * STEP))
