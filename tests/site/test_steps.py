"""The eight steps on a day, and the line of time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from medborgarbudget.pb.schedule import Schedule
from medborgarbudget.records.tree import read_tree
from medborgarbudget.site.steps import line
from medborgarbudget.site.timeline import timeline


@pytest.fixture(scope="module")
def schedule(lillby: Path) -> Schedule:
    """Lillby's dates."""
    return read_tree(lillby).rounds["2026"].round.schedule


def test_only_one_step_is_lit(schedule: Schedule) -> None:
    """Those before it are done, those after it to come."""
    found = line(schedule, datetime(2026, 5, 10, 12))

    assert ["done"] * 4 + ["now"] + ["to-come"] * 3 == [step.light for step in found.steps]
    assert found.is_open
    assert found.following is not None
    assert "decision" == found.following.name


def test_between_two_steps_the_last_one_stays_lit_and_is_not_open(schedule: Schedule) -> None:
    """Voting ended on 24 May; the decision begins on 1 June."""
    found = line(schedule, datetime(2026, 5, 28, 12))

    assert found.here is not None
    assert ("voting", False) == (found.here.name, found.is_open)


def test_before_the_round_nothing_is_lit(schedule: Schedule) -> None:
    """And the first step is the next."""
    found = line(schedule, datetime(2025, 1, 1))

    assert found.here is None
    assert found.following is not None
    assert "criteria" == found.following.name


def test_the_line_of_time_begins_and_ends_with_the_round(schedule: Schedule) -> None:
    """In thousandths; today stands on it only while the round goes on."""
    rows = timeline(schedule, datetime(2026, 5, 10, 12))

    assert 0 == rows[0].start
    assert 1000 == max(row.start + row.width for row in rows)
    assert rows[4].start <= (rows[0].today or 0) <= rows[4].start + rows[4].width
    assert timeline(schedule, datetime(2030, 1, 1))[0].today is None
