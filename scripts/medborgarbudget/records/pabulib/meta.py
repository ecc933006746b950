"""What META must say, and how: its keys, once each, with numbers where numbers belong."""

from __future__ import annotations

from medborgarbudget.pb.ballot import VOTE_TYPES
from medborgarbudget.pb.problem import Fact, Severity
from medborgarbudget.records.pabulib import amounts
from medborgarbudget.records.pabulib.file import COUNT_LIMITS, MONEY_KEYS, POINT_LIMITS, THRESHOLD
from medborgarbudget.records.pabulib.findings import Findings
from medborgarbudget.records.pabulib.rows import Row
from medborgarbudget.records.pabulib.sections import META_HEADER, Table

NEEDED_TO_COUNT = ("budget", "vote_type")
EXPECTED = (
    "description",
    "country",
    "unit",
    "instance",
    "num_projects",
    "num_votes",
    "rule",
    "date_begin",
    "date_end",
)
"""What the format demands too, but nobody needs for a count: a warning where it is missing."""
COUNTS = ("num_projects", "num_votes", *COUNT_LIMITS, *POINT_LIMITS, THRESHOLD)
COUNTED = frozenset({*NEEDED_TO_COUNT, *MONEY_KEYS, *COUNTS, "rule"})
"""What a count goes by, or tells of: no two values of these can stand. Of others the last does."""

MAY_BE_NEGATIVE = frozenset(POINT_LIMITS)


def check(table: Table, findings: Findings) -> None:
    """Tell all that is missing or not as it must be in META."""
    if table.columns and table.columns != META_HEADER:
        return
    seen: dict[str, Row] = {}
    for row in table.rows:
        key = row.cells[0].strip()
        if key in seen:
            twice: dict[str, Fact] = {"key": key, "first": seen[key].line}
            differs = row.cells[1].strip() != seen[key].cells[1].strip()
            severity: Severity = "error" if differs and key in COUNTED else "warning"
            findings.add("pb-meta-twice", (row.line, 1, len(key)), twice, severity)
        seen.setdefault(key, row)
    for key in NEEDED_TO_COUNT:
        if key not in seen or not seen[key].cells[1].strip():
            line = seen[key].line if key in seen else table.line
            findings.add("pb-meta-missing", (line, 0, 1), {"key": key})
    missing = tuple(key for key in EXPECTED if key not in seen)
    if missing:
        findings.add("pb-meta-incomplete", (table.line, 0, 1), {"keys": missing}, "warning")
    for key, row in seen.items():
        _check_value(key, row, findings)


def _check_value(key: str, row: Row, findings: Findings) -> None:
    text = row.cells[1].strip()
    at = row.line, len(row.cells[0]) + 2, len(row.cells[1])
    facts: dict[str, Fact] = {"key": key, "found": text[:40]}
    if not text:
        return
    if key == "vote_type" and text not in VOTE_TYPES:
        known: dict[str, Fact] = {"found": text[:40], "known": tuple(VOTE_TYPES)}
        findings.add("pb-vote-type-unknown", at, known)
    if key in MONEY_KEYS:
        if not amounts.is_amount(text):
            findings.add("pb-meta-number", at, facts)
        elif not amounts.is_bounded(text):
            findings.add("pb-number-too-large", at, facts)
    if key in COUNTS:
        number = amounts.whole(text)
        if number is None or (number < 0 and key not in MAY_BE_NEGATIVE):
            findings.add("pb-meta-number", at, facts)
