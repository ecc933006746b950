"""Amounts of money as text and as whole units: exact both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.records.pabulib import amounts


@given(st.integers(0, 10**15 - 1), st.integers(0, 6))
def test_an_amount_survives_the_way_through_its_text(units: int, places: int) -> None:
    """What is written reads back as the same units, and as the same decimal number."""
    per_currency = 10**places
    text = amounts.plain(units, per_currency)
    assert amounts.scaled(text, per_currency) == units
    assert Decimal(text) * per_currency == units


@pytest.mark.parametrize(
    "text", ["", "-1", "1e-3", "1e", "1.", ".5", "1,000", "1 000", "٣", "nan", "0x1"]
)
def test_what_is_no_amount_is_not_taken_for_one(text: str) -> None:
    """Only digits with a point, or a comma before one or two decimals, or an exponent above 0."""
    assert not amounts.is_amount(text)
    with pytest.raises(ValueError, match="no amount"):
        amounts.scaled(text, 100)


def test_more_decimals_than_the_units_hold_are_refused_not_rounded() -> None:
    """Three decimals do not go into hundredths."""
    with pytest.raises(ValueError, match="no amount"):
        amounts.scaled("1.005", 100)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("-3", -3),
        ("3.0", 3),
        (" 003.000 ", 3),
        ("0", 0),
        ("0.0", 0),
        ("1E+02", 100),
        ("1.50e2", 150),
        ("-30e-1", -3),
        ("0e99", 0),
        ("999999999999999.0", 10**15 - 1),
        ("0" * 5000 + "7." + "0" * 5000, 7),
        ("3.5", None),
        ("1.5e0", None),
        ("15e-1", None),
        ("1e-2", None),
        ("3.", None),
        (".5", None),
        ("e5", None),
        ("+3", None),
        ("3,0", None),
        ("nan", None),
        ("٣", None),
        ("1e15", None),
        ("9" * 5000, None),
        ("1e100", None),
    ],
)
def test_whole_numbers_are_read_however_they_are_written(text: str, number: int | None) -> None:
    """Some programs write 3.0 for 3, and 1E+02 for 100; what is not whole is not rounded."""
    assert amounts.whole(text) == number


@settings(deadline=None, derandomize=True)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.integers(-99, 99))
def test_a_whole_number_is_what_the_decimal_number_is(number: Decimal, power: int) -> None:
    """Whatever the power of ten, or nothing where that is not whole or too long."""
    value = Decimal(f"{number}e{power}") if number.as_tuple().exponent == -3 else None
    found = amounts.whole(f"{number:f}e{power}")

    if value is not None and value == value.to_integral_value() and abs(value) < 10**15:
        assert found == int(value)
    else:
        assert found is None


@pytest.mark.parametrize(
    ("text", "units"),
    [("1e3", 1_000_00), ("8.69725E+06", 8_697_250_00), ("1.2345e2", 123_45), ("7,5E1", 75_00)],
)
def test_an_amount_may_be_written_with_an_exponent(text: str, units: int) -> None:
    """As spreadsheets write large numbers; exactly, never by way of float."""
    assert amounts.is_amount(text)
    assert units == amounts.scaled(text, 100)
    assert amounts.is_bounded(text)
    assert not amounts.is_bounded("1e99")
