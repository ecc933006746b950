"""What an attacker looks for who has every byte that was stored: secrets, times, and an order."""

from __future__ import annotations

import re
from base64 import b32encode, b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

Dump = Mapping[str, bytes]
"""Bytes by the name of where they were found."""

NEAR = 20
"""A guess is near if it is within a twentieth of all voters, before or after."""
SAMPLES = 5
ENOUGH = 0.8
"""Where fewer ballots than this share are found, there is no order to be had."""

_TIME = re.compile(rb"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?|\b\d{10}(?:\d{3}|\d{6}|\d{9})?\b")
_POSTGRESQL = datetime(2000, 1, 1, tzinfo=UTC).timestamp()


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def written(secret: bytes) -> Iterator[bytes]:
    """A secret in the ways in which it may have been written down."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for encode in (b64encode, urlsafe_b64encode, b32encode):
        yield encode(secret).rstrip(b"=")


def written_code(code: str) -> Iterator[bytes]:
    """A voting code as it is printed, typed, or put into bytes by somebody who means well."""
    plain = code.replace("-", "")
    for text in (code, plain, plain[:16], " ".join(code.split("-"))):
        for variant in (text, text.lower()):
            yield variant.encode("ascii")
            yield variant.encode("utf-16-le")
            yield variant.encode("ascii").hex().encode()
            yield b64encode(variant.encode("ascii")).rstrip(b"=")[:-1]


def places_of(needles: Iterable[bytes], dump: Dump) -> list[str]:
    """Where any of these bytes are found: thousands of them at once, in megabytes.

    Each is looked for by its first eight bytes; shorter ones are found anywhere, and left out.
    """
    by_start: dict[int, list[bytes]] = {}
    for needle in set(needles):
        if len(needle) >= 8:
            by_start.setdefault(int.from_bytes(needle[:8], "little"), []).append(needle)
    starts = np.array(sorted(by_start), dtype="<u8")
    return [name for name, data in dump.items() if _is_found(data, starts, by_start)]


def _is_found(data: bytes, starts: Any, by_start: Mapping[int, Sequence[bytes]]) -> bool:
    for shift in range(min(8, max(0, len(data) - 7))):
        values = np.frombuffer(data, "<u8", (len(data) - shift) // 8, shift)
        at = np.minimum(np.searchsorted(starts, values), len(starts) - 1)
        for hit in np.nonzero(starts[at] == values)[0]:
            place = int(hit) * 8 + shift
            if any(data.startswith(one, place) for one in by_start[int(values[hit])]):
                return True
    return False


def moments_in(data: bytes, first: float, last: float) -> Iterator[str]:
    """All that can be read as a moment between these two, in text or in binary."""
    for text in (one.decode("ascii") for one in _TIME.findall(data)):
        moment = _moment(text)
        resolution = 60 if len(text) == len("2026-05-10T12:00") else 1
        if moment is not None and first - resolution < moment <= last:
            yield text
    units = {"micros": 1e6, "millis": 1e3, "nanos": 1e9}
    for shift in range(8):
        whole = len(data[shift:]) // 8 * 8
        if not whole:
            return
        for order in "<>":
            numbers = np.frombuffer(data, f"{order}i8", whole // 8, shift)
            for unit, many in units.items():
                if ((numbers >= first * many) & (numbers <= last * many)).any():
                    yield f"{unit} in binary"
            begun, ended = (first - _POSTGRESQL) * 1e6, (last - _POSTGRESQL) * 1e6
            if ((numbers >= begun) & (numbers <= ended)).any():
                yield "PostgreSQL's microseconds in binary"
            floats = np.frombuffer(data, f"{order}f8", whole // 8, shift)
            with np.errstate(invalid="ignore"):
                if ((floats >= first) & (floats <= last)).any():
                    yield "a float in binary"


def _moment(text: str) -> float | None:
    if text.isdecimal():
        return int(text[:10]) + 0.0
    text = text.replace(" ", "T")
    if len(text) < 19:  # by the minute: its beginning may lie before
        text += ":00"
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


@dataclass(frozen=True)
class Links:
    """How well one order of the ballots agrees with the order in which people came."""

    source: str
    exact: float
    near: float


@dataclass(frozen=True)
class Linker:
    """Knows in which order the voters came, to the second, and tries to find whose ballot is whose.

    `came` are the ballots in that order, each by an id; `marks` are the bytes by which a ballot can
    be recognised, one kind after the other.
    """

    came: Sequence[bytes]
    marks: Mapping[str, Mapping[bytes, bytes]]

    @property
    def chance(self) -> float:
        """How many guesses are near for one who knows nothing."""
        size, width = len(self.came), len(self.came) // NEAR
        inside = sum(min(size - 1, at + width) - max(0, at - width) + 1 for at in range(size))
        return inside / size**2

    def links(self, orders: Mapping[str, Sequence[bytes]]) -> list[Links]:
        """For each order, how many of its guesses are right, and near; the best first."""
        found = [
            self._links(f"{source}{end}", order[::step])
            for source, order in orders.items()
            for end, step in (("", 1), (", backwards", -1))
        ]
        return sorted(found, key=lambda one: -one.near)

    def orders(self, dump: Dump) -> dict[str, list[bytes]]:
        """Every order in which the ballots stand in some file: by first place, and by last."""
        found: dict[str, list[bytes]] = {}
        for name, data in dump.items():
            for kind, marks in self.marks.items():
                samples = list(marks.values())[:SAMPLES]
                if not any(mark in data for mark in samples):
                    continue
                for end, find in (("first", data.find), ("last", data.rfind)):
                    at = {one: find(mark) for one, mark in marks.items()}
                    there = [one for one, place in at.items() if place >= 0]
                    if len(there) >= ENOUGH * len(self.came):
                        found[f"{name}: {end} {kind}"] = sorted(there, key=at.__getitem__)
        return found

    def _links(self, source: str, order: Sequence[bytes]) -> Links:
        rank = {one: number for number, one in enumerate(self.came)}
        width = len(self.came) // NEAR
        scale = (len(self.came) - 1) / max(1, len(order) - 1)
        away = [abs(rank[one] - round(at * scale)) for at, one in enumerate(order)]
        exact, near = sum(one == 0 for one in away), sum(one <= width for one in away)
        return Links(source, exact / len(self.came), near / len(self.came))
