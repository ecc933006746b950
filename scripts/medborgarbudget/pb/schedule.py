"""The eight steps of a round (SKR's model) and when each of them is.

Source: SKR, "Medborgarbudget", the steps in the order of its page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

StepName = Literal[
    "criteria",
    "marketing",
    "ideas",
    "assessment",
    "voting",
    "decision",
    "implementation",
    "follow-up",
]
STEPS: tuple[StepName, ...] = get_args(StepName)
Stage = Literal["before", "now", "after"]


@dataclass(frozen=True, slots=True)
class Period:
    """A span of local time: from `opens` up to, not including, `closes`.

    A date in a file means its whole day: the reader turns ``closes: 2026-11-29`` into midnight
    after that day.
    """

    opens: datetime
    closes: datetime

    def stage(self, now: datetime) -> Stage:
        """Where `now` (local, naive) stands to this period."""
        if now < self.opens:
            return "before"
        return "now" if now < self.closes else "after"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The period of each step, in local time without a zone, and the zone's name."""

    time_zone: str
    periods: Mapping[StepName, Period]

    def steps_at(self, now: datetime) -> tuple[StepName, ...]:
        """The steps under way; steps may overlap. Empty before the first and between two."""
        return tuple(step for step in STEPS if self.periods[step].stage(now) == "now")

    def step_at(self, now: datetime) -> StepName | None:
        """The furthest step that has begun: the one to light on the step line; None before all."""
        begun = [step for step in STEPS if self.periods[step].stage(now) != "before"]
        return begun[-1] if begun else None
