"""Amounts of money in a Pabulib file: decimals as typed ⇄ whole units, never by way of float."""

from __future__ import annotations

import re
from collections.abc import Iterable

AMOUNT = re.compile(r"(\d+)(?:\.(\d+)|,(\d{1,2}))?(?:[eE]\+?(\d{1,2}))?", re.ASCII)
"""``400000``, ``776314.03``, ``7.76E+05``, and ``776314,03`` as some spreadsheets write it; never
``1,000``."""

WHOLE = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?", re.ASCII)
"""``3``, ``3.0`` as pabutools writes it, and ``3E+02`` as some spreadsheets do."""

MAX_DIGITS = 15
"""Digits before the point: enough for any currency, small enough that sums stay exact anywhere."""
MAX_DECIMALS = 6


def _parts(text: str) -> tuple[str, str] | None:
    """The digits before and after the point, without zeros that say nothing; None for no amount."""
    match = AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    decimals, power = match[2] or match[3] or "", int(match[4] or 0)
    whole, rest = match[1] + decimals[:power].ljust(power, "0"), decimals[power:]
    return whole.lstrip("0") or "0", rest.rstrip("0")


def is_amount(text: str) -> bool:
    """Whether the text is a number that is zero or more, with or without decimals."""
    return _parts(text) is not None


def is_bounded(text: str) -> bool:
    """Whether an amount has at most `MAX_DIGITS` digits before the point, `MAX_DECIMALS` after."""
    parts = _parts(text)
    return parts is not None and len(parts[0]) <= MAX_DIGITS and len(parts[1]) <= MAX_DECIMALS


def decimals(amounts: Iterable[str]) -> int:
    """The most decimals that any of the amounts needs: 2 for ``776314.03``, 0 for ``400000.0``."""
    return max((len(parts[1]) for text in amounts if (parts := _parts(text))), default=0)


def scaled(text: str, units_per_currency: int) -> int:
    """The amount in units, exactly. `units_per_currency` is a power of ten that holds all decimals.

    Raises ValueError for text that is no amount, or that has more decimals than the units hold.
    """
    parts = _parts(text)
    places = len(str(units_per_currency)) - 1
    if parts is None or len(parts[1]) > places:
        raise ValueError(f"no amount in units of 1/{units_per_currency}: {text!r}")
    return int(parts[0] + parts[1].ljust(places, "0"))


def plain(amount: int, units_per_currency: int) -> str:
    """The amount as Pabulib writes it: ``400000``, or ``776314.03`` where there are decimals."""
    whole, rest = divmod(amount, units_per_currency)
    if not rest:
        return str(whole)
    places = len(str(units_per_currency)) - 1
    return f"{whole}.{str(rest).rjust(places, '0').rstrip('0')}"


def whole(text: str) -> int | None:
    """A whole number, also ``3.0`` or ``3e2``, also below zero; None for text that is none.

    None for more than `MAX_DIGITS` digits too.
    """
    match = WHOLE.fullmatch(text.strip())
    if match is None:
        return None
    decimals = (match[3] or "").rstrip("0")
    digits = (match[2] + decimals).lstrip("0")
    power = int(match[4] or 0) - len(decimals)
    if power < 0:
        digits, rest = digits[:power], digits[power:]
        if rest.strip("0"):
            return None
    if len(digits) + max(power, 0) > MAX_DIGITS:
        return 0 if not digits else None
    return int(match[1] + (digits or "0") + "0" * power)
