"""The town's word on a proposal: verdict and reasons, decision, and how the building goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from medborgarbudget.pb.words import Words

Verdict = Literal["eligible", "refused", "merged", "withdrawn", "needs-work"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Finding = Literal["met", "not-met", "unclear", "not-applicable"]
Stage = Literal["not-started", "planning", "procurement", "building", "completed", "cancelled"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """What was found for one criterion, and why."""

    finding: Finding
    reason: Words


@dataclass(frozen=True, slots=True)
class Assessment:
    """Step 4: the verdict on one proposal with its reason per criterion.

    `cost` is the town's own estimate, whole currency units: the cost on the ballot. `assessed_by`
    is a role or a body, never a person. `merged_into` is set where the verdict is ``merged``.
    """

    project_id: str
    verdict: Verdict
    reason: Words
    assessed_by: str
    date: date
    findings: Mapping[str, CriterionFinding]
    cost: int | None = None
    running_cost: int | None = None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where the decision leaves the vote: which project, which way, and why."""

    project_id: str
    funded: bool
    reason: Words


@dataclass(frozen=True, slots=True)
class Decision:
    """Step 6: the political decision. `minutes` is the address of the minutes."""

    body: str
    date: date
    paragraph: str
    text: Words
    funded: tuple[str, ...]
    deviations: tuple[Deviation, ...] = ()
    minutes: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The town's own picture; `alt` says what it shows, for those who cannot see it."""

    file: str
    alt: Words


@dataclass(frozen=True, slots=True)
class Milestone:
    """One dated thing that happened, or is planned, on the way to a finished project."""

    stage: Stage
    date: date
    text: Words
    photo: Picture | None = None


@dataclass(frozen=True, slots=True)
class Implementation:
    """Step 7: how far a funded project has come. Money in whole currency units."""

    project_id: str
    stage: Stage
    spent: int
    planned_completion: date
    milestones: tuple[Milestone, ...]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the follow-up: what was counted, and how many."""

    indicator_id: str
    name: Words
    value: int
    unit: Words


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Step 8: figures, and what the town changes next time, with the reason for each change."""

    date: date
    summary: Words
    indicators: tuple[Indicator, ...]
    changes: tuple[Words, ...]
    followed_up: tuple[str, ...]
