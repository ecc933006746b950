"""Paper batches: `rounds/<round>/paper/<batch>/`, one bundle of slips, typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.paths import folders_in, is_there
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.slips import Typing, read_typing
from medborgarbudget.records.source import Document, read_yaml

MAX_RESOLUTION = 1024 * 1024
"""A resolution has an entry per difference; a bundle that needs more than this is typed again."""

COVER, FIRST, SECOND, RESOLUTION = "cover.yaml", "first.csv", "second.csv", "resolution.yaml"
FILES = (COVER, FIRST, SECOND, RESOLUTION)


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover sheet: what the receivers counted by hand before anybody typed.

    `slips` is all slips of the bundle, `blank` and `spoiled` among them. `counted_by` and
    `typed_by` are roles, never names; `typed_by` says who typed first.csv and who second.csv.
    """

    pot: str
    place: str
    received: date
    slips: int
    blank: int
    spoiled: int
    counted_by: tuple[str, ...]
    typed_by: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a difference came to: `first` and `second` as typed, `value` as the slip says."""

    slip: str
    field: str
    first: str
    second: str
    value: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Resolution:
    """The rulings on a batch, signed off by two roles that typed neither file."""

    signed_off_by: tuple[str, ...]
    date: date
    rulings: tuple[Ruling, ...]
    document: Document


@dataclass(frozen=True, slots=True)
class PaperBatch:
    """One bundle of slips with all that is written of it; None for what is not there yet."""

    batch_id: str
    path: str
    cover: Cover
    cover_document: Document
    first: Typing | None = None
    second: Typing | None = None
    resolution: Resolution | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the batch's files that are there."""
        parts = ((FIRST, self.first), (SECOND, self.second), (RESOLUTION, self.resolution))
        return (f"{self.path}/{COVER}", *(f"{self.path}/{name}" for name, part in parts if part))


def read_batches(
    root: Path, round_id: str
) -> tuple[Mapping[str, PaperBatch], tuple[Problem, ...], tuple[Document, ...]]:
    """The batches of a round by their folders' names, without those whose cover cannot be read."""
    batches: dict[str, PaperBatch] = {}
    problems: list[Problem] = []
    documents: list[Document] = []
    folder = f"rounds/{round_id}/paper"
    for name in folders_in(root, folder):
        batch, found, read = _read_batch(root, f"{folder}/{name}", name)
        problems += found
        documents += read
        if batch is not None:
            batches[name] = batch
    return batches, tuple(problems), tuple(documents)


def _read_batch(
    root: Path, path: str, batch_id: str
) -> tuple[PaperBatch | None, list[Problem], list[Document]]:
    problems: list[Problem] = []
    documents: list[Document] = []
    typings: dict[str, Typing | None] = {FIRST: None, SECOND: None}
    for name in typings:
        if is_there(root, f"{path}/{name}"):
            typing, found, document = read_typing(root, f"{path}/{name}")
            typings[name] = typing
            problems += found
            documents += [document] if document else []
    resolution = None
    if is_there(root, f"{path}/{RESOLUTION}"):
        resolution, found, document = _read_resolution(root, f"{path}/{RESOLUTION}")
        problems += found
        documents += [document] if document else []
    cover, found = read_yaml(root, f"{path}/{COVER}")
    problems += found
    if cover is None:
        return None, problems, documents
    documents.append(cover)
    if found := shape_problems(cover, "paper-cover"):
        return None, [*problems, *found], documents
    batch = PaperBatch(
        batch_id, path, _cover_of(cover.data), cover, typings[FIRST], typings[SECOND], resolution
    )
    return batch, problems, documents


def _read_resolution(
    root: Path, path: str
) -> tuple[Resolution | None, tuple[Problem, ...], Document | None]:
    document, problems = read_yaml(root, path, max_bytes=MAX_RESOLUTION)
    if document is None:
        return None, problems, None
    if problems := shape_problems(document, "paper-resolution"):
        return None, problems, document
    data = document.data
    rulings = tuple(
        Ruling(
            slip=plain(entry["slip"]).lstrip("0"),
            field=entry["field"],
            first=plain(entry["first"]),
            second=plain(entry["second"]),
            value=plain(entry["value"]),
            reason=plain(entry["reason"]),
            place=document.place("slips", index),
        )
        for index, entry in enumerate(data["slips"])
    )
    day = date.fromisoformat(data["date"])
    return Resolution(tuple(data["signed_off_by"]), day, rulings, document), (), document


def plain(value: str | int) -> str:
    """A typed value with its spaces made single: what is compared."""
    return " ".join(str(value).split())


def _cover_of(data: Mapping[str, Any]) -> Cover:
    first, second = data["typed_by"]
    return Cover(
        pot=data["pot"],
        place=data["place"],
        received=date.fromisoformat(data["received"]),
        slips=data["slips"],
        blank=data["blank"],
        spoiled=data["spoiled"],
        counted_by=tuple(data["counted_by"]),
        typed_by=(first, second),
    )
