"""The rows of VOTES piece by piece: what each tells of voters, projects and points, as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.ballot import WITH_POINTS, Ballot
from medborgarbudget.pb.columns import place_type, sort_columns
from medborgarbudget.pb.merged import MOST_CELLS, MergedBallots, merged_with_points
from medborgarbudget.records.letters import hidden
from medborgarbudget.records.pabulib.cells import WORD, Cells, Codes, codes
from medborgarbudget.records.pabulib.names import Names
from medborgarbudget.records.pabulib.numbers import Numbers
from medborgarbudget.records.pabulib.rows import MAX_LINE
from medborgarbudget.records.pabulib.sections import SECTIONS

Table = NDArray[Any]
Merged = MergedBallots | tuple[tuple[Ballot, int], ...]

LONGEST = 1_000
"""Longer ballots are read one by one: a table as wide as the longest would be mostly empty."""
ASCII = bytes(range(128))


class Pieces:
    """What was read so far: the voters' codes, and tables ``[row, place]`` of projects and points.

    Projects count from 1 in the order of their ids; 0 stands after a ballot's last.
    """

    def __init__(self, columns: tuple[str, ...], vote_type: str, names: Names) -> None:
        self._columns = columns
        self._names = names
        self._in_any_order = vote_type != "ordinal"
        self._with_points = vote_type in WITH_POINTS
        self._below_zero = vote_type != "cumulative"
        self._numbers = Numbers()
        self._voters: list[Codes] = []
        self._tables: list[Table] = []
        self._points: list[Table] = []

    @property
    def number(self) -> int:
        """How many rows were read."""
        return sum(map(len, self._voters))

    def add(self, text: bytes) -> bool:
        """Read the rows in this text; False where anything in them is not plain."""
        if not _is_clean(text):
            return False
        cells = Cells.of(text, len(self._columns), MAX_LINE)
        if cells is None or _may_begin_a_section(cells):
            return False
        voters = cells.bounds(self._columns.index("voter_id"))
        if not cells.are_tight(*voters) or not self._add_votes(cells):
            return False
        self._voters.append(_ordered_codes(cells, *voters))
        return not self._with_points or self._add_points(cells)

    def _add_votes(self, cells: Cells) -> bool:
        column = self._columns.index("vote")
        lengths = cells.lengths(column)
        longest = max(int(lengths.max()), 1)
        if longest > LONGEST:
            return False
        kind = place_type(len(self._names.texts))
        nobody = np.iinfo(kind).max
        found = np.full((longest, len(lengths)), nobody, dtype=kind)
        for place, pieces in enumerate(cells.pieces(column)):
            projects = self._names.find(cells.buffer, pieces)
            if projects is None:
                return False
            found[place, pieces.rows] = projects
        in_order = found if self._in_any_order and not self._with_points else found.copy()
        sort_columns(in_order)
        if ((in_order[1:] == in_order[:-1]) & (in_order[1:] < nobody)).any():
            return False
        found += kind.type(1)  # and so nobody becomes 0
        self._tables.append(np.ascontiguousarray(found.T))
        return True

    def _add_points(self, cells: Cells) -> bool:
        """Read the points: as many on each ballot as there are projects."""
        column = self._columns.index("points")
        table = self._tables[-1]
        if (cells.lengths(column) != (table > 0).sum(axis=1)).any():
            return False
        points = np.zeros(table.shape, dtype=np.int64)
        for place, pieces in enumerate(cells.pieces(column)):
            given = self._numbers.find(cells.buffer, pieces)
            if given is None or (not self._below_zero and (given < 0).any()):
                return False
            points[pieces.rows, place] = given
        self._points.append(points)
        return True

    def merged(self, ids: tuple[str, ...]) -> Merged | None:
        """All ballots; None where a voter stands there twice, or they are too many and too long."""
        if not self._voters or not _all_different(self._voters):
            return None
        if max(table.shape[1] for table in self._tables) * self.number > MOST_CELLS:
            return None
        table = _together(self._tables)
        if self._with_points:
            return merged_with_points(ids, table, _together(self._points))
        return MergedBallots.of(ids, table)


def _ordered_codes(cells: Cells, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Codes:
    """Codes that grow with whole numbers of up to eight digits, which voters often are."""
    unused = np.maximum(WORD - (ends - starts), 0).astype(np.uint64)
    found: Codes = codes(cells.buffer, starts, ends).byteswap() >> (unused * np.uint64(8))
    return found


def _all_different(parts: list[Codes]) -> bool:
    found = np.concatenate(parts)
    if (found[1:] > found[:-1]).all():
        return True
    found.sort()
    return bool((found[1:] != found[:-1]).all())


def _together(tables: list[Table]) -> Table:
    """One table of all, as wide as the widest; the list is empty after it."""
    widest = max(table.shape[1] for table in tables)
    table = np.zeros((sum(map(len, tables)), widest), dtype=tables[0].dtype)
    row = 0
    for part in tables:
        table[row : row + len(part), : part.shape[1]] = part
        row += len(part)
    tables.clear()
    return table


def _is_clean(text: bytes) -> bool:
    """Whether there are no characters that may not stand in a file, or that hide."""
    letters = np.frombuffer(text, dtype=np.uint8)
    newlines = letters == ord("\n")
    controls = np.count_nonzero(letters < ord(" ")) - np.count_nonzero(newlines)
    if controls:
        returns = letters == ord("\r")
        if (returns[:-1] > newlines[1:]).any() or returns[-1]:
            return False
        controls -= np.count_nonzero(returns) + np.count_nonzero(letters == ord("\t"))
    if controls or b"\x7f" in text:
        return False
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return next(hidden(text.translate(None, ASCII).decode("utf-8")), None) is None


def _may_begin_a_section(cells: Cells) -> bool:
    """Whether a row has nothing but the name of a section."""
    return any(cell.decode("utf-8").strip().upper() in SECTIONS for cell in cells.words_alone())
