"""Spans of time, shares and order as people write them; single figures are `records.formats`."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from babel.dates import format_date

from medborgarbudget.pb.schedule import Period
from medborgarbudget.records.formats import NBSP, locale_for, money, number

WORD_JOINER = "\u2060"
SWEDISH_LAST = {"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3"}
"""After z, in this order, as in the Swedish alphabet; all other accents are left out."""


def last_day(period: Period) -> date:
    """The last day of a period: the day before, where it closes at midnight."""
    closes = period.closes
    return (closes - timedelta(days=1)).date() if closes.time() == time.min else closes.date()


def span(period: Period, language: str) -> str:
    """``4–24 maj 2026``, ``12 januari–28 februari 2026``; in English with "to" between."""
    return days(period.opens.date(), last_day(period), language)


def days(first: date, last: date, language: str) -> str:
    """Both days with what they share written once; a line may break before a year."""
    locale = locale_for(language)

    def written(day: date, pattern: str) -> str:
        return str(format_date(day, format=pattern, locale=locale)).replace(" ", NBSP, 1)

    if first == last:
        return written(last, "d MMMM y")
    dash = " to " if locale.language == "en" else "–"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{WORD_JOINER}{written(last, 'd MMMM y')}"
    pattern = "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{written(first, pattern)}{dash}{written(last, 'd MMMM y')}"


def hours(opens: datetime, closes: datetime, language: str) -> str:
    """``18.00–20.00`` on one day in Swedish, with colons elsewhere; "" for whole days."""
    if opens.time() == time.min and closes.time() == time.min:
        return ""
    pattern = "%H.%M" if locale_for(language).language == "sv" else "%H:%M"
    return f"{opens.strftime(pattern)}–{closes.strftime(pattern)}"


def percent(part: int, whole: int, language: str) -> str:
    """The share with one decimal below ten per cent: ``7,1 %``; "" where there is no whole."""
    if whole <= 0:
        return ""
    tenths = (part * 2000 + whole) // (2 * whole)
    locale = locale_for(language)
    if tenths < 100 and tenths % 10:
        shown = f"{tenths // 10}{_point(language)}{tenths % 10}"
    else:
        shown = number((part * 200 + whole) // (2 * whole), language)
    return f"{shown}%" if locale.language == "en" else f"{shown}{NBSP}%"


def share_money(sum_: Fraction | int, language: str, currency: str) -> str:
    """A part of a sum: with two decimals, rounded, unless it is whole currency units."""
    hundredths = (Fraction(sum_) * 200 + 1) // 2
    whole, rest = divmod(hundredths, 100)
    shown = money(whole, language, currency)
    if not rest:
        return shown
    figure = number(whole, language)
    return shown.replace(figure, f"{figure}{_point(language)}{rest:02d}", 1)


def _point(language: str) -> str:
    return str(locale_for(language).number_symbols.get("latn", {}).get("decimal", "."))


def alphabetical(text: str) -> str:
    """Sort key: the Swedish alphabet, å ä ö last, capitals and other accents without weight.

    Python's own order puts Ä before Å and É after them both.
    """
    kept = []
    for letter in text.casefold():
        plain = unicodedata.normalize("NFKD", letter)
        kept.append(
            SWEDISH_LAST.get(letter) or "".join(c for c in plain if c.isalnum() or c == " ")
        )
    return "".join(kept)
