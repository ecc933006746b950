"""Money, numbers, dates and lists as people write them in their language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from medborgarbudget.records.pabulib.amounts import plain

NBSP = "\u00a0"
KRONOR_LANGUAGES = ("sv", "nb", "nn", "da", "fi")
"""Languages that put the currency after the amount, and for the Swedish krona write ``kr``."""


@cache
def locale_for(language: str) -> Locale:
    """The nearest locale that Babel knows; Swedish for languages that it does not (``fit``).

    English is Britain's: no comma before the last "and" of a list.
    """
    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("sv")


def number(amount: int, language: str) -> str:
    """A whole number with its digits grouped: ``85 000`` in Swedish, ``85,000`` in English."""
    return str(format_decimal(amount, format="#,##0", locale=locale_for(language)))


def unbroken(text: str) -> str:
    """The text with the figures in it kept on one line, however the town has typed them."""
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NBSP, text)


def money(amount: int, language: str, currency: str = "SEK") -> str:
    """Whole currency units: ``85 000 kr`` in Swedish (spaces do not break), ``SEK 85,000`` else.

    Written here because Babel's own patterns add ",00" and glue "SEK" to the digits.
    """
    figure = number(amount, language)
    if locale_for(language).language in KRONOR_LANGUAGES:
        name = "kr" if currency == "SEK" and locale_for(language).language == "sv" else currency
        return f"{figure}{NBSP}{name}"
    return f"{currency}{NBSP}{figure}"


def amount_text(amount: int, units_per_currency: int, language: str, currency: str) -> str:
    """An amount as people write it: ``776 314,03 PLN`` in Swedish, ``PLN 776,314.03`` in English.

    Decimals are shown only where there are any, and then at least two.
    """
    whole, _, decimals = plain(amount, units_per_currency).partition(".")
    figure = number(int(whole), language)
    shown = money(int(whole), language, currency) if currency else figure
    if not decimals:
        return shown
    point = "," if language == "sv" else "."
    return shown.replace(figure, f"{figure}{point}{decimals.ljust(2, '0')}", 1)


def day(moment: date | str, language: str) -> str:
    """A date, with the time of day where there is one: ``4 maj 2026 kl. 08.00``.

    Takes a date, a datetime or their ISO text; other text is given back as it is.
    """
    if isinstance(moment, str):
        try:
            read = datetime.fromisoformat if "T" in moment else date.fromisoformat
            moment = read(moment)
        except ValueError:
            return str(moment)
    from babel.dates import format_date  # imported here: a count tells no dates

    locale = locale_for(language)
    shown = str(format_date(moment, format="d MMMM y", locale=locale))
    if not isinstance(moment, datetime):
        return shown
    if locale.language == "sv":
        return f"{shown} kl. {moment:%H.%M}"
    return f"{shown}, {moment:%H:%M}"


def opening(moment: datetime, language: str) -> str:
    """When something opens: the day alone where the whole day counts."""
    return _day_together(moment if moment.time() != time.min else moment.date(), language)


def closing(moment: datetime, language: str) -> str:
    """Until when something is open: for the midnight that ends a day, that day."""
    whole = moment.time() == time.min
    return _day_together((moment - timedelta(days=1)).date() if whole else moment, language)


def _day_together(moment: date, language: str) -> str:
    """As `day`, on one line as long as there is room for it."""
    return day(moment, language).replace(" ", NBSP, 1).replace("kl. ", f"kl.{NBSP}")


def listing(items: Sequence[str], language: str, joined_by: Literal["and", "or"] = "and") -> str:
    """Items in one line: ``a, b och c``, or ``a, b eller c``."""
    from babel.lists import format_list

    style: Literal["standard", "or"] = "or" if joined_by == "or" else "standard"
    return str(format_list(list(items), style, locale_for(language))) if items else ""


def language_name(code: str, language: str) -> str:
    """What a language is called in another: ``fi`` is "finska" in Swedish; else the code."""
    return str(locale_for(language).languages.get(code, code))
