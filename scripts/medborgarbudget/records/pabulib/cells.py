"""Cells of many plain rows at once, as places in one array of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Codes = NDArray[np.uint64]
WORD = 8
"""As many bytes are looked at together; a piece of text no longer than that is its own code."""

SPREAD = np.uint64(0x9E3779B97F4A7C15)
UP_TO = np.array([(1 << 8 * length) - 1 for length in range(WORD + 1)], dtype=np.uint64)


def padded(text: bytes) -> Bytes:
    """The bytes, with so many more at their end that a word can begin at each of them."""
    return np.frombuffer(text + bytes(WORD), dtype=np.uint8)


def codes(buffer: Bytes, starts: Places, ends: Places) -> Codes:
    """A number for each of these pieces of padded text: equal pieces have equal numbers.

    Different pieces have different numbers where neither is longer than a word: the number then is
    the piece itself, its first byte the lowest.
    """
    words = np.ndarray((len(buffer) - WORD + 1,), "<u8", buffer, 0, (1,))
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    if longest <= WORD:
        found: Codes = words[starts] & UP_TO[lengths]
        return found
    found = words[starts] & UP_TO[np.minimum(lengths, WORD)]
    for first in range(WORD, longest, WORD):
        longer = np.flatnonzero(lengths > first)
        more = words[starts[longer] + first] & UP_TO[np.minimum(lengths[longer] - first, WORD)]
        found[longer] = (found[longer] ^ (found[longer] >> np.uint64(32))) * SPREAD + more
    return found


@dataclass(frozen=True)
class Pieces:
    """One after another of what the cells of a column list: `rows` are those that have so many."""

    rows: Places
    starts: Places
    ends: Places


@dataclass(frozen=True)
class Cells:
    """Rows with the same number of cells.

    `marks` is where each comma and semicolon stands, and where each row ends; `closing[r, c]` is
    which of the marks ends the cell of row r and column c.
    """

    buffer: Bytes
    begins: Places
    marks: Places
    closing: Places

    @classmethod
    def of(cls, text: bytes, columns: int, longest: int) -> Cells | None:
        """The rows of this text; None where they have not all so many cells, or are too long."""
        buffer = padded(text if text.endswith(b"\n") else text + b"\n")
        newline = buffer == ord("\n")
        marks = np.flatnonzero((buffer == ord(",")) | (buffer == ord(";")) | newline)
        kinds = buffer[marks]
        rows = np.flatnonzero(kinds == ord("\n"))
        semicolons = np.flatnonzero(kinds == ord(";"))
        if len(semicolons) != len(rows) * (columns - 1):
            return None
        closing = np.column_stack([semicolons.reshape(len(rows), columns - 1), rows])
        if (closing[:, -2] >= rows).any() or (closing[1:, 0] <= rows[:-1]).any():
            return None
        ends = marks[rows]
        begins = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1] + 1])
        marks[rows] = ends = ends - (buffer[ends - 1] == ord("\r"))
        return None if (ends - begins).max() > longest else cls(buffer, begins, marks, closing)

    def bounds(self, column: int) -> tuple[Places, Places]:
        """Where the cells of a column begin and end."""
        starts = self.marks[self.closing[:, column - 1]] + 1 if column else self.begins
        return starts, self.marks[self.closing[:, column]]

    def are_tight(self, starts: Places, ends: Places) -> bool:
        """Whether none of these cells is empty, or begins or ends with what might be a space."""
        if (ends <= starts).any():
            return False
        outer = np.concatenate([self.buffer[starts], self.buffer[ends - 1]])
        return bool(((outer > ord(" ")) & (outer < 127)).all())

    def words_alone(self) -> Iterator[bytes]:
        """The first cells of the rows in which all others are empty, but for those with a digit."""
        _, ends = self.bounds(0)
        first = self.buffer[self.begins]
        digit = (first >= ord("0")) & (first <= ord("9"))
        columns = self.closing.shape[1]
        alone = np.flatnonzero((ends + columns - 1 == self.marks[self.closing[:, -1]]) & ~digit)
        for row in alone.tolist():
            yield self.buffer[self.begins[row] : ends[row]].tobytes()

    def lengths(self, column: int) -> Places:
        """How many things each cell of the column lists, with commas between; an empty one none."""
        starts, ends = self.bounds(column)
        return np.where(ends > starts, self.closing[:, column] - self._first(column) + 1, 0)

    def pieces(self, column: int) -> Iterator[Pieces]:
        """What the cells of the column list, all first things first, then all second ones."""
        starts, ends = self.bounds(column)
        last, at = self.closing[:, column], self._first(column)
        rows = np.arange(len(starts))
        more = ends > starts
        while True:
            if not more.all():
                rows, starts, at, last = rows[more], starts[more], at[more], last[more]
            if not len(rows):
                return
            ends = self.marks[at]
            yield Pieces(rows, starts, ends)
            more = at < last
            at, starts = at + 1, ends + 1

    def _first(self, column: int) -> Places:
        """Which mark ends the first thing that each cell of the column lists."""
        if column:
            return self.closing[:, column - 1] + 1
        return np.concatenate([np.zeros(1, dtype=np.int64), self.closing[:-1, -1] + 1])
