"""Dates and times of day as they are written in a file, to values."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MINUTE = re.compile(_DAY.pattern + "T[0-9]{2}:[0-9]{2}", re.ASCII)


YEARS = range(1900, 2200)
"""The years that a file may speak of: all others are slips of the hand."""


def day(text: str) -> date:
    """The date of ``2026-05-04``. Raises ValueError for any other form, as for 30 February.

    So it does for a year outside `YEARS`.
    """
    if not _DAY.fullmatch(text) or int(text[:4]) not in YEARS:
        raise ValueError(text)
    return date.fromisoformat(text)


def opening(text: str) -> datetime:
    """When something begins: midnight for a date, the minute for ``2026-05-04T08:00``."""
    if len(text) == 10:
        return datetime.combine(day(text), datetime.min.time())
    if not _MINUTE.fullmatch(text):
        raise ValueError(text)
    return datetime.combine(day(text[:10]), time.fromisoformat(text[11:]))


def closing(text: str) -> datetime:
    """When something has ended: a date includes its whole day, so midnight after it."""
    moment = opening(text)
    return moment + timedelta(days=1) if len(text) == 10 else moment
