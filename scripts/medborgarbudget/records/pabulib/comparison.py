"""Where a whole file does not agree with itself: noted, never a reason to refuse it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from medborgarbudget.pb.ballot import BallotLimits, faults
from medborgarbudget.pb.merged import MergedBallots
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
    if isinstance(ballots, MergedBallots) and _all_within(ballots, limits, costs):
        return ()
    broken: Counter[str] = Counter()
    for ballot, voters in ballots:
        for code in {code for code, _ in faults(ballot, limits, costs)}:
            broken[KEYS[code]] += voters
    return tuple((key, file.meta.get(key, "1").strip(), broken[key]) for key in sorted(broken))


def _all_within(ballots: MergedBallots, limits: BallotLimits, costs: Mapping[str, int]) -> bool:
    """Whether no ballot breaks a limit of length or cost, found without looking at each."""
    least, most = limits.min_length, limits.max_length
    if limits.vote_type == "choose-1":
        least = most = 1
    lengths = ballots.lengths
    bounds = [(lengths.tolist(), least, most)] if (least, most) != (None, None) else []
    if (limits.min_sum_cost, limits.max_sum_cost) != (None, None):
        bounds.append((ballots.sums(costs), limits.min_sum_cost, limits.max_sum_cost))
    return all(
        (least is None or min(found, default=least) >= least)
        and (most is None or max(found, default=most) <= most)
        for found, least, most in bounds
    )
