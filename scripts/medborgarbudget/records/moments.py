"""Dates and times of day as they are written in a file, to values."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day(text: str) -> date:
    """The date of ``2026-05-04``. Raises ValueError for any other form, as for 30 February."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def opening(text: str) -> datetime:
    """When something begins: midnight for a date, the minute for ``2026-05-04T08:00``."""
    if len(text) == 10:
        return datetime.combine(day(text), datetime.min.time())
    if len(text) != 16:
        raise ValueError(text)
    return datetime.strptime(text, "%Y-%m-%dT%H:%M")


def closing(text: str) -> datetime:
    """When something has ended: a date includes its whole day, so midnight after it."""
    moment = opening(text)
    return moment + timedelta(days=1) if len(text) == 10 else moment
