"""Colours that a town chooses are made readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.site.palette import colour, contrast, shades, style_variables

COLOURS = st.from_regex(r"\A#[0-9a-f]{6}\Z")


@pytest.mark.parametrize("dark", [False, True])
@given(primary=COLOURS, accent=COLOURS)
def test_every_pair_that_meets_has_contrast(primary: str, accent: str, dark: bool) -> None:
    """WCAG 2.2: 4.5:1 for text, 3:1 for what carries meaning. Any two colours a town may choose."""
    found = {
        name: colour(value, "")
        for name, value in shades({"primary": primary, "accent": accent}, dark).items()
    }
    text = [
        ("ink", "paper"), ("ink", "card"), ("quiet", "paper"), ("quiet", "card"),
        ("primary", "paper"), ("primary", "card"), ("primary", "tint"), ("ink", "tint"),
        ("accent-ink", "paper"), ("accent-ink", "card"), ("on-primary", "primary"),
        ("quiet", "tint"), ("ink", "tint-2"), ("ink", "tint-3"),
    ]  # fmt: skip
    shapes = [("accent", "paper"), ("focus", "paper"), ("on-accent", "accent")]

    assert [] == [pair for pair in text if contrast(found[pair[0]], found[pair[1]]) < 4.5]
    assert [] == [pair for pair in shapes if contrast(found[pair[0]], found[pair[1]]) < 3]


def test_a_colour_that_reads_is_left_as_it_is() -> None:
    """The town's own, to the last digit."""
    assert "#0b5563" == shades({"primary": "#0b5563"})["primary"]


def test_what_is_no_colour_is_not_let_into_the_style_sheet() -> None:
    """A hostile value stands for the default."""
    css = style_variables({"primary": "red;}body{display:none", "accent": "#12345"})

    assert "display:none" not in css
    assert "#12345;" not in css
