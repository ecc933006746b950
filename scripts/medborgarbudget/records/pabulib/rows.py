"""The text of a Pabulib file ⇄ rows of cells: semicolons, quotes, line ends.

A file is CSV with ``;`` between cells and ``"`` around cells that hold one. What a row looked like
is remembered where it is not what we would write, so that a file comes out as it went in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from medborgarbudget.pb.problem import Fact, Severity
from medborgarbudget.records.letters import acting
from medborgarbudget.records.pabulib.findings import Findings

MAX_BYTES = 512 * 1024 * 1024
MAX_LINES = 4_000_000
"""Read row by row; plain rows are read otherwise (`plain`), and may be more."""

MAX_LINE = 65_536
MAX_QUOTED_LINES = 100
BOM = "\ufeff"
DEADLY = ("\0", "\r")
"""No text has the first of these, and where rows end is unclear with the second: refused.

Other characters that a terminal or an editor obeys (`records.letters.acting`) are told, kept, and
never shown as they are (`records.neutral`): names copied from elsewhere have them in real files.
Those that merely draw nothing, such as soft hyphens, are not even told.
"""
NEEDS_QUOTES = re.compile('[;"\r\n]')


class Row(NamedTuple):
    """One record: the line that it begins on, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is spelt: its line ends, its byte order mark, and rows written in another way.

    `spelling` has the text of each row that `spelt` would write differently. Normalised, and so
    not remembered: blank lines, and line ends that differ within one file (the first one's wins).
    """

    newline: str = "\n"
    bom: bool = False
    ends_with_newline: bool = True
    spelling: Mapping[tuple[str, ...], str] = field(default_factory=dict)


def read_text(data: bytes, findings: Findings, max_bytes: int = MAX_BYTES) -> str | None:
    """The file's text, its byte order mark included; None where its bytes cannot be trusted."""
    if len(data) > max_bytes:
        findings.add("pb-too-large", facts={"found": len(data), "limit": max_bytes})
        return None
    lines = data.count(b"\n")
    if lines > MAX_LINES:
        findings.add("pb-too-many-lines", facts={"found": lines, "limit": MAX_LINES})
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        findings.add("pb-not-utf8", (line, column, 1))
        return None
    _check_letters(text.removeprefix(BOM).replace("\r\n", "\n"), findings)
    return None if findings.refused else text


def _check_letters(text: str, findings: Findings) -> None:
    """Tell the characters that should not stand in the file; the deadly ones refuse it."""
    for letter in DEADLY:
        if letter in text:
            _tell_letter(text, text.index(letter), findings, "error")
            return
    for index in acting(text):
        _tell_letter(text, index, findings, "warning")
        if findings.full("pb-control-character"):
            return


def _tell_letter(text: str, index: int, findings: Findings, severity: Severity) -> None:
    line = text.count("\n", 0, index) + 1
    column = index - text.rfind("\n", 0, index)
    facts: dict[str, Fact] = {"character": f"U+{ord(text[index]):04X}"}
    findings.add("pb-control-character", (line, column, 1), facts, severity)


def read_rows(text: str, findings: Findings) -> tuple[list[Row], Style]:
    """All rows that are not blank, and how the file is spelt. A line too long is told, not read.

    Once many quotes do not match, the rest are no longer looked for: each costs a search for its
    end.
    """
    bom = text.startswith(BOM)
    lines = text[bom:].split("\n")
    ends_with_newline = len(lines) > 1 and not lines[-1].strip()
    if ends_with_newline:
        lines.pop()
    newline = "\r\n" if lines[0].endswith("\r") else "\n"
    rows: list[Row] = []
    spelling: dict[tuple[str, ...], str] = {}
    blank: list[int] = []
    number = 0
    while number < len(lines):
        start = number + 1
        line = lines[number].removesuffix("\r")
        if len(line) > MAX_LINE:
            facts = {"found": len(line), "limit": MAX_LINE}
            findings.add("pb-line-too-long", (start, 0, 1), facts)
            number += 1
            continue
        if '"' in line and not findings.full("pb-quotes"):
            line, cells, taken = _quoted(lines, number, findings)
            number += taken
            if spelt(cells) != line:
                spelling[cells] = line
        else:
            cells = tuple(line.split(";"))
            number += 1
        if line.strip():
            rows.append(Row(start, cells))
        else:
            blank.append(start)
    if blank:
        findings.add("pb-blank-line", (blank[0], 0, 1), {"number": len(blank)}, "warning")
    return rows, Style(newline, bom, ends_with_newline, spelling)


def _quoted(lines: list[str], first: int, findings: Findings) -> tuple[str, tuple[str, ...], int]:
    """The record that begins on a line with quotes: its text, its cells, how many lines it takes.

    Where the quotes do not match, it is that one line, split at every semicolon. That is no more
    than odd where none stands between quotes: ``"Zielony" park`` is what it looks like.
    """
    reader = csv.reader(
        (f"{line}\n" for line in lines[first : first + MAX_QUOTED_LINES]),
        delimiter=";",
        strict=True,
    )
    line = lines[first].removesuffix("\r")
    try:
        cells = tuple(next(reader))
    except csv.Error:
        cells = tuple(line.split(";"))
        paired = not line.count('"') % 2 and len(next(csv.reader([line], delimiter=";"))) == len(
            cells
        )
        severity: Severity = "warning" if paired else "error"
        findings.add("pb-quotes", (first + 1, line.find('"') + 1, 1), severity=severity)
        return line, cells, 1
    record = "\n".join(lines[first : first + reader.line_num])
    return record.removesuffix("\r"), cells, reader.line_num


def spelt(cells: Iterable[str]) -> str:
    """A row as we write it: quotes only around cells that need them."""
    return ";".join(
        '"' + cell.replace('"', '""') + '"' if NEEDS_QUOTES.search(cell) else cell for cell in cells
    )


def write_rows(rows: Iterable[tuple[str, ...]], style: Style) -> bytes:
    """The bytes of these rows in the given spelling."""
    spelling = style.spelling
    text = io.StringIO()
    text.write(style.newline.join(spelling.get(cells) or spelt(cells) for cells in rows))
    if style.ends_with_newline:
        text.write(style.newline)
    return ((BOM if style.bom else "") + text.getvalue()).encode("utf-8")
