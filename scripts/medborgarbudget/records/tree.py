"""A town's whole repository as values, with every problem of reading and shape at once.

The values themselves are in `records.folders`; here is which files become which of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

from medborgarbudget.pb.area import Area
from medborgarbudget.pb.problem import Place, Problem, by_place
from medborgarbudget.records import areas
from medborgarbudget.records.announced import read_announced
from medborgarbudget.records.assessments import assessment_of
from medborgarbudget.records.classes import read_classes
from medborgarbudget.records.decisions import decision_of
from medborgarbudget.records.events import events_of
from medborgarbudget.records.folders import RoundFolder, TownTree
from medborgarbudget.records.follow_ups import follow_up_of
from medborgarbudget.records.implementations import implementation_of
from medborgarbudget.records.keys import read_keys
from medborgarbudget.records.kinds import kind_of, round_of, stem
from medborgarbudget.records.lots import lot_of, with_lot
from medborgarbudget.records.manifest import read_manifest
from medborgarbudget.records.misplaced import misplaced
from medborgarbudget.records.paper import read_batches
from medborgarbudget.records.paths import files_below
from medborgarbudget.records.proposals import proposal_of
from medborgarbudget.records.prose import Folder, Prose, read_prose
from medborgarbudget.records.results import read_result
from medborgarbudget.records.rounds import round_from
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import MAX_BYTES, Document, read_anyway, read_text
from medborgarbudget.records.sums import read_sums
from medborgarbudget.records.towns import town_of

__all__ = ["Progress", "RoundFolder", "TownTree", "read_tree"]

Value = TypeVar("Value")

Progress = Callable[[int, int], None]
"""Called with how many files are read, and how many there are."""

MANY = ("proposal", "assessment", "implementation")
"""Kinds with one file per project: the ones that `only` spares us."""

READ_ELSEWHERE = (
    "keys",
    "manifest",
    "result",
    "announced",
    "paper-cover",
    "paper-resolution",
    "sums",
    "classes",
)
"""Kinds whose own modules read them, with all that belongs to them."""


def read_tree(
    root: Path, only: Collection[str] | None = None, progress: Progress | None = None
) -> TownTree:
    """The town in a folder. Never raises for what a file holds; everything wrong is a problem.

    With `only`, of the many files (proposals, assessments, implementation) just the named ones are
    read, together with the other files of the same project; the few that all lean on are read
    always. A named path that is not there is passed over. `progress` is called after each file.
    """
    return _Reader(root, only, progress).tree()


class _Reader:
    """One reading of one folder. Use it once."""

    def __init__(self, root: Path, only: Collection[str] | None, progress: Progress | None) -> None:
        self._root = root
        self._progress = progress
        self._problems: list[Problem] = []
        self._documents: dict[str, Document] = {}
        self._paths = tuple(
            path for top in ("content", "proposals", "rounds") for path in files_below(root, top)
        )
        self._checked = frozenset(self._paths if only is None else self._belonging(only))
        self._done = 0
        self._wanted = frozenset(
            path
            for path in self._paths
            if kind_of(path) is not None and (path in self._checked or kind_of(path) not in MANY)
        )

    def tree(self) -> TownTree:
        """Everything, read."""
        self._problems += misplaced(self._root, self._checked, self._paths)
        town = self._one("content/town.yaml", town_of)
        found_areas = self._areas()
        time_zone = town.time_zone if town is not None else ""
        rounds: dict[str, RoundFolder] = {}
        for round_id in sorted({name for path in self._wanted if (name := round_of(path))}):
            folder = self._round(round_id, time_zone)
            if folder is not None:
                rounds[round_id] = folder
        news, pages = self._prose("news"), self._prose("pages")
        return TownTree(
            root=self._root,
            town=town,
            areas=found_areas,
            rounds=rounds,
            documents=self._documents,
            problems=tuple(sorted(self._problems, key=by_place)),
            paths=self._paths,
            checked=self._checked,
            news=news,
            pages=pages,
        )

    def _round(self, round_id: str, time_zone: str) -> RoundFolder | None:
        path = f"rounds/{round_id}"
        proposals = dict(self._many(f"proposals/{round_id}/", proposal_of))
        assessments = dict(self._many(f"{path}/assessments/", assessment_of))
        implementation = dict(self._many(f"{path}/implementation/", implementation_of))
        the_round = self._one(
            f"{path}/round.yaml", lambda document: round_from(document, time_zone)
        )
        keys = self._elsewhere(read_keys, round_id)
        manifest = self._elsewhere(read_manifest, round_id)
        batches = self._elsewhere(read_batches, round_id)
        sums = self._elsewhere(read_sums, round_id)
        classes = self._elsewhere(read_classes, round_id)
        result = self._elsewhere(read_result, round_id)
        self._elsewhere(read_announced, round_id)
        events = self._one(f"{path}/events.yaml", events_of)
        decision = self._one(f"{path}/decision.yaml", decision_of)
        follow_up = self._one(f"{path}/follow-up.yaml", follow_up_of)
        lot = self._one(f"{path}/lot.yaml", lot_of)
        if the_round is None:
            return None
        if manifest is not None and manifest.pots.keys() != the_round.pots.keys():
            facts = {"pots": tuple(the_round.pots)}
            self._problems.append(
                Problem("manifest-other-pots", Place(f"{path}/manifest.yaml"), facts)
            )
            manifest = None
        return RoundFolder(
            round_id=round_id,
            path=path,
            round=with_lot(the_round, lot) if lot else the_round,
            proposals=proposals,
            assessments=assessments,
            events=events or (),
            keys=keys,
            manifest=manifest,
            batches=batches or {},
            result=result,
            decision=decision,
            implementation=implementation,
            follow_up=follow_up,
            lessons=self._lessons(f"{path}/lessons.md"),
            lot=lot,
            classes=classes,
            sums=sums,
        )

    def _areas(self) -> dict[str, Area]:
        found: dict[str, Area] = {}
        for path in sorted(path for path in self._wanted if kind_of(path) == "areas"):
            for index, area in enumerate(self._one(path, areas.areas_of) or ()):
                if area.area_id in found:
                    place = self._documents[path].place("features", index, "properties", "id")
                    self._problems.append(Problem("area-twice", place, {"area": area.area_id}))
                found.setdefault(area.area_id, area)
        return dict(sorted(found.items()))

    def _many(
        self, folder: str, value_of: Callable[[Document], Value]
    ) -> Iterator[tuple[str, Value]]:
        for path in self._paths:
            if path.startswith(folder) and path in self._wanted:
                value = self._one(path, value_of)
                if value is not None:
                    yield stem(path), value

    def _one(self, path: str, value_of: Callable[[Document], Value]) -> Value | None:
        """The value of one file; None where it is not there or has problems."""
        if path not in self._wanted:
            return None
        kind = kind_of(path) or ""
        large = kind == "areas"
        document, problems = read_anyway(
            self._root,
            path,
            areas.MAX_BYTES if large else MAX_BYTES,
            areas.MAX_DEPTH if large else 8,
        )
        self._read(1)
        if document is not None:
            problems += shape_problems(document, kind)
            self._documents[path] = document
        self._problems += problems
        return value_of(document) if document is not None and not problems else None

    def _elsewhere(
        self,
        read: Callable[[Path, str], tuple[Value, tuple[Problem, ...], tuple[Document, ...]]],
        round_id: str,
    ) -> Value:
        value, problems, documents = read(self._root, round_id)
        self._problems += problems
        self._documents |= {document.path: document for document in documents}
        self._read(len(documents))
        return value

    def _prose(self, folder: Folder) -> tuple[Prose, ...]:
        pieces, problems = read_prose(self._root, folder)
        self._problems += problems
        return pieces

    def _lessons(self, path: str) -> str:
        if path not in self._paths:
            return ""
        document, problems = read_text(self._root, path)
        self._problems += problems
        return str(document.data) if document is not None else ""

    def _belonging(self, only: Collection[str]) -> Iterator[str]:
        """The asked paths, and for a project's file the project's other files."""
        ours = {(round_of(path), stem(path)) for path in only if kind_of(path) in MANY}
        for path in self._paths:
            if path in only or (kind_of(path) in MANY and (round_of(path), stem(path)) in ours):
                yield path

    def _read(self, files: int) -> None:
        self._done += files
        if self._progress is not None:
            self._progress(self._done, max(self._done, len(self._wanted)))
