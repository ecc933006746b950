"""Which languages there are, and which way they are read."""

from __future__ import annotations

from medborgarbudget.records.languages import attributes, direction, is_language


def test_languages_know_their_direction() -> None:
    """Arabic reads leftwards; one that Babel does not know is taken to read as Swedish does."""
    assert "rtl" == direction("ar")
    assert "ltr" == direction("sv")
    assert "ltr" == direction("fit")
    assert {"lang": "ar", "dir": "rtl"} == attributes("ar")
    assert {"lang": "sv"} == attributes("sv")


def test_a_word_is_no_language() -> None:
    """Codes are those of Unicode's CLDR, in small letters."""
    assert is_language("fit")
    assert not is_language("svenska")
    assert not is_language("SV")
