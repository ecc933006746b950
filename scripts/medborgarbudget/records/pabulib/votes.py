"""What VOTES must say: one row per voter, with projects that are on the ballot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.problem import Fact, Severity
from medborgarbudget.records.enough import MOST_OF_A_KIND
from medborgarbudget.records.pabulib import amounts
from medborgarbudget.records.pabulib.findings import Findings
from medborgarbudget.records.pabulib.ids import choices, project_id
from medborgarbudget.records.pabulib.sections import Table

Fault = tuple[str, str, Severity, Mapping[str, Fact]]
"""The code, the column at fault, the severity and the facts."""


def check(tables: Mapping[str, Table], findings: Findings, doubled: Severity) -> None:
    """Tell every voter who stands there twice and every vote that cannot be read.

    How bad the former is, `doubled` says. Equal votes are looked at once, however many cast them.
    """
    table = tables["VOTES"]
    _check_voters(table, findings, doubled)
    vote_at = table.at("vote")
    if vote_at is None:
        return
    vote_type = _vote_type(tables)
    points_at = table.at("points") if vote_type in WITH_POINTS else None
    if vote_type in WITH_POINTS and points_at is None:
        missing: dict[str, Fact] = {"section": "VOTES", "name": "points"}
        findings.add("pb-column-missing", table.header, missing)
        return
    known = _known_projects(tables)
    faults: dict[tuple[str, str], tuple[Fault, ...]] = {}
    for row in table.rows:
        pair = row.cells[vote_at], row.cells[points_at] if points_at is not None else ""
        if pair not in faults:
            found = _faults(*pair, points_at is not None, vote_type, known)
            faults[pair] = tuple(islice(found, MOST_OF_A_KIND))
        for code, column, severity, about in faults[pair]:
            findings.add(code, table.cell_place(row, column), about, severity)


def _vote_type(tables: Mapping[str, Table]) -> str:
    if "META" not in tables:
        return ""
    values = [row.cells for row in tables["META"].rows if row.cells[0].strip() == "vote_type"]
    return values[0][1].strip() if values and len(values[0]) > 1 else ""


def _known_projects(tables: Mapping[str, Table]) -> Collection[str] | None:
    """The ids on the ballot; None where PROJECTS cannot tell, so that no vote is blamed for it."""
    table = tables.get("PROJECTS")
    at = table.at("project_id") if table is not None else None
    if table is None or at is None or not table.rows or not table.complete:
        return None
    return {project_id(row.cells[at]) for row in table.rows}


def _check_voters(table: Table, findings: Findings, severity: Severity) -> None:
    at = table.at("voter_id")
    if at is None:
        return
    first: dict[str, int] = {}
    for row in table.rows:
        voter = row.cells[at].strip()
        earlier = first.setdefault(voter, row.line)
        if not voter:
            place = table.cell_place(row, "voter_id")
            findings.add("pb-voter-missing", place, severity=severity)
        elif earlier != row.line:
            facts: dict[str, Fact] = {"voter": voter[:40], "first": earlier}
            findings.add("pb-voter-twice", table.cell_place(row, "voter_id"), facts, severity)


def _faults(
    vote: str, points: str, has_points: bool, vote_type: str, known: Collection[str] | None
) -> Iterator[Fault]:
    chosen = choices(vote)
    times = Counter(chosen)
    if known is not None:
        for choice in times:
            if choice and choice not in known:
                yield "pb-unknown-project", "vote", "error", {"project": choice[:40]}
    if "" in times:
        yield "pb-empty-choice", "vote", "error", {}
    if len(times) != len(chosen):
        repeated = tuple(sorted(choice for choice in times if times[choice] > 1))
        yield "pb-project-repeated", "vote", "warning", {"projects": repeated}
    if not has_points:
        return
    given = points.split(",") if points.strip() else []
    if len(given) != len(chosen):
        yield "pb-points-count", "points", "error", {"found": len(given), "expected": len(chosen)}
    for point in given:
        number = amounts.whole(point)
        if number is None:
            yield "pb-points-not-a-number", "points", "error", {"found": point.strip()[:40]}
        elif number < 0 and vote_type == "cumulative":
            yield "pb-points-negative", "points", "error", {"found": number}
