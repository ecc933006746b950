"""One typist's file of a paper batch: a CSV of slips, read strictly, with line numbers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.records.source import Document, read_text

Mark = Literal["vote", "blank", "spoiled"]
MARKS: tuple[Mark, ...] = get_args(Mark)
COLUMNS = ("slip", "mark", "choices")

MAX_BYTES = 1024 * 1024
MAX_SLIPS = 20_000
MAX_CELL = 1000


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip as one person typed it: its number in the bundle, its mark, its ballot numbers.

    `choices` is text with single spaces: ``3 1 7``, or ``3=5 1=2`` where points are given.
    """

    number: str
    mark: str
    choices: str
    place: Place


@dataclass(frozen=True, slots=True)
class Typing:
    """What one person typed: the slips by their numbers, in the order of the file."""

    path: str
    slips: tuple[Slip, ...]


def read_typing(
    root: Path, path: str
) -> tuple[Typing | None, tuple[Problem, ...], Document | None]:
    """The typed slips of a CSV file, or None with all that is wrong, each at its line.

    Columns ``slip,mark,choices``; a comma, a semicolon or a tab between them, and the byte order
    mark that Excel writes, are taken as they come. A cell is text whatever it begins with: no
    formula is ever worked out.
    """
    document, problems = read_text(root, path, max_bytes=MAX_BYTES)
    if document is None:
        return None, problems, None
    rows, found = _rows(document)
    slips: dict[str, Slip] = {}
    for slip, wrong in (_slip(cells, place) for cells, place in rows):
        found += wrong
        if slip is None:
            continue
        if slip.number in slips:
            earlier = slips[slip.number].place.line
            facts: dict[str, Fact] = {"slip": slip.number, "line": earlier}
            found.append(Problem("paper-slip-doubled", slip.place, facts))
        else:
            slips[slip.number] = slip
    if found:
        return None, tuple(found), document
    return Typing(path, tuple(slips.values())), (), document


def _rows(document: Document) -> tuple[list[tuple[list[str], Place]], list[Problem]]:
    """The rows below the heading, each with its place; rows of empty cells are passed over."""
    heading = document.lines[0] if document.lines else ""
    delimiter = next((sign for sign in (";", "\t") if sign in heading), ",")
    names = [cell.strip().strip('"').lower() for cell in heading.split(delimiter)]
    while names and not names[-1]:
        names.pop()
    if tuple(names) != COLUMNS:
        place = Place(document.path, 1, 1, max(1, len(heading)))
        return [], [Problem("paper-heading", place, {"columns": COLUMNS})]
    if len(document.lines) - 1 > MAX_SLIPS:
        facts: dict[str, Fact] = {"found": len(document.lines) - 1, "limit": MAX_SLIPS}
        return [], [Problem("paper-too-many-slips", Place(document.path), facts)]
    rows, problems = [], []
    for number, line in enumerate(document.lines[1:], start=2):
        place = Place(document.path, number, 1, max(1, len(line)))
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            problems.append(Problem("paper-row-unreadable", place))
            continue
        cells = [" ".join(cell.split()) for cell in cells]
        while len(cells) > len(COLUMNS) and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS) or any(len(cell) > MAX_CELL for cell in cells):
            wrong: dict[str, Fact] = {"found": len(cells), "columns": COLUMNS}
            problems.append(Problem("paper-row-cells", place, wrong))
        else:
            rows.append((cells, place))
    return rows, problems


def _slip(cells: list[str], place: Place) -> tuple[Slip | None, list[Problem]]:
    number, mark, choices = cells[0].lstrip("0") or cells[0], cells[1].lower(), cells[2]
    if not (number.isascii() and number.isdecimal()):
        return None, [Problem("paper-slip-number", place, {"slip": cells[0]})]
    problems = mark_problems(number, mark, choices, place)
    return Slip(number, mark, choices, place), problems


def mark_problems(number: str, mark: str, choices: str, place: Place) -> list[Problem]:
    """What is wrong with a mark, or with a mark and its choices together."""
    if not mark:
        return [Problem("paper-mark-missing", place, {"slip": number, "marks": MARKS})]
    if mark not in MARKS:
        return [
            Problem("paper-mark-unknown", place, {"slip": number, "mark": mark, "marks": MARKS})
        ]
    if mark == "vote" and not choices:
        return [Problem("paper-vote-empty", place, {"slip": number})]
    if mark != "vote" and choices:
        facts = {"slip": number, "mark": mark, "choices": choices}
        return [Problem("paper-choices-without-vote", place, facts)]
    return []
