"""A profile of which some ballots are known by their sums only, and the rules that this serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medborgarbudget.pb.ballot import WITH_POINTS, BallotLimits
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import RuleChoice

BY_SUMS = frozenset(
    {
        "greedy",
        "greedy-no-skip",
        "greedy-threshold",
        "greedy-custom",
        "greedy-exclusive",
        "greedy-bands",
        "greedy-areas-first",
        "greedy-quotas",
        "max-welfare",
    }
)
"""The rules that ask no ballot what else it names: sums by project are all that they go by."""


class NeedsBallotsError(ValueError):
    """The rule must see single ballots, and of some only the sums are known."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What so many ballots come to together: by project, how many name it, and its score.

    `scores` are what `Profile.scores` gives for these ballots. Projects that none names are there
    too, with 0.
    """

    voters: int
    votes: Mapping[str, int]
    scores: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SummedProfile(Profile):
    """The ballots that are known one by one, in `ballots`, and the sums of the others.

    `voters`, `votes` and `scores` are of both together. Only the rules in `BY_SUMS` may count it.
    """

    added: Sums = Sums(0, {}, {})

    @property
    def known(self) -> Profile:
        """The ballots that are known one by one, and nothing else."""
        return Profile(self.vote_type, self.ballots, self.places, self.default_score)

    @property
    def voters(self) -> int:
        """How many ballots there are, those that are only summed up included."""
        return self.known.voters + self.added.voters

    def votes(self, project_ids: Iterable[str]) -> Mapping[str, int]:
        """As `Profile.votes`, of all ballots."""
        return _together(self.known.votes(project_ids), self.added.votes)

    def scores(self, project_ids: Iterable[str]) -> Mapping[str, int]:
        """As `Profile.scores`, of all ballots."""
        return _together(self.known.scores(project_ids), self.added.scores)


def sums_of(profile: Profile, project_ids: Iterable[str]) -> Sums:
    """The sums of a profile's ballots. Raises KeyError as `Profile.votes` does."""
    ids = tuple(project_ids)
    return Sums(profile.voters, profile.votes(ids), profile.scores(ids))


def with_sums(profile: Profile, *added: Sums) -> SummedProfile:
    """The profile with the sums of ballots that are not known one by one."""
    votes: Counter[str] = Counter()
    scores: Counter[str] = Counter()
    for sums in added:
        votes.update(sums.votes)
        scores.update(sums.scores)
    whole = Sums(sum(sums.voters for sums in added), dict(votes), dict(scores))
    limits = profile.places, profile.default_score
    return SummedProfile(profile.vote_type, profile.ballots, *limits, whole)


def counts_sums(choice: RuleChoice) -> bool:
    """Whether a pot counted by this choice comes out the same from sums as from single ballots."""
    return choice.name in BY_SUMS and choice.comparison is None


def odd_sum(sums: Sums, limits: BallotLimits) -> str | None:
    """The first project whose sum so many ballots could not come to; ``all`` if all together."""
    lengths = (1, 1) if limits.vote_type == "choose-1" else (limits.min_length, limits.max_length)
    least, most = max(1, lengths[0] or 1), lengths[1] or len(sums.votes)
    if not least * sums.voters <= sum(sums.votes.values()) <= most * sums.voters:
        return "all"
    points = limits.max_sum_points if limits.vote_type == "cumulative" else None
    if points is not None and sum(sums.scores.values()) > points * sums.voters:
        return "all"
    plain = limits.vote_type not in WITH_POINTS and limits.vote_type != "ordinal"
    for project_id, votes in sorted(sums.votes.items()):
        score = sums.scores.get(project_id)
        if not 0 <= votes <= sums.voters or score is None or (plain and score != votes):
            return project_id
    return None


def _together(some: Mapping[str, int], others: Mapping[str, int]) -> Mapping[str, int]:
    """The sums by project. Raises KeyError where the others name one that these do not have."""
    whole = dict(some)
    for project_id, number in others.items():
        whole[project_id] += number
    return whole
