"""What a file of strangers says of itself, made fit for a line of our own text."""

from __future__ import annotations

from medborgarbudget.records.neutral import neutral
from medborgarbudget.records.pabulib import PabulibFile


def title(file: PabulibFile) -> str:
    """Which election it is: place and year as the file has them."""
    parts = [one_line(file.meta.get(key, "")) for key in ("unit", "subunit", "instance")]
    return ", ".join(part for part in parts if part) or "?"


def one_line(text: str) -> str:
    """A file's text on one line, with nothing in it that a terminal obeys.

    A quoted cell may break lines, and so look like our own words.
    """
    return neutral(" ".join(text.split()))
