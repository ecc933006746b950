"""A profile with further voters who want one project alone: made once, asked again and again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from medborgarbudget.pb.ballot import WITH_POINTS, Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.profile import Profile

Ballots = tuple[tuple[Ballot, int], ...] | MergedBallots


@dataclass(frozen=True, slots=True)
class Sums(Profile):
    """A profile of which only the sums are known: all that some rules look at.

    `number` is how many voters there are; `ballots` stays empty.
    """

    number: int = 0
    all_votes: Mapping[str, int] = field(default_factory=dict)
    all_scores: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of_all(cls, profile: Profile, instance: Instance) -> Sums:
        """The sums of a profile, over the projects of an instance."""
        ids = sorted(instance.by_id)
        return cls(
            profile.vote_type,
            (),
            profile.places,
            profile.default_score,
            profile.voters,
            profile.votes(ids),
            profile.scores(ids),
        )

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return self.number

    def votes(self, project_ids: Iterable[str]) -> Mapping[str, int]:
        """How many ballots name each project."""
        return {project_id: self.all_votes[project_id] for project_id in project_ids}

    def scores(self, project_ids: Iterable[str]) -> Mapping[str, int]:
        """What the projects are ranked by."""
        return {project_id: self.all_scores[project_id] for project_id in project_ids}


class Further:
    """The ballots of one more voter, and of any number of them, who want this project alone.

    With points, each gives it as many as the average supporter did, rounded up.
    """

    def __init__(self, instance: Instance, profile: Profile, project_id: str) -> None:
        self.instance = instance
        self.profile = profile
        self.project_id = project_id
        self.ballot = alone(profile, project_id)

    def gain(self) -> Mapping[str, int]:
        """What one such voter adds to the score of each project."""
        return replace(self.profile, ballots=((self.ballot, 1),)).scores(
            sorted(self.instance.by_id)
        )

    def profiles(self) -> _Grown:
        """The profile with more of these voters, by their number."""
        return _Grown(self.profile, self.ballot)

    def sums(self, base: Sums) -> _Added:
        """The same for one of which only the sums are needed."""
        return _Added(base, self.project_id, self.gain())


@dataclass(frozen=True)
class _Added:
    base: Sums
    project_id: str
    gain: Mapping[str, int]

    def __call__(self, more: int) -> Sums:
        votes = {**self.base.all_votes}
        votes[self.project_id] += more
        return replace(
            self.base,
            number=self.base.number + more,
            all_votes=votes,
            all_scores={
                one: score + more * self.gain[one] for one, score in self.base.all_scores.items()
            },
        )


class _Grown:
    """The place of the new ballot is looked for once; a ballot that is there is only counted up."""

    def __init__(self, profile: Profile, ballot: Ballot) -> None:
        ballots = profile.ballots
        self.profile = profile
        self.at = bisect_left(ballots, ballot, key=lambda pair: pair[0])
        there = self.at < len(ballots) and ballots[self.at][0] == ballot
        if isinstance(ballots, MergedBallots) and ballot.choices[0] in ballots.ids:
            self.ballots: Ballots = ballots if there else _inserted(ballots, self.at, ballot)
        else:
            new = () if there else ((ballot, 0),)
            self.ballots = (*ballots[: self.at], *new, *ballots[self.at :])

    def __call__(self, more: int) -> Profile:
        if not more:
            return self.profile
        if isinstance(self.ballots, MergedBallots):
            one = self.ballots
            numbers = one.numbers.copy()
            numbers[self.at] += more
            return replace(
                self.profile, ballots=MergedBallots(one.ids, one.begins, one.chosen, numbers)
            )
        ballot, voters = self.ballots[self.at]
        before, after = self.ballots[: self.at], self.ballots[self.at + 1 :]
        return replace(self.profile, ballots=(*before, (ballot, voters + more), *after))


def _inserted(ballots: MergedBallots, at: int, ballot: Ballot) -> MergedBallots:
    """The ballots with one more that names one project and that nobody has cast yet."""
    begins = ballots.begins
    place = ballots.ids.index(ballot.choices[0])
    return MergedBallots(
        ballots.ids,
        np.concatenate([begins[: at + 1], begins[at:] + 1]),
        np.insert(ballots.chosen, begins[at], place),
        np.insert(ballots.numbers, at, 0),
    )


def alone(profile: Profile, project_id: str) -> Ballot:
    """The ballot of somebody who wants this project alone."""
    if profile.vote_type not in WITH_POINTS:
        return Ballot.of(profile.vote_type, (project_id,))
    given = [
        (points, voters)
        for ballot, voters in profile.ballots
        for choice, points in zip(ballot.choices, ballot.points, strict=True)
        if choice == project_id and points > 0
    ]
    supporters = sum(voters for _, voters in given)
    points = -(-sum(points * voters for points, voters in given) // supporters) if given else 1
    return Ballot.of(profile.vote_type, {project_id: points})
