"""The rows of VOTES where they are plain, read all at once; anything unusual is left to `rows`.

Plain is: no quotes, no blank lines, a cell for every column, a voter once, projects on the ballot,
each once and without spaces. Whatever is not gives None here, and the reader that goes row by row
then says what there is to say; so no finding is ever made, or lost, in this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.ballot import VoteType
from medborgarbudget.pb.merged import MOST_CELLS, MergedBallots
from medborgarbudget.records.letters import hidden
from medborgarbudget.records.pabulib.cells import NO_PROJECT, Cells, Names, codes
from medborgarbudget.records.pabulib.rows import MAX_LINE
from medborgarbudget.records.pabulib.sections import SECTIONS

PLAIN_TYPES: tuple[VoteType, ...] = ("approval", "choose-1", "ordinal")
VOTES_BEGIN = re.compile(rb"\nVOTES;*\r?\n[^\n]*\n")
PIECE = 1 << 18
PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"


class PlainVotes(Sequence[tuple[str, ...]]):
    """The rows of VOTES, split into cells only when somebody asks; `ballots` are merged already."""

    def __init__(self, text: bytes, number: int, ballots: MergedBallots) -> None:
        self._text = text
        self._number = number
        self.ballots = ballots

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        start = 0
        while start < len(self._text):
            end = self._text.find(b"\n", start)
            end = len(self._text) if end < 0 else end
            line = self._text[start:end].decode("utf-8").removesuffix("\r")
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
    text: bytes, columns: tuple[str, ...], vote_type: str, project_ids: Sequence[str]
) -> PlainVotes | None:
    """The votes in these bytes; None where anything in them is not plain."""
    if vote_type not in PLAIN_TYPES or not _is_clean(text):
        return None
    ids = tuple(sorted(project_ids))
    names = Names.of([project_id.encode("utf-8") for project_id in ids])
    if names is None:
        return None
    tables: list[NDArray[np.uint16]] = []
    voters: list[NDArray[np.uint64]] = []
    start = 0
    while start < len(text):
        end = text.find(b"\n", start + PIECE) + 1 or len(text)
        cells = Cells.of(text[start:end], len(columns), MAX_LINE)
        if cells is None or _may_begin_a_section(cells):
            return None
        voter = cells.bounds(columns.index("voter_id"))
        table = cells.places(columns.index("vote"), names)
        if table is None or not cells.are_tight(*voter):
            return None
        in_order = np.sort(table, axis=1)
        same = in_order[:, 1:] == in_order[:, :-1]
        if (same & (in_order[:, 1:] < NO_PROJECT)).any():
            return None
        if vote_type != "ordinal":
            table = in_order
        table[table > len(ids)] = 0
        tables.append(table)
        voters.append(codes(cells.buffer, *voter))
        start = end
    known = np.sort(np.concatenate(voters))
    longest = max(table.shape[1] for table in tables)
    if (known[1:] == known[:-1]).any() or longest * len(known) > MOST_CELLS:
        return None
    merged = np.zeros((len(known), longest), dtype=np.uint16)
    row = 0
    for table in tables:
        merged[row : row + len(table), : table.shape[1]] = table
        row += len(table)
    tables.clear()
    return PlainVotes(text, len(known), MergedBallots.of(ids, merged))


def _is_clean(text: bytes) -> bool:
    """Whether there are no quotes and no characters that may not stand in a file."""
    if b'"' in text or (b"\r" in text and text.count(b"\r") != text.count(b"\r\n")):
        return False
    if text.isascii():
        return not text.translate(None, PRINTABLE)
    try:
        return next(hidden(text.decode("utf-8").replace("\r\n", "\n")), None) is None
    except UnicodeDecodeError:
        return False


def _may_begin_a_section(cells: Cells) -> bool:
    """Whether a row has nothing but the name of a section."""
    return any(
        cell.decode("utf-8").strip().upper() in SECTIONS for cell in cells.alone_in_their_row()
    )
