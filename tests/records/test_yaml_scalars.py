"""What a bare word means: what was typed."""

from __future__ import annotations

import pytest

from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.yaml_scalars import Scalar

TEXT = """
no yes on off y n No NO True TRUE False Null NULL 19:40 190:20:30 010 0123 0o17 0x1F 0b11 1_000
1e3 1E3 1.5e3 .5 5. +1 +1.5 -01 --1 .inf -.inf .nan .NaN 2026-02-25 2026-02-25T08:00
1000000000000000 -1000000000000000 1.2.3 1,5 1/2 ٣ ３ ½ = Infinity NaN nan None
00 -00 0.1234567890123456
"""

VALUES: list[tuple[str, Scalar]] = [
    ("true", True),
    ("false", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("0", 0),
    ("-0", 0),
    ("7", 7),
    ("-5", -5),
    ("999999999999999", 999999999999999),
    ("1.50", 1.5),
    ("-0.25", -0.25),
    ("0.0", 0.0),
    ("60.07", 60.07),
]


def value(written: str) -> Scalar:
    """The value of a bare word as a file's only value."""
    document, problems = parse_yaml("x.yaml", f"key: {written}\n")
    assert () == problems
    assert document is not None
    found: Scalar = document.data["key"]
    return found


@pytest.mark.parametrize("written", TEXT.split())
def test_what_is_not_plainly_a_number_stays_text(written: str) -> None:
    """No country becomes false, no time of day a number, no date an object."""
    assert written == value(written)


@pytest.mark.parametrize(("written", "meant"), VALUES)
def test_the_few_other_types_are_read(written: str, meant: Scalar) -> None:
    """true, false, null, whole numbers of at most 15 digits, and plain decimals."""
    found = value(written)

    assert (type(meant), meant) == (type(found), found)


@pytest.mark.parametrize("written", ["true", "7", "null", "1.5", "~", ""])
def test_what_stands_between_quotation_marks_is_text(written: str) -> None:
    """Of either kind."""
    assert written == value(f'"{written}"')
    assert written == value(f"'{written}'")
