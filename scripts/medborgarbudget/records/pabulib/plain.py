"""The rows of VOTES where they are plain, read all at once; anything unusual is left to `rows`.

Plain is: no quotes, no blank lines, a cell for every column, a voter once, projects on the ballot,
each once and without spaces, points that are whole numbers. Whatever is not gives None here, and
the reader that goes row by row then says what there is to say; so no finding is ever made, or lost,
in this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import overload

from medborgarbudget.pb.ballot import VOTE_TYPES, WITH_POINTS
from medborgarbudget.records.pabulib.names import Names
from medborgarbudget.records.pabulib.pieces import Merged, Pieces

VOTES_BEGIN = re.compile(rb"\nVOTES;*\r?\n[^\n]*\n")
PIECE = 1 << 19


class PlainVotes(Sequence[tuple[str, ...]]):
    """The rows of VOTES, split into cells only when somebody asks; `ballots` are merged already."""

    def __init__(self, data: bytes, begin: int, number: int, ballots: Merged) -> None:
        self._data = data
        self._begin = begin
        self._number = number
        self.ballots = ballots

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        start = self._begin
        while start < len(self._data):
            end = self._data.find(b"\n", start)
            end = len(self._data) if end < 0 else end
            line = self._data[start:end].decode("utf-8").removesuffix("\r")
            yield tuple(line.split(";"))
            start = end + 1

    @overload
    def __getitem__(self, index: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[str, ...], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, ...] | tuple[tuple[str, ...], ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def votes_begin(data: bytes) -> int | None:
    """Where the first row of VOTES stands, if it is clear from the bytes alone."""
    found = VOTES_BEGIN.search(data)
    return found.end() if found and found.end() < len(data) else None


def read_plain(
    data: bytes, begin: int, columns: tuple[str, ...], vote_type: str, project_ids: Sequence[str]
) -> PlainVotes | None:
    """The votes in these bytes from `begin` on; None where anything in them is not plain."""
    if vote_type not in VOTE_TYPES or data.find(b'"', begin) >= 0:
        return None
    ids = tuple(sorted(project_ids))
    names = Names.of([project_id.encode("utf-8") for project_id in ids])
    if names is None or (vote_type in WITH_POINTS and "points" not in columns):
        return None
    pieces = Pieces(columns, vote_type, names)
    start = begin
    while start < len(data):
        end = data.find(b"\n", start + PIECE) + 1 or len(data)
        if not pieces.add(data[start:end]):
            return None
        start = end
    ballots = pieces.merged(ids)
    return None if ballots is None else PlainVotes(data, begin, pieces.number, ballots)
