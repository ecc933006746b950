"""Ballots of the five vote types of Pabulib, and the limits that a round sets for them.

Source of names and limits: the Pabulib format (https://pabulib.org/format).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from medborgarbudget.pb.problem import Fact

VoteType = Literal["approval", "choose-1", "cumulative", "ordinal", "scoring"]
VOTE_TYPES: tuple[VoteType, ...] = get_args(VoteType)
WITH_POINTS: frozenset[VoteType] = frozenset({"cumulative", "scoring"})


@dataclass(frozen=True, slots=True)
class BallotLimits:
    """What a ballot may hold; None means no limit.

    Lengths count projects, costs are money, points are whole numbers: `*_points` for one project,
    `*_sum_points` for the whole ballot. `default_score` is what a project not named gets (scoring).
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


def faults(
    ballot: Ballot, limits: BallotLimits, costs: Mapping[str, int]
) -> Iterator[tuple[str, Mapping[str, Fact]]]:
    """Every limit that the ballot breaks, as (code, facts); nothing for a ballot that counts.

    `costs` are the costs of the projects on the ballot paper, by id.
    """
    unknown = tuple(choice for choice in ballot.choices if choice not in costs)
    if unknown:
        yield "ballot-unknown-project", {"projects": unknown}
    repeated = tuple(sorted({c for c in ballot.choices if ballot.choices.count(c) > 1}))
    if repeated:
        yield "ballot-repeated-project", {"projects": repeated}
    max_length = 1 if limits.vote_type == "choose-1" else limits.max_length
    min_length = 1 if limits.vote_type == "choose-1" else limits.min_length
    sums = [
        ("length", len(ballot.choices), min_length, max_length),
        (
            "sum-cost",
            sum(costs.get(choice, 0) for choice in ballot.choices),
            limits.min_sum_cost,
            limits.max_sum_cost,
        ),
    ]
    if limits.vote_type in WITH_POINTS:
        sums.append(
            ("sum-points", sum(ballot.points), limits.min_sum_points, limits.max_sum_points)
        )
    for name, found, least, most in sums:
        if least is not None and found < least:
            yield f"ballot-{name}-below-limit", {"found": found, "limit": least}
        if most is not None and found > most:
            yield f"ballot-{name}-above-limit", {"found": found, "limit": most}
    for choice, points in zip(ballot.choices, ballot.points, strict=False):
        if limits.min_points is not None and points < limits.min_points:
            facts: dict[str, Fact] = {
                "project": choice,
                "found": points,
                "limit": limits.min_points,
            }
            yield "ballot-points-below-limit", facts
        if limits.max_points is not None and points > limits.max_points:
            facts = {"project": choice, "found": points, "limit": limits.max_points}
            yield "ballot-points-above-limit", facts
