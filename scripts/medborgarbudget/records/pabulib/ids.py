"""Projects' ids as the cells of a Pabulib file hold them: in PROJECTS one, on a ballot a list."""

from __future__ import annotations

from medborgarbudget.records.letters import composed


def project_id(cell: str) -> str:
    """The id in a cell, in Unicode's form NFC: two that look alike to the letter are one."""
    return composed(cell.strip())


def choices(cell: str) -> list[str]:
    """The ids on a ballot, in its order, with commas between; none in an empty cell."""
    return [choice.strip() for choice in composed(cell).split(",")] if cell.strip() else []
