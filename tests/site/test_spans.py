"""Spans of time, shares and order."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from medborgarbudget.pb.schedule import Period
from medborgarbudget.site import spans


def plain(text: str) -> str:
    """Without the marks that keep a line from breaking."""
    return text.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("first", "last", "language", "shown"),
    [
        (date(2026, 5, 4), date(2026, 5, 24), "sv", "4–24 maj 2026"),
        (date(2026, 5, 4), date(2026, 5, 24), "en", "4–24 May 2026"),
        (date(2026, 1, 12), date(2026, 2, 28), "sv", "12 januari–28 februari 2026"),
        (date(2026, 1, 12), date(2026, 2, 28), "en", "12 January to 28 February 2026"),
        (date(2025, 11, 13), date(2026, 1, 11), "sv", "13 november 2025–11 januari 2026"),
        (date(2026, 5, 4), date(2026, 5, 4), "sv", "4 maj 2026"),
    ],
)
def test_days_say_once_what_they_share(first: date, last: date, language: str, shown: str) -> None:
    """Month and year are not said twice."""
    assert shown == plain(spans.days(first, last, language))


def test_the_last_day_is_the_one_before_midnight() -> None:
    """A file's ``closes: 2026-02-28`` means that whole day; a time of day means that day too."""
    whole = Period(datetime(2026, 1, 12), datetime(2026, 3, 1))
    until_eight = Period(datetime(2026, 5, 4, 8), datetime(2026, 5, 24, 20))

    assert date(2026, 2, 28) == spans.last_day(whole)
    assert date(2026, 5, 24) == spans.last_day(until_eight)
    assert "18.00–20.00" == spans.hours(datetime(2026, 1, 1, 18), datetime(2026, 1, 1, 20), "sv")


@pytest.mark.parametrize(
    ("part", "whole", "language", "shown"),
    [(65, 2400, "sv", "2,7 %"), (65, 2400, "en", "2.7%"), (1, 2, "sv", "50 %"), (1, 0, "sv", "")],
)
def test_shares(part: int, whole: int, language: str, shown: str) -> None:
    """One decimal where the share is small."""
    assert shown == plain(spans.percent(part, whole, language))


def test_a_part_of_a_sum_has_decimals_only_where_it_needs_them() -> None:
    """Öre and cents, rounded."""
    assert "3 333,33 kr" == plain(spans.share_money(Fraction(10000, 3), "sv", "SEK"))
    assert "2 750 kr" == plain(spans.share_money(Fraction(2750), "sv", "SEK"))
    assert "SEK 3,333.33" == plain(spans.share_money(Fraction(10000, 3), "en", "SEK"))


def test_the_swedish_alphabet_ends_with_three_letters_of_its_own() -> None:
    """Python's own order puts Ä before Å; capitals and other accents have no weight."""
    words = ["Ödla", "Zebra", "Ängel", "ål", "apa", "Éva", "eva", "Fågel"]

    assert ["apa", "Éva", "eva", "Fågel", "Zebra", "ål", "Ängel", "Ödla"] == sorted(
        words, key=spans.alphabetical
    )
