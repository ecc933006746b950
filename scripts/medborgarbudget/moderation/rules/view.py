"""What a rule looks at: one round of a town, with the places of everything in its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from medborgarbudget.pb.problem import Fact, Place, Problem, Severity
from medborgarbudget.records.tree import RoundFolder, TownTree

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class RoundView:
    """A round folder in its town. `today` is None where no date was handed in."""

    tree: TownTree
    folder: RoundFolder
    today: date | None = None

    @cached_property
    def unread(self) -> frozenset[str]:
        """The files that are there and could not be read: what they say is not known."""
        found = (one.place.path for one in self.tree.problems if one.severity == "error")
        return frozenset(found) & self.paths

    @property
    def knows_all_areas(self) -> bool:
        """Whether every file of areas was read."""
        return not any(path.startswith("content/areas/") for path in self.unread)

    @property
    def round_path(self) -> str:
        """The path of the round's own file."""
        return f"{self.folder.path}/round.yaml"

    def proposal_path(self, project_id: str) -> str:
        """The path of a proposal."""
        return f"proposals/{self.folder.round_id}/{project_id}.yaml"

    def assessment_path(self, project_id: str) -> str:
        """The path of the town's word on a proposal."""
        return f"{self.folder.path}/assessments/{project_id}.yaml"

    def data(self, path: str) -> Any:
        """The plain data of a file as it was written; an empty mapping where there is none."""
        document = self.tree.documents.get(path)
        return document.data if document and document.data is not None else {}

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every file of the town, read or not."""
        return frozenset(self.tree.paths)

    @cached_property
    def proposal_ids(self) -> frozenset[str]:
        """Every proposal that has a file, also one that could not be read to the end."""
        return self._ids_in(f"proposals/{self.folder.round_id}/")

    @cached_property
    def assessment_ids(self) -> frozenset[str]:
        """Every proposal that has an assessment, also one that could not be read to the end."""
        return self._ids_in(f"{self.folder.path}/assessments/")

    @cached_property
    def has_read_all_proposals(self) -> bool:
        """Whether nothing about the round's proposals is unknown: not so where some were asked."""
        return self.proposal_ids <= self.folder.proposals.keys()

    def _ids_in(self, folder: str) -> frozenset[str]:
        return frozenset(
            path.removeprefix(folder).removesuffix(".yaml")
            for path in self.tree.paths
            if path.startswith(folder) and path.endswith(".yaml")
        )

    def row(self, path: str, key: str, row_id: str) -> int:
        """Which row of a list in a file carries the id."""
        rows = self.data(path).get(key, ())
        found = (
            n for n, row in enumerate(rows) if isinstance(row, dict) and row.get("id") == row_id
        )
        return next(found, 0)

    def rule_place(self, *key: str | int) -> str:
        """The source of a rule that the round states: its file, line and name."""
        place = place_of(self.tree, self.round_path, *key)
        names = [str(part) for part in key if isinstance(part, str)]
        return f"{place.path}:{place.line} {'.'.join(names)}"

    def criterion_source(self, criterion_id: str) -> str:
        """The source of a criterion: ``rounds/2026/round.yaml:64 criteria.cost-cap``."""
        row = self.row(self.round_path, "criteria", criterion_id)
        place = place_of(self.tree, self.round_path, "criteria", row)
        return f"{place.path}:{place.line} criteria.{criterion_id}"


def place_of(tree: TownTree, path: str, *key: str | int) -> Place:
    """The place of a key in a file; the file as a whole where it was not read."""
    document = tree.documents.get(path)
    return document.place(*key) if document else Place(path)


def key_of(tree: TownTree, path: str, *key: str | int) -> Place:
    """The place where a key itself is written; the file as a whole where it was not read."""
    document = tree.documents.get(path)
    return document.key_place(*key) if document else Place(path)


def item_of(tree: TownTree, path: str, key: str, item: str) -> Place:
    """The place of one item in a list of a file; of the list where the item is not in it."""
    items = tree.documents[path].data.get(key, ()) if path in tree.documents else ()
    return place_of(tree, path, key, *([items.index(item)] if item in items else []))


def finding(
    code: str, place: Place, severity: Severity = "error", source: str = "", **facts: Fact
) -> Problem:
    """A problem with its facts written as named arguments."""
    return Problem(code, place, facts, severity, source)


def as_written(moment: datetime, end: bool = False) -> str:
    """A moment as its file has it: a whole day as its date, where `end` is the midnight after."""
    if moment.hour or moment.minute:
        return moment.isoformat(timespec="minutes")
    return (moment.date() - timedelta(days=1 if end else 0)).isoformat()


def texts(data: Any, key: Key = ()) -> Iterator[tuple[Key, str]]:
    """Every text in a file's data, however deep, with its key."""
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            yield from texts(value, (*key, name))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts(value, (*key, number))
