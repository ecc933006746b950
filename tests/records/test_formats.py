"""Figures as people read them."""

from __future__ import annotations

import pytest

from medborgarbudget.records.formats import NBSP, unbroken


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("två teman med 800 000 kronor", f"två teman med 800{NBSP}000 kronor"),
        ("1 250 000 kr", f"1{NBSP}250{NBSP}000 kr"),
        ("den 31 januari 2027", "den 31 januari 2027"),
        ("år 2026 2027 och 12 3456", "år 2026 2027 och 12 3456"),
        ("031-390 06 10", "031-390 06 10"),
    ],
)
def test_a_figure_stays_on_one_line_and_other_words_are_left_as_they_are(typed, shown):
    """However the town has typed it: only groups of three are one figure."""
    assert shown == unbroken(typed)
