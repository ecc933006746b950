"""The eight steps of a round as they stand on a day: what the step line draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from medborgarbudget.pb.schedule import STEPS, Period, Schedule, StepName

Light = Literal["done", "now", "to-come"]


@dataclass(frozen=True, slots=True)
class StepMark:
    """One step: its number from 1, when it is, and how it is lit. Only one is ever ``now``."""

    number: int
    name: StepName
    period: Period
    light: Light


@dataclass(frozen=True, slots=True)
class Line:
    """All eight steps. `here` is the lit one, `following` the one after it.

    `is_open` tells whether the lit step is under way, or the line waits between two steps.
    """

    steps: tuple[StepMark, ...]
    here: StepMark | None
    following: StepMark | None
    is_open: bool


def line(schedule: Schedule, now: datetime) -> Line:
    """The steps of a schedule at a moment of local time."""
    current = schedule.step_at(now)
    place = STEPS.index(current) if current else -1
    lights = ["done" if at < place else "now" if at == place else "to-come" for at in range(8)]
    steps = tuple(
        StepMark(number, name, schedule.periods[name], light)  # type: ignore[arg-type]
        for number, (name, light) in enumerate(zip(STEPS, lights, strict=True), start=1)
    )
    return Line(
        steps,
        here=steps[place] if current else None,
        following=steps[place + 1] if place + 1 < len(steps) else None,
        is_open=bool(current) and schedule.periods[STEPS[place]].stage(now) == "now",
    )
