"""What is personal data in running text, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.moderation import personal


@pytest.mark.parametrize(
    "text",
    [
        "640823-3234",  # the Tax Agency's own example
        "19640823-3234",
        "6408233234",
        "640823 3234",
        "640823+3234",  # over a hundred years old
        "701063-2391",  # samordningsnummer: born on the 3rd, plus 60
        "Jag heter Elsa (640823-3234).",
    ],
)
def test_a_personal_number_is_found_however_it_is_written(text: str) -> None:
    """With and without a century, a hyphen, a plus sign."""
    assert 1 == len(personal.personal_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "640823-3235",  # wrong check digit
        "640843-3234",  # no 43rd day, and the 83rd is not reached
        "641323-3232",  # no thirteenth month
        "5560360793",  # an organisation number: month 60
        "212000-0001",  # Lillby's own
        "cost: 150000",
        "2026-05-04 till 2026-05-24",
        "1234640823-3234",  # part of a longer number
        "ISBN 978-91-7000-150-5",
    ],
)
def test_other_numbers_are_nobodys(text: str) -> None:
    """A date that does not exist or a check digit that does not fit: somebody else's number."""
    assert [] == personal.personal_numbers(text)


@pytest.mark.parametrize(
    "text",
    ["070-174 06 05", "0701740605", "+46 70 174 06 05", "08-465 004 00", "0980-319 20 00"[:13]],
)
def test_a_phone_number_is_found(text: str) -> None:
    """Mobile and fixed, with and without the country, however it is spaced."""
    assert [text] == personal.phone_numbers(f"Ring {text} i dag.")


@pytest.mark.parametrize(
    "text",
    [
        "Det kostar 30 000 kronor",
        "2026-05-04",
        "från 07.30 till 16.45",
        "https://exempel.example/0701740605",
        "koordinat 60.0701740605",
        "Buss 07",
        "020",
    ],
)
def test_prices_times_and_addresses_are_no_phone_numbers(text: str) -> None:
    """A text about money and dates is not taken for a way to reach somebody."""
    assert [] == personal.phone_numbers(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Skriv till elsa.berg+bank@post.example.", ["elsa.berg+bank@post.example"]),
        ("Följ @exempelby", []),
        ("kl. 8@torget", []),
    ],
)
def test_an_e_mail_address_has_a_domain(text: str, found: list[str]) -> None:
    """A name after the sign, with a dot in it."""
    assert found == personal.e_mail_addresses(text)


@given(st.dates(), st.integers(0, 999))
def test_every_number_that_could_be_issued_is_found(born: object, serial: int) -> None:
    """Any date, any serial, with the check digit that belongs to it."""
    nine = f"{born:%y%m%d}{serial:03}"
    ten = next(nine + digit for digit in "0123456789" if personal.luhn(nine + digit))

    assert [ten] == personal.personal_numbers(ten)
    assert "•" * 10 == personal.concealed(ten)


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    """No text is too odd; what is concealed keeps its length."""
    personal.e_mail_addresses(text)
    personal.phone_numbers(text)

    assert len(text) == len(personal.concealed(text))
