"""What PROJECTS must say: an id of its own and a cost for every project."""

from __future__ import annotations

from medborgarbudget.pb.problem import Fact
from medborgarbudget.records.letters import acting
from medborgarbudget.records.pabulib import amounts
from medborgarbudget.records.pabulib.findings import Findings
from medborgarbudget.records.pabulib.ids import project_id
from medborgarbudget.records.pabulib.rows import Row
from medborgarbudget.records.pabulib.sections import Table

MAX_PROJECTS = 2_000
"""Ten times the most that any election at Pabulib has; the time of a count grows with its square,
or faster where all are tied."""

MARKS = range(4)
"""What `PabulibFile.marks` tells apart; an empty cell is 0."""


def check(table: Table, findings: Findings) -> None:
    """Tell every project without a usable id, cost or mark."""
    if not table.rows:
        findings.add("pb-no-projects", table.header)
    if len(table.rows) > MAX_PROJECTS:
        many: dict[str, Fact] = {"found": len(table.rows), "limit": MAX_PROJECTS}
        findings.add("pb-too-many-projects", table.header, many)
    if "project_id" in table.columns:
        _check_ids(table, findings)
    if "cost" in table.columns:
        for row in table.rows:
            _check_cost(table, row, findings)
    selected = table.at("selected")
    if selected is not None:
        for row in table.rows:
            found = row.cells[selected].strip()
            if found and amounts.whole(found) not in MARKS:
                place = table.cell_place(row, "selected")
                findings.add("pb-selected-unknown", place, {"found": found[:40]})


def _check_ids(table: Table, findings: Findings) -> None:
    at = table.columns.index("project_id")
    first: dict[str, int] = {}
    for row in table.rows:
        its_id = project_id(row.cells[at])
        place = table.cell_place(row, "project_id")
        if not its_id or "," in its_id or next(acting(its_id), None) is not None:
            findings.add("pb-project-id", place, {"found": its_id[:40]})
        elif its_id in first:
            facts: dict[str, Fact] = {"project": its_id[:40], "first": first[its_id]}
            findings.add("pb-project-twice", place, facts)
        first.setdefault(its_id, row.line)


def _check_cost(table: Table, row: Row, findings: Findings) -> None:
    found = row.cells[table.columns.index("cost")].strip()
    place = table.cell_place(row, "cost")
    if found.startswith("-") and amounts.is_amount(found[1:]):
        findings.add("pb-cost-negative", place, {"found": found[:40]})
    elif not amounts.is_amount(found):
        findings.add("pb-cost-not-a-number", place, {"found": found[:40]})
    elif not amounts.is_bounded(found):
        findings.add("pb-number-too-large", place, {"key": "cost", "found": found[:40]})
