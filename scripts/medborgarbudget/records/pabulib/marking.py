"""An outcome written into a Pabulib file: its column `selected`, and the rule; no other byte."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from medborgarbudget.records.pabulib.findings import Findings
from medborgarbudget.records.pabulib.ids import project_id
from medborgarbudget.records.pabulib.plain import votes_begin
from medborgarbudget.records.pabulib.rows import BOM, Row, read_rows
from medborgarbudget.records.pabulib.sections import Table, read_tables

CELL = re.compile(r'"(?:[^"]|"")*"(?=;|$)|[^;]*')


def marked(data: bytes, marks: Mapping[str, int], rule: str | None = None) -> bytes:
    """The bytes of a file that `read_pabulib` found whole, with these marks in `selected`.

    The column is added as the last one where there is none. `rule` is written into META, after
    the vote type where META names none; None leaves META as it is. Every other byte stays: line
    ends, quotes, blank lines, the votes. Raises KeyError for a project without a mark.
    """
    begin = votes_begin(data)
    if begin is not None:
        head = _marked(data[:begin], marks, rule)
        if head is not None:
            return head + data[begin:]
    whole = _marked(data, marks, rule)
    if whole is None:
        raise KeyError("the marks are of other projects")
    return whole


def _marked(data: bytes, marks: Mapping[str, int], rule: str | None) -> bytes | None:
    """The same for text that holds META and PROJECTS; None where it does not hold all of them."""
    text = data.decode("utf-8")
    bom = BOM if text.startswith(BOM) else ""
    findings = Findings("")
    rows, _ = read_rows(text, findings)
    tables = read_tables(rows, findings)
    projects = tables.get("PROJECTS")
    if projects is None or projects.titled is None or len(projects.rows) != len(marks):
        return None
    lines = Lines(text.removeprefix(bom).split("\n"))
    _mark(lines, projects, projects.titled, marks)
    if rule is not None:
        _name_rule(lines, tables["META"].rows, rule)
    return (bom + "\n".join(lines.lines)).encode("utf-8")


class Lines:
    """The lines of a file, of which records are changed; a record may take several lines."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def record(self, row: Row) -> tuple[str, str]:
        """The record's text, and the carriage return that ends it, if one does."""
        text = "\n".join(self.lines[row.line - 1 : self._end(row)])
        bare = text.removesuffix("\r")
        return bare, text[len(bare) :]

    def put(self, row: Row, text: str) -> None:
        """Let the record be this text, with as many lines as it had; the last may hold more."""
        last = self._end(row) - 1
        parts = text.split("\n", last - row.line + 1)
        self.lines[row.line - 1 : last + 1] = parts

    @staticmethod
    def _end(row: Row) -> int:
        return row.line + sum(cell.count("\n") for cell in row.cells)


def _mark(lines: Lines, table: Table, titled: Row, marks: Mapping[str, int]) -> None:
    at = table.at("selected")
    ids = table.columns.index("project_id")
    if at is None:
        text, end = lines.record(titled)
        lines.put(titled, _with_next(text, table, "selected") + end)
    for row in table.rows:
        mark = str(marks[project_id(row.cells[ids])])
        text, end = lines.record(row)
        if at is None:
            lines.put(row, _with_next(text, table, mark) + end)
        elif row.cells[at].strip() != mark:
            lines.put(row, _with_cell(text, at, mark) + end)


def _with_next(record: str, table: Table, text: str) -> str:
    """The record with a cell more after the last column, ahead of cells that only pad it."""
    if table.padded:
        return _with_cell(record, len(table.columns), text)
    return f"{record};{text}"


def _name_rule(lines: Lines, rows: Sequence[Row], rule: str) -> None:
    by_key = {row.cells[0].strip(): row for row in rows}
    row = by_key.get("rule")
    if row is not None:
        text, end = lines.record(row)
        lines.put(row, _with_cell(text, 1, rule) + end)
        return
    row = by_key["vote_type"]
    text, end = lines.record(row)
    lines.put(row, f"{text}{end}\nrule;{rule}{end}")


def _with_cell(record: str, at: int, text: str) -> str:
    """The record with another text in one of its cells."""
    start = 0
    for _ in range(at):
        start = _cell_end(record, start) + 1
    return record[:start] + text + record[_cell_end(record, start) :]


def _cell_end(record: str, start: int) -> int:
    found = CELL.match(record, start)
    return found.end() if found else len(record)
