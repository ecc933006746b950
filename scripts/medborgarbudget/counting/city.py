"""A whole city of pots: every Pabulib file below a folder, each counted by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from medborgarbudget.counting.asked import NOTHING_ELSE, Asked
from medborgarbudget.counting.headings import currency
from medborgarbudget.counting.single import in_currency, tally_file
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.pabulib.rows import MAX_BYTES
from medborgarbudget.records.paths import files_below, read_bytes

MOST_FILES = 20_000
"""More than ten times all that Pabulib holds."""

Announced = Literal["same", "other", "nothing"]


@dataclass(frozen=True)
class Count:
    """One file's outcome in short. `spent` and `budget` are in units, so many to one `currency`.

    `ours` are the projects that only we select, `theirs` those that only the city funds.
    """

    rule: str
    parameters: frozenset[str]
    voters: int
    projects: int
    winners: int
    spent: int
    budget: int
    units: int
    currency: str
    announced: Announced
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    ties: int


@dataclass(frozen=True)
class PotFile:
    """One file by its path below the folder: its count, or None; and what there is to say of it."""

    path: str
    count: Count | None
    problems: tuple[Problem, ...] = ()


def pot_files(root: Path) -> tuple[str, ...]:
    """The paths of the files below the folder whose names end with ``.pb``, sorted.

    Links are named, and never followed. One more than `MOST_FILES` at most.
    """
    found = (path for path in files_below(root) if path.endswith(".pb"))
    return tuple(islice(found, MOST_FILES + 1))


def count_pot(path: str, root: Path, asked: Asked = NOTHING_ELSE) -> PotFile:
    """Count one file below the folder. Whatever is wrong with it is told and stops nobody else."""
    file = _counted(path, root, asked)
    # Facts of a kind that can be handed from one process to another.
    problems = tuple(replace(one, facts=dict(one.facts)) for one in file.problems)
    return replace(file, problems=problems)


def _counted(path: str, root: Path, asked: Asked) -> PotFile:
    try:
        # By way of the folder's own name: its files may be called what no file of a town may.
        folder = root.resolve()
        data, problems = read_bytes(folder.parent, f"{folder.name}/{path}", MAX_BYTES)
        if data is None:
            place = Place(path)
            return PotFile(path, None, tuple(replace(one, place=place) for one in problems))
        tally, problems = tally_file(data, path, asked, alone=False)
    except Exception as error:
        # Many files are counted: a fault of the program in one is told as one more finding.
        return lost(path, type(error).__name__)
    if tally is None:
        return PotFile(path, None, problems)
    outcome, file = tally.outcome, tally.file
    differences = tally.differences
    other: Announced = "other" if differences else "same"
    count = Count(
        outcome.rule,
        frozenset(outcome.parameters),
        len(file.votes),
        len(file.projects),
        len(outcome.selected),
        outcome.spent,
        outcome.budget_limit,
        file.units_per_currency,
        currency(file),
        "nothing" if differences is None else other,
        tuple(one.project_id for one in differences or () if one.selected),
        tuple(one.project_id for one in differences or () if not one.selected),
        len(outcome.ties),
    )
    return PotFile(path, count, problems)


def lost(path: str, error: str = "killed") -> PotFile:
    """A file at which the count itself broke off."""
    return PotFile(path, None, (Problem("pb-broke-off", Place(path), {"error": error}),))


def city_data(files: Sequence[PotFile]) -> dict[str, Any]:
    """The counts as plain data with stable keys; each file's findings are not among them."""
    counts = [file.count for file in files if file.count is not None]
    return {
        "files": [_file_data(file) for file in files],
        "sums": {
            "files": len(files),
            "counted": len(counts),
            **{key: sum(one.announced == key for one in counts) for key in ANNOUNCED},
            "voters": sum(one.voters for one in counts),
            "projects": sum(one.projects for one in counts),
            "winners": sum(one.winners for one in counts),
        },
    }


ANNOUNCED: tuple[Announced, ...] = ("same", "other", "nothing")


def _file_data(file: PotFile) -> dict[str, Any]:
    count = file.count
    if count is None:
        return {"path": file.path, "counted": False}
    return {
        "path": file.path,
        "counted": True,
        "rule": count.rule,
        "voters": count.voters,
        "projects": count.projects,
        "winners": count.winners,
        "spent": in_currency(count.spent, count.units),
        "budget_limit": in_currency(count.budget, count.units),
        "currency": count.currency,
        "announced": count.announced,
        "only_here": list(count.ours),
        "only_announced": list(count.theirs),
        "ties": count.ties,
    }
