"""A round's schedule as a drawing: when each step is, on one line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from medborgarbudget.pb.schedule import Schedule
from medborgarbudget.site.steps import StepMark, line

LEAST = 12


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One step's bar: where it begins and how wide it is, in thousandths of the whole round.

    `today` is where the day stands on the same scale, None outside the round.
    """

    step: StepMark
    start: int
    width: int
    today: int | None


def timeline(schedule: Schedule, now: datetime) -> tuple[TimelineRow, ...]:
    """The eight bars; one too thin to see is drawn a little wider."""
    steps: Sequence[StepMark] = line(schedule, now).steps
    first = min(step.period.opens for step in steps)
    last = max(step.period.closes for step in steps)
    whole = max((last - first).days, 1)

    def at(moment: datetime) -> int:
        return (moment - first).days * 1000 // whole

    today = at(now) if first <= now < last else None
    return tuple(
        TimelineRow(
            step,
            min(at(step.period.opens), 1000 - LEAST),
            max(at(step.period.closes) - at(step.period.opens), LEAST),
            today,
        )
        for step in steps
    )
