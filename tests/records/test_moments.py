"""Dates and times of day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from medborgarbudget.records.moments import closing, day, opening


def test_a_day_is_whole() -> None:
    """It opens at its midnight and closes at the next."""
    assert date(2026, 2, 28) == day("2026-02-28")
    assert datetime(2026, 2, 28) == opening("2026-02-28")
    assert datetime(2026, 3, 1) == closing("2026-02-28")


def test_a_minute_is_itself() -> None:
    """Whether something opens or closes then."""
    assert datetime(2026, 5, 4, 8) == opening("2026-05-04T08:00") == closing("2026-05-04T08:00")


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "20260228",
        "2026-05-04T8:00",
        "2026-05-04T08:00:00",
        "2026-05-04T24:00",
        "٢٠٢٦-05-04T08:00",
        "2026-W06-2",
        "0001-01-01",
        "9999-12-31",
        "",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    """One way to write each thing."""
    with pytest.raises(ValueError):
        opening(text)
