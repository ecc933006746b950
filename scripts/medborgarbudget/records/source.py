"""A file as a document: plain data, and the line and column of every key and value.

YAML here is small and means one thing: what a person typed is what the program reads. Text, whole
numbers, decimals, ``true``, ``false`` and ``null``; mappings with text keys; lists. Nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.letters import composed, hidden_problems, text_of, without_controls
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.yaml_values import KEY, Key, Limits, places_of, values_of

MAX_BYTES = 64 * 1024
"""The largest file that a person is expected to write by hand: 64 KiB."""

__all__ = ["KEY", "MAX_BYTES", "Document", "Key", "parse_yaml", "read_anyway", "read_text"]
__all__ += ["read_yaml"]


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it was read.

    `path` is relative to the town's folder, with ``/``. `data` is plain: dict, list, str, int,
    float, bool, None; for a text file the text. `places` tells where each value stands, by its
    path of keys and indices: ``("pots", 0, "name")``; the key itself stands at
    ``("pots", 0, "name", KEY)``. `lines` are the file's lines without their ends.
    """

    path: str
    data: Any
    places: Mapping[Key, Place]
    lines: tuple[str, ...]

    def place(self, *key: str | int) -> Place:
        """Where the value is written, or the nearest thing around it that is."""
        for end in range(len(key), -1, -1):
            place = self.places.get(key[:end])
            if place is not None:
                return place
        return Place(self.path)

    def key_place(self, *key: str | int) -> Place:
        """Where the key itself is written; for a list's item, where the item is."""
        return self.places.get((*key, KEY)) or self.place(*key)


class _PlacesWhenAsked(Mapping[Key, Place]):
    """Places are wanted only where there is a problem, so they are worked out on first use."""

    def __init__(self, path: str, lines: tuple[str, ...], limits: Limits) -> None:
        self._path, self._lines, self._limits = path, lines, limits

    @cached_property
    def _places(self) -> Mapping[Key, Place]:
        return places_of(self._path, "\n".join(self._lines), self._limits)

    def __getitem__(self, key: Key) -> Place:
        return self._places[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def read_yaml(
    root: Path, path: str, max_bytes: int = MAX_BYTES, max_depth: int = 8
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document of a YAML file whose top is a mapping, or None with all that is wrong.

    `max_bytes` bounds the number of values too: one per 16 bytes.
    """
    document, problems = read_anyway(root, path, max_bytes, max_depth)
    return (None if problems else document), problems


def read_anyway(
    root: Path, path: str, max_bytes: int = MAX_BYTES, max_depth: int = 8
) -> tuple[Document | None, tuple[Problem, ...]]:
    """As `read_yaml`, but gives what could be read beside the problems: to say all at once."""
    data, problems = read_bytes(root, path, max_bytes)
    if data is None:
        return None, problems
    text, problems = text_of(data, path)
    if text is None:
        return None, problems
    return parse_yaml(path, text, max_bytes, max_depth)


def parse_yaml(
    path: str, text: str, max_bytes: int = MAX_BYTES, max_depth: int = 8
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document of a YAML text that is at hand, such as a form's answer or an older commit's."""
    limits = Limits(max_depth, max_bytes // 16)
    text = composed(text)
    if not text.strip():
        return None, (Problem("file-empty", Place(path)),)
    characters = hidden_problems(text, path)
    text = without_controls(text) if characters else text
    value, problems = values_of(path, text, limits)
    problems = characters + problems
    lines = _lines(text)
    if value is None and not problems:
        return None, (Problem("file-empty", Place(path)),)
    if not isinstance(value, dict):
        wrong = Problem("file-not-fields", Place(path, 1, 1))
        return None, problems or (wrong,)
    return Document(path, value, _PlacesWhenAsked(path, lines, limits), lines), problems


def read_text(
    root: Path, path: str, max_bytes: int = MAX_BYTES
) -> tuple[Document | None, tuple[Problem, ...]]:
    """A plain text file under the same rules for bytes and characters; `data` is the text."""
    data, problems = read_bytes(root, path, max_bytes)
    if data is None:
        return None, problems
    text, problems = text_of(data, path)
    if text is None:
        return None, problems
    if problems := hidden_problems(text, path):
        return None, problems
    return Document(path, text, {(): Place(path, 1, 1)}, _lines(text)), ()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.removesuffix("\n").split("\n"))
