"""The three sections of a Pabulib file, META, PROJECTS and VOTES, each a table with a header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from medborgarbudget.pb.problem import Fact
from medborgarbudget.records.pabulib.findings import At, Findings
from medborgarbudget.records.pabulib.rows import Row

SECTIONS = ("META", "PROJECTS", "VOTES")
META_HEADER = ("key", "value")
NEEDED: Mapping[str, tuple[str, ...]] = {
    "META": META_HEADER,
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
"""The columns that no file can do without. Which section a row belongs to is told by its name."""


@dataclass(slots=True)
class Table:
    """A section: the row of its name, its columns, and its rows that have a cell for each column.

    `named` and `titled` are the rows with the section's and the columns' names, as they stand.
    `complete` says that no row had to be left out.
    """

    named: Row
    columns: tuple[str, ...] = ()
    titled: Row | None = None
    rows: list[Row] = field(default_factory=list)
    complete: bool = True

    @property
    def padded(self) -> bool:
        """Whether rows end in empty cells, as where a spreadsheet made all rows equally long."""
        return self.titled is not None and len(self.titled.cells) > len(self.columns)

    @property
    def line(self) -> int:
        """The line on which the section begins."""
        return self.named.line

    def at(self, column: str) -> int | None:
        """Where the named column stands; None where the table has none of that name."""
        return self.columns.index(column) if column in self.columns else None

    @property
    def header(self) -> At:
        """The line with the columns' names, or the section's own where there is none."""
        return self.titled.line if self.titled else self.line, 0, 1

    def cell_place(self, row: Row, column: str) -> At:
        """Line, column and length of a cell, as written without quotes."""
        at = self.columns.index(column)
        return row.line, 1 + sum(len(cell) + 1 for cell in row.cells[:at]), len(row.cells[at])


def read_tables(rows: Sequence[Row], findings: Findings) -> Mapping[str, Table]:
    """The sections by name. A row with too few or too many cells is told and left out."""
    tables: dict[str, Table] = {}
    table: Table | None = None
    for row in rows:
        name = _section_name(row)
        if name is not None:
            if name in tables:
                facts: dict[str, Fact] = {"section": name, "first": tables[name].line}
                findings.add("pb-section-twice", (row.line, 1, len(name)), facts)
            table = Table(row)
            tables.setdefault(name, table)
        elif table is None:
            findings.add("pb-before-meta", (row.line, 1, len(row.cells[0])))
        elif not table.columns:
            table.columns = _named_columns(row)
            table.titled = row
        elif table.padded and not any(cell.strip() for cell in row.cells):
            continue
        elif len(_bare(row, table).cells) == len(table.columns):
            table.rows.append(_bare(row, table))
        elif table.padded and len(row.cells) > len(table.columns):
            table.complete = False
            nameless: dict[str, Fact] = {"section": table.named.cells[0].strip().upper()}
            nameless["number"] = len(table.columns) + 1
            findings.add("pb-column-nameless", (row.line, 1, len(row.cells[0])), nameless)
        else:
            table.complete = False
            expected = {"found": len(row.cells), "expected": len(table.columns)}
            findings.add("pb-cell-count", (row.line, 1, len(row.cells[0])), expected)
    _check_sections(tables, findings)
    return tables


def _named_columns(row: Row) -> tuple[str, ...]:
    """The columns' names; empty cells after the last name are no columns."""
    names = [cell.strip() for cell in row.cells]
    while len(names) > 1 and not names[-1]:
        names.pop()
    return tuple(names)


def _bare(row: Row, table: Table) -> Row:
    """The row without empty cells after the last column, where the section is padded with them."""
    size = len(table.columns)
    if table.padded and not any(cell.strip() for cell in row.cells[size:]):
        return row._replace(cells=row.cells[:size])
    return row


def _section_name(row: Row) -> str | None:
    """The section that this row begins; None for a row of data."""
    name = row.cells[0].strip().upper()
    return name if name in SECTIONS and not any(cell.strip() for cell in row.cells[1:]) else None


def _check_sections(tables: Mapping[str, Table], findings: Findings) -> None:
    """All three are there, in their order, each with the columns it needs, none named twice."""
    for name in SECTIONS:
        if name not in tables:
            findings.add("pb-section-missing", facts={"section": name})
    found = tuple(tables)
    for name, expected in zip(found, [s for s in SECTIONS if s in tables], strict=True):
        if name != expected:
            findings.add("pb-section-order", (tables[name].line, 1, len(name)), {"found": found})
            break
    for name, table in tables.items():
        _check_columns(name, table, findings)


def _check_columns(name: str, table: Table, findings: Findings) -> None:
    """The columns that the section needs, each with a name of its own; META has no others."""
    header = ";".join(table.columns)
    other = next((mark for mark in (",", "\t") if mark in header), None)
    if len(table.columns) == 1 and other is not None:
        findings.add("pb-separator", table.header, {"section": name, "found": header[:40]})
        return
    for column in NEEDED[name]:
        if column not in table.columns:
            findings.add("pb-column-missing", table.header, {"section": name, "name": column})
    times = Counter(table.columns)
    if "" in times and table.columns:
        nameless: dict[str, Fact] = {"section": name, "number": table.columns.index("") + 1}
        findings.add("pb-column-nameless", table.header, nameless)
    for column in sorted(column for column in times if column and times[column] > 1):
        findings.add("pb-column-twice", table.header, {"section": name, "name": column})
    whole = set(META_HEADER) <= set(times) and len(times) == len(table.columns)
    if name == "META" and whole and "" not in times and table.columns != META_HEADER:
        findings.add("pb-meta-columns", table.header, {"found": table.columns})
