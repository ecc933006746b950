"""What the projects are ranked by: votes, points or rank points, as the round says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import Score

BY_VOTES: frozenset[Score | None] = frozenset({"votes", "votes-per-cost"})
"""The scores that count ballots, whatever points or places these give."""


def fits_ballots(score: Score | None, vote_type: str) -> bool:
    """Whether ballots of this vote type can be ranked by this score."""
    if score == "points":
        return vote_type in WITH_POINTS
    return score != "rank-points" or vote_type == "ordinal"


def scores_by(
    score: Score | None, profile: Profile, project_ids: Iterable[str]
) -> Mapping[str, int]:
    """The score of each project; None takes what the vote type gives (`Profile.scores`).

    Raises ValueError for a score that the profile's vote type does not have.
    """
    if not fits_ballots(score, profile.vote_type):
        raise ValueError(f"{profile.vote_type} ballots give no {score}")
    return profile.votes(project_ids) if score in BY_VOTES else profile.scores(project_ids)
