"""Ballots of the five vote types of Pabulib, and the limits that a round sets for them.

Source of names and limits: the Pabulib format (https://pabulib.org/format).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from medborgarbudget.pb.problem import Fact
from medborgarbudget.pb.provisions import Percentage

VoteType = Literal["approval", "choose-1", "cumulative", "ordinal", "scoring"]
VOTE_TYPES: tuple[VoteType, ...] = get_args(VoteType)
WITH_POINTS: frozenset[VoteType] = frozenset({"cumulative", "scoring"})


@dataclass(frozen=True, slots=True)
class BallotLimits:
    """What a ballot may hold; None means no limit.

    Lengths count projects, costs are money, points are whole numbers: `*_points` for one project,
    `*_sum_points` for the whole ballot. `default_score` is what a project not named gets (scoring).
    A choose-1 ballot names exactly one project, whatever the lengths say. Sums of points and limits
    on points are for cumulative and scoring ballots; all other limits are for every vote type.
    """

    vote_type: VoteType
    min_length: int | None = None
    max_length: int | None = None
    min_sum_cost: int | None = None
    max_sum_cost: int | None = None
    min_points: int | None = None
    max_points: int | None = None
    min_sum_points: int | None = None
    max_sum_points: int | None = None
    default_score: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Ballot:
    """One voter's choices, with nothing that tells who or when.

    `choices` are project ids: for ordinal ballots the most wanted first, for all others sorted.
    `points` belongs to `choices` one to one for cumulative and scoring ballots and is else empty.
    """

    choices: tuple[str, ...]
    points: tuple[int, ...] = ()

    @classmethod
    def of(cls, vote_type: VoteType, choices: Mapping[str, int] | tuple[str, ...]) -> Ballot:
        """The ballot in its one canonical form, so that equal choices are equal ballots.

        Takes ids with points for cumulative and scoring, and ids in the voter's order otherwise.
        """
        if isinstance(choices, Mapping):
            ordered = tuple(sorted(choices))
            return cls(ordered, tuple(choices[project_id] for project_id in ordered))
        return cls(choices if vote_type == "ordinal" else tuple(sorted(choices)))


Fault = tuple[str, Mapping[str, Fact]]
"""The code of a limit that a ballot breaks, and facts: what was `found`, what the `limit` is."""


def faults(
    ballot: Ballot,
    limits: BallotLimits,
    costs: Mapping[str, int],
    percentage: Percentage | None = None,
) -> Iterator[Fault]:
    """Every limit that the ballot breaks; nothing for a ballot that counts.

    `costs` are the costs of the projects on the ballot paper, by id. With a `percentage`, its item
    has a line of its own: it takes one place of the `max_length` whether it is filled in or not,
    and costs nothing; every other project gets a cross, which is one point.
    """
    unknown = tuple(choice for choice in ballot.choices if choice not in costs)
    if unknown:
        yield "ballot-unknown-project", {"projects": unknown}
    if len(set(ballot.choices)) != len(ballot.choices):
        named = Counter(ballot.choices)
        repeated = tuple(sorted(choice for choice, times in named.items() if times > 1))
        yield "ballot-repeated-project", {"projects": repeated}
    item = percentage.item if percentage else None
    crosses = [choice for choice in ballot.choices if choice != item]
    length = len(ballot.choices)
    if limits.vote_type == "choose-1":
        yield from _outside("length", length, 1, 1)
    elif item is None:
        yield from _outside("length", length, limits.min_length, limits.max_length)
    else:
        most = None if limits.max_length is None else limits.max_length - 1
        yield from _outside("length", length, limits.min_length, None)
        yield from _outside("length", len(crosses), None, most)
    cost = sum(costs.get(choice, 0) for choice in crosses)
    yield from _outside("sum-cost", cost, limits.min_sum_cost, limits.max_sum_cost)
    if limits.vote_type in WITH_POINTS:
        points = sum(ballot.points)
        yield from _outside("sum-points", points, limits.min_sum_points, limits.max_sum_points)
        for choice, given in zip(ballot.choices, ballot.points, strict=True):
            least, most = limits.min_points, limits.max_points
            if percentage is not None:
                least, most = (0, 100) if choice == item else (1, 1)
            for code, facts in _outside("points", given, least, most):
                yield code, {"project": choice, **facts}
            if percentage and choice == item and given % percentage.step:
                found: dict[str, Fact] = {"found": given, "step": percentage.step}
                yield "ballot-percentage-between-steps", {"project": choice, **found}


def _outside(what: str, found: int, least: int | None, most: int | None) -> Iterator[Fault]:
    if least is not None and found < least:
        yield f"ballot-{what}-below-limit", {"found": found, "limit": least}
    if most is not None and found > most:
        yield f"ballot-{what}-above-limit", {"found": found, "limit": most}
