"""Amounts of money as text and as whole units: exact both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.records.pabulib import amounts


@given(st.integers(0, 10**15 - 1), st.integers(0, 6))
def test_an_amount_survives_the_way_through_its_text(units: int, places: int) -> None:
    """What is written reads back as the same units, and as the same decimal number."""
    per_currency = 10**places
    text = amounts.plain(units, per_currency)
    assert amounts.scaled(text, per_currency) == units
    assert Decimal(text) * per_currency == units


@pytest.mark.parametrize("text", ["", "-1", "1e3", "1.", ".5", "1,000", "1 000", "٣", "nan", "0x1"])
def test_what_is_no_amount_is_not_taken_for_one(text: str) -> None:
    """Only digits with a point, or a comma before one or two decimals."""
    assert not amounts.is_amount(text)
    with pytest.raises(ValueError, match="no amount"):
        amounts.scaled(text, 100)


def test_more_decimals_than_the_units_hold_are_refused_not_rounded() -> None:
    """Three decimals do not go into hundredths."""
    with pytest.raises(ValueError, match="no amount"):
        amounts.scaled("1.005", 100)


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("-3", -3), ("3.0", 3), ("3.5", None)])
def test_whole_numbers_may_have_zeros_for_decimals(text: str, number: int | None) -> None:
    """Some spreadsheets write 3.0 for 3."""
    assert amounts.whole(text) == number
