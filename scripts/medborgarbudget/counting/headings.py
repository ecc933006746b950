"""What a file of strangers says of itself, made fit for a line of our own text."""

from __future__ import annotations

from collections.abc import Sequence

from medborgarbudget.records import formats
from medborgarbudget.records.neutral import cut, neutral
from medborgarbudget.records.pabulib import PabulibFile

LONGEST = 200
"""A name is said again at every step: a long one is cut."""

LONGEST_CURRENCY = 12
MOST_LISTED = 30
AND_MORE = {"sv": "{} till", "en": "{} more"}


def title(file: PabulibFile) -> str:
    """Which election it is: place and year as the file has them."""
    parts = [one_line(file.meta.get(key, "")) for key in ("unit", "subunit", "instance")]
    return ", ".join(part for part in parts if part) or "?"


def currency(file: PabulibFile) -> str:
    """The file's currency; empty where it names none."""
    return cut(one_line(file.meta.get("currency", "")), LONGEST_CURRENCY)


def listed(project_ids: Sequence[str], language: str) -> str:
    """The ids in one line; of very many the first, and how many more there are."""
    ids = [one_line(project_id) for project_id in project_ids[:MOST_LISTED]]
    if len(project_ids) > MOST_LISTED:
        ids.append(AND_MORE[language].format(len(project_ids) - MOST_LISTED))
    return formats.listing(ids, language)


def one_line(text: str) -> str:
    """A file's text on one line, with nothing in it that a terminal obeys.

    A quoted cell may break lines, and so look like our own words.
    """
    return cut(neutral(" ".join(text.split())), LONGEST)
