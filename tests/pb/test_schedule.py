"""The eight steps of a round and when they are."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from medborgarbudget.pb.schedule import STEPS, Period, Schedule

NEW_YEAR = datetime(2026, 1, 1)


def days(first, last):
    """The period from one day of the year up to another, not included."""
    return Period(NEW_YEAR + timedelta(days=first), NEW_YEAR + timedelta(days=last))


# Steps of ten days each, one after the other, but marketing goes on while ideas come in.
SCHEDULE = Schedule(
    "Europe/Stockholm",
    {
        step: days(10 * n, 10 * n + (15 if step == "marketing" else 9))
        for n, step in enumerate(STEPS)
    },
)


def at(day):
    """A moment in the year."""
    return NEW_YEAR + timedelta(days=day)


def test_the_steps_are_those_of_the_model_in_their_order():
    """SKR's eight steps, from criteria to follow-up."""
    assert 8 == len(STEPS)
    assert ("criteria", "voting", "follow-up") == (STEPS[0], STEPS[4], STEPS[-1])


@pytest.mark.parametrize(
    ("day", "expected"), [(-1, "before"), (0, "now"), (8, "now"), (9, "after")]
)
def test_a_period_includes_its_opening_and_not_its_closing(day, expected):
    """A vote at the stroke of closing is too late; at the stroke of opening it is not too early."""
    assert expected == SCHEDULE.periods["criteria"].stage(at(day))


@pytest.mark.parametrize(
    ("day", "under_way", "furthest"),
    [
        (-1, (), None),
        (3, ("criteria",), "criteria"),
        (9.5, (), "criteria"),
        (22, ("marketing", "ideas"), "ideas"),
        (99, (), "follow-up"),
    ],
)
def test_steps_may_overlap_and_have_gaps(day, under_way, furthest):
    """Several under way at once, or none; the step line lights the furthest that has begun."""
    assert under_way == SCHEDULE.steps_at(at(day))
    assert furthest == SCHEDULE.step_at(at(day))
