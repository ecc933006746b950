"""Where a whole file does not agree with itself: noted, never a reason to refuse it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from numpy.typing import NDArray

from medborgarbudget.pb.ballot import BallotLimits, faults
from medborgarbudget.pb.merged import MergedBallots, Whole
from medborgarbudget.pb.problem import Fact
from medborgarbudget.records.pabulib import amounts
from medborgarbudget.records.pabulib.file import PabulibFile
from medborgarbudget.records.pabulib.findings import Findings
from medborgarbudget.records.pabulib.sections import Table

KEYS = {
    f"ballot-{what}-{side}-limit": f"{bound}_{what.replace('-', '_')}"
    for what in ("length", "sum-cost", "sum-points", "points")
    for side, bound in (("below", "min"), ("above", "max"))
}
"""The codes of `pb.ballot.faults` and the META key that each is about."""


def note_differences(file: PabulibFile, tables: Mapping[str, Table], findings: Findings) -> None:
    """Counts that the rows do not bear out, and ballots outside the limits that META names."""
    lines = {row.cells[0].strip(): row.line for row in tables["META"].rows}
    for key, found in (("num_projects", len(file.projects)), ("num_votes", len(file.votes))):
        written = amounts.whole(file.meta.get(key, ""))
        if written is not None and written != found:
            facts: dict[str, Fact] = {"key": key, "written": written, "found": found}
            findings.add("pb-count-differs", (lines[key], 0, 1), facts, "warning")
    _note_votes(file, tables["PROJECTS"], findings)
    for key, limit, ballots in outside_limits(file):
        line = lines.get(key, lines["vote_type"])
        broken: dict[str, Fact] = {"key": key, "limit": limit, "ballots": ballots}
        findings.add("pb-outside-limits", (line, 0, 1), broken, "note")


def _note_votes(file: PabulibFile, table: Table, findings: Findings) -> None:
    """Projects whose `votes` differ from what the ballots give."""
    if "votes" not in file.project_columns:
        return
    counted = file.profile().votes(file.project_ids)
    for row, project_id in zip(table.rows, file.project_ids, strict=True):
        written = amounts.whole(row.cells[table.columns.index("votes")])
        if written is not None and written != counted[project_id]:
            place = table.cell_place(row, "votes")
            facts: dict[str, Fact] = {"project": project_id[:40], "written": written}
            facts["found"] = counted[project_id]
            findings.add("pb-votes-differ", place, facts, "warning")


def outside_limits(file: PabulibFile) -> tuple[tuple[str, str, int], ...]:
    """For each limit of META that ballots break: its key, its value, and how many ballots."""
    limits = file.limits()
    costs = {project.project_id: project.cost for project in file.instance().projects}
    ballots = file.profile().ballots
    broken: Counter[str] = Counter()
    if isinstance(ballots, MergedBallots):
        for key, voters in _outside(ballots, limits, costs):
            broken[key] += voters
    else:
        for ballot, voters in ballots:
            for code in {code for code, _ in faults(ballot, limits, costs)}:
                broken[KEYS[code]] += voters
    return tuple(
        (key, file.meta.get(key, "1").strip(), broken[key]) for key in sorted(broken) if broken[key]
    )


def _outside(
    ballots: MergedBallots, limits: BallotLimits, costs: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """The same limits of length and cost for very many ballots, without looking at each."""
    least, most = limits.min_length, limits.max_length
    if limits.vote_type == "choose-1":
        least = most = 1
    if (least, most) != (None, None):
        yield from _counted("length", ballots.lengths, ballots.numbers, least, most)
    least, most = limits.min_sum_cost, limits.max_sum_cost
    if (least, most) != (None, None):
        yield from _counted("sum_cost", ballots.totals(costs), ballots.numbers, least, most)


def _counted(
    what: str, found: NDArray[Any], voters: Whole, least: int | None, most: int | None
) -> Iterator[tuple[str, int]]:
    if least is not None:
        yield f"min_{what}", int(voters[found < least].sum())
    if most is not None:
        yield f"max_{what}", int(voters[found > most].sum())
