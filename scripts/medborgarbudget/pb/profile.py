"""A profile: all ballots of a pot, identical ones counted together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medborgarbudget.pb.ballot import WITH_POINTS, Ballot, VoteType


@dataclass(frozen=True, slots=True)
class Profile:
    """A multiset of ballots of one vote type, in canonical order.

    `ballots` holds each different ballot once with the number of voters who cast it, sorted, so
    that the order in which ballots arrived can neither be read from it nor matter to any rule.
    """

    vote_type: VoteType
    ballots: tuple[tuple[Ballot, int], ...]

    @classmethod
    def of(cls, vote_type: VoteType, ballots: Iterable[Ballot]) -> Profile:
        """The profile of these ballots. Equal ballots are counted once, with their number."""
        return cls(vote_type, tuple(sorted(Counter(ballots).items())))

    @property
    def voters(self) -> int:
        """How many ballots there are, empty ones included."""
        return sum(count for _, count in self.ballots)

    def votes(self, project_ids: Iterable[str]) -> Mapping[str, int]:
        """How many ballots name each project; 0 for a project that no ballot names."""
        votes = dict.fromkeys(project_ids, 0)
        for ballot, count in self.ballots:
            for choice in ballot.choices:
                votes[choice] += count
        return votes

    def scores(
        self, project_ids: Iterable[str], max_length: int | None = None
    ) -> Mapping[str, int]:
        """What the projects are ranked by: votes, points or rank points, by the vote type.

        Cumulative and scoring: the sum of the points given. Ordinal: with `max_length` places on
        the ballot, the first place gives `max_length` points, the next one fewer, and so on (as
        Kraków counts); without a limit the number of projects stands for it (Borda).
        Others: the votes.
        """
        if self.vote_type not in WITH_POINTS and self.vote_type != "ordinal":
            return self.votes(project_ids)
        scores = dict.fromkeys(project_ids, 0)
        places = max_length if max_length is not None else len(scores)
        for ballot, count in self.ballots:
            points = ballot.points or range(places, places - len(ballot.choices), -1)
            for choice, given in zip(ballot.choices, points, strict=True):
                scores[choice] += given * count
        return scores
