"""A profile: all ballots of a pot, identical ones counted together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from medborgarbudget.pb.ballot import WITH_POINTS, Ballot, VoteType
from medborgarbudget.pb.merged import MergedBallots


@dataclass(frozen=True, slots=True)
class Profile:
    """A multiset of ballots of one vote type, in canonical order.

    `ballots` holds each different ballot once with the number of voters who cast it, sorted, so
    that the order in which ballots arrived can neither be read from it nor matter to any rule.
    Two facts of the ballot paper give the scores: `places`, how many places an ordinal ballot has
    (its max_length; None where it has no limit), and `default_score`, what a scoring ballot gives
    to a project that it does not name.
    """

    vote_type: VoteType
    ballots: Sequence[tuple[Ballot, int]]
    places: int | None = None
    default_score: int = 0

    @classmethod
    def of(
        cls,
        vote_type: VoteType,
        ballots: Iterable[Ballot],
        places: int | None = None,
        default_score: int = 0,
    ) -> Profile:
        """The profile of these ballots. Equal ballots are counted once, with their number."""
        counted = sorted(Counter(ballots).items())
        return cls(vote_type, tuple(counted), places, default_score)

    @property
    def voters(self) -> int:
        """How many ballots there are, empty ones included."""
        if isinstance(self.ballots, MergedBallots):
            return self.ballots.voters
        return sum(count for _, count in self.ballots)

    def votes(self, project_ids: Iterable[str]) -> Mapping[str, int]:
        """How many ballots name each project; 0 for a project that no ballot names.

        Raises KeyError where a ballot names a project that is not among these.
        """
        votes = dict.fromkeys(project_ids, 0)
        if isinstance(self.ballots, MergedBallots):
            for project_id, number in self.ballots.votes().items():
                votes[project_id] += number
            return votes
        for ballot, count in self.ballots:
            for choice in ballot.choices:
                votes[choice] += count
        return votes

    def scores(self, project_ids: Iterable[str]) -> Mapping[str, int]:
        """What the projects are ranked by: votes, points or rank points, by the vote type.

        Cumulative and scoring: the sum of the points given, and of `default_score` from each
        scoring ballot that does not name the project. Ordinal: the first place gives as many points
        as there are `places`, the next one fewer, and so on (as Kraków counts); where the places
        have no limit, the number of projects stands for them (Borda). Others: the votes.

        Raises KeyError as `votes` does.
        """
        votes = self.votes(project_ids)
        if self.vote_type == "ordinal":
            rank_points = tuple(range(self.most_rank_points(len(votes)), 0, -1))
            return self._sums(votes, lambda ballot: zip(ballot.choices, rank_points, strict=False))
        if self.vote_type in WITH_POINTS:
            sums = self._sums(votes, lambda ballot: zip(ballot.choices, ballot.points, strict=True))
            unnamed = self.default_score if self.vote_type == "scoring" else 0
            voters = self.voters
            return {key: sums[key] + unnamed * (voters - votes[key]) for key in votes}
        return votes

    def most_rank_points(self, projects: int) -> int:
        """What the first place of an ordinal ballot gives, with this many projects on it."""
        return projects if self.places is None else self.places

    def _sums(
        self, votes: Iterable[str], given: Callable[[Ballot], Iterable[tuple[str, int]]]
    ) -> Mapping[str, int]:
        sums = dict.fromkeys(votes, 0)
        for ballot, count in self.ballots:
            for choice, points in given(ballot):
                sums[choice] += points * count
        return sums
