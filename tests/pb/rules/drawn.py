"""Small elections, drawn by Hypothesis or by a seeded chance, for us and for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st
from pabutools import election as oracle

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking

IDS = ("1", "2", "9", "10", "11", "a", "b", "B")
Points = Mapping[str, int]


@dataclass(frozen=True)
class Election:
    """Costs by project id, the limit, and ballots with their numbers of voters.

    A ballot gives points to projects: 1 to each where the ballots have crosses only.
    """

    costs: dict[str, int]
    limit: int
    ballots: list[tuple[Points, int]]
    vote_type: str = "approval"

    @property
    def instance(self) -> Instance:
        """Ours."""
        return Instance(tuple(Project(p, cost) for p, cost in self.costs.items()), self.limit)

    @property
    def profile(self) -> Profile:
        """Ours."""
        kind = self.vote_type
        return Profile.of(
            kind,
            [
                Ballot.of(kind, tuple(ballot) if kind == "approval" else dict(ballot))
                for ballot, voters in self.ballots
                for _ in range(voters)
            ],
        )

    @property
    def voters(self) -> int:
        """How many there are."""
        return sum(voters for _, voters in self.ballots)

    @property
    def supported(self) -> set[str]:
        """The projects that somebody wants."""
        return {p for ballot, _ in self.ballots for p, points in ballot.items() if points}

    @property
    def free(self) -> set[str]:
        """The projects that cost nothing and that somebody wants."""
        return {project_id for project_id in self.supported if self.costs[project_id] == 0}

    def worth(self, ids: set[str], utility: str) -> int:
        """What these projects are worth to all voters together."""
        return sum(
            voters * points * (self.costs[p] if utility == "cost" else 1)
            for ballot, voters in self.ballots
            for p, points in ballot.items()
            if p in ids
        )

    def without(self, unwelcome: set[str]) -> Election:
        """The same without these projects, which leave the ballots too."""
        costs = {p: cost for p, cost in self.costs.items() if p not in unwelcome}
        ballots = [
            ({p: points for p, points in ballot.items() if p in costs}, voters)
            for ballot, voters in self.ballots
        ]
        return replace(self, costs=costs, ballots=ballots)

    def for_oracle(self) -> tuple[oracle.Instance, oracle.AbstractProfile]:
        """The same, for pabutools."""
        projects = {p: oracle.Project(p, cost) for p, cost in self.costs.items()}
        instance = oracle.Instance(projects.values(), budget_limit=self.limit)
        cast = [ballot for ballot, voters in self.ballots for _ in range(voters)]
        if self.vote_type != "approval":
            given = [{projects[p]: points for p, points in ballot.items()} for ballot in cast]
            cardinal = [oracle.CardinalBallot(ballot) for ballot in given]
            return instance, oracle.CardinalProfile(cardinal, instance=instance)
        approved = [oracle.ApprovalBallot([projects[p] for p in ballot]) for ballot in cast]
        profile = oracle.ApprovalProfile(approved, instance=instance)
        return instance, profile.as_multiprofile()


@st.composite
def elections(draw, least_cost: int = 0, within_limit: bool = False, points: bool = False):
    """Small elections full of ties, zero costs, costs above the limit and unwanted projects."""
    limit = draw(st.integers(1, 60))
    most = limit if within_limit else 70
    costs = st.one_of(
        st.integers(least_cost, most),
        st.sampled_from([cost for cost in (0, 5, 10, 20, 30) if least_cost <= cost <= most] or [1]),
    )
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=7, unique=True))
    each = st.integers(1, 4) if points else st.just(1)
    ballot = st.dictionaries(st.sampled_from(ids), each, max_size=5)
    ballots = st.lists(st.tuples(ballot, st.integers(1, 5)), min_size=1, max_size=7)
    kind = "cumulative" if points else "approval"
    return Election({p: draw(costs) for p in ids}, limit, draw(ballots), kind)


def by_id(tied: Sequence[Project], votes: object) -> tuple[str, str]:
    """Ties as pabutools breaks them: by id, as text."""
    return min(project.project_id for project in tied), "id"


def outcome_of(election: Election, rule: str, **choice: object) -> Outcome:
    """Our outcome, ties by id."""
    chosen = RuleChoice(rule, TieBreaking(), **choice)  # type: ignore[arg-type]
    return run(election.instance, election.profile, chosen, by_id)


def _election(
    chance: Random, costs: list[int], limit: int, voters: int, kind: str, longest: int
) -> Election:
    ids = [str(number) for number in range(1, len(costs) + 1)]
    ballots = []
    for _ in range(voters):
        chosen = chance.sample(ids, chance.randint(0, min(longest, len(ids))))
        points = {p: 1 if kind == "approval" else chance.randint(1, 5) for p in chosen}
        ballots.append((points, chance.choice((1, 1, 1, 2, 4))))
    return Election(dict(zip(ids, costs, strict=True)), limit, ballots, kind)


def _many(chance: Random, least: int, most: int, costs: Sequence[int]) -> list[int]:
    return [chance.choice(costs) for _ in range(chance.randint(least, most))]


SHAPES: Mapping[str, Callable[[Random, str], Election]] = {
    "plain": lambda c, kind: _election(
        c, _many(c, 3, 9, range(3, 70)), c.randint(40, 200), c.randint(2, 9), kind, 5
    ),
    "full of ties": lambda c, kind: _election(
        c, _many(c, 3, 8, (5, 10, 10, 20)), c.choice((20, 30, 40)), c.randint(2, 5), kind, 4
    ),
    "one or two projects": lambda c, kind: _election(
        c, _many(c, 1, 2, (0, 0, 1, 5, 9)), c.randint(1, 9), c.randint(1, 2), kind, 2
    ),
    "unit cost": lambda c, kind: _election(
        c, _many(c, 3, 8, (1,)), c.randint(1, 5), c.randint(2, 8), kind, 4
    ),
    "one voter": lambda c, kind: replace(
        (one := _election(c, _many(c, 2, 8, range(1, 30)), c.randint(10, 60), 1, kind, 8)),
        ballots=[(one.ballots[0][0], 1)],
    ),
    "below the cheapest": lambda c, kind: _election(
        c, _many(c, 2, 6, range(50, 70)), c.randint(1, 49), c.randint(1, 5), kind, 4
    ),
    "many projects, few voters": lambda c, kind: _election(
        c, _many(c, 15, 25, range(1, 40)), c.randint(40, 150), c.randint(1, 3), kind, 12
    ),
    "free, dear and unwanted": lambda c, kind: _election(
        c, _many(c, 3, 9, (0, 0, 7, 10, 15, 30, 99)), c.randint(10, 60), c.randint(1, 5), kind, 2
    ),
}
"""Elections of every shape that rules have gone wrong on, from a chance and a vote type."""


def by_chance(number: int, kind: str = "approval") -> Iterator[Election]:
    """So many elections of all shapes in turn, the same ones every time."""
    shapes = tuple(SHAPES.values())
    for seed in range(number):
        yield shapes[seed % len(shapes)](Random(seed), kind)
