"""Cells of many plain rows at once, as places in one array of bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Codes = NDArray[np.uint64]
NO_PROJECT = 65_535
WORD = 8
"""As many bytes are looked at together; a name no longer than that is its own code."""

SPREAD = np.uint64(0x9E3779B97F4A7C15)
UP_TO = np.array([(1 << 8 * length) - 1 for length in range(WORD + 1)], dtype=np.uint64)


def padded(text: bytes) -> Bytes:
    """The bytes, with so many more at their end that a word can begin at each of them."""
    return np.frombuffer(text + bytes(WORD), dtype=np.uint8)


def codes(buffer: Bytes, starts: Places, ends: Places) -> Codes:
    """A number for each of these pieces of padded text: equal pieces have equal numbers.

    Different pieces have different numbers where neither is longer than a word.
    """
    words = np.ndarray((len(buffer) - WORD + 1,), "<u8", buffer, 0, (1,))
    lengths = ends - starts
    found: Codes = words[starts] & UP_TO[np.minimum(lengths, WORD)]
    for first in range(WORD, int(lengths.max(initial=0)), WORD):
        longer = np.flatnonzero(lengths > first)
        more = words[starts[longer] + first] & UP_TO[np.minimum(lengths[longer] - first, WORD)]
        found[longer] = (found[longer] ^ (found[longer] >> np.uint64(32))) * SPREAD + more
    return found


@dataclass(frozen=True)
class Names:
    """The ids that a cell may hold, to be found by their codes: `slots` has where to look."""

    codes: Codes
    slots: NDArray[np.uint16]
    factor: np.uint64
    bits: int
    texts: tuple[bytes, ...]

    @classmethod
    def of(cls, ids: Sequence[bytes]) -> Names | None:
        """The ids made ready; None where there are too many, or two cannot be told apart."""
        if not ids or len(ids) >= NO_PROJECT:
            return None
        lengths = np.array([len(project_id) for project_id in ids], dtype=np.int64)
        ends = np.cumsum(lengths)
        found = codes(padded(b"".join(ids)), ends - lengths, ends)
        for bits in range(12, 24):
            for odd in range(1, 64, 2):
                factor = np.uint64(int(SPREAD) * odd % (1 << 64))
                at = _slot(found, factor, bits)
                if np.bincount(at).max() == 1:
                    slots = np.zeros(1 << bits, dtype=np.uint16)
                    slots[at] = np.arange(len(ids))
                    return cls(found, slots, factor, bits, tuple(ids))
        return None

    def find(self, buffer: Bytes, starts: Places, ends: Places) -> NDArray[np.uint16] | None:
        """Which name each of these pieces is; None where one is none of them."""
        wanted = codes(buffer, starts, ends)
        found = self.slots[_slot(wanted, self.factor, self.bits)]
        if (self.codes[found] != wanted).any() or (ends <= starts).any():
            return None
        if max(map(len, self.texts)) > WORD and not self._letter_by_letter(
            buffer, starts, ends, found
        ):
            return None
        return found

    def _letter_by_letter(
        self, buffer: Bytes, starts: Places, ends: Places, found: NDArray[np.uint16]
    ) -> bool:
        """Whether these pieces are the names found: codes of long names may mislead."""
        lengths = np.array([len(text) for text in self.texts])[found]
        if (lengths != ends - starts).any():
            return False
        letters = np.array(self.texts).view(np.uint8).reshape(len(self.texts), -1)
        for place in range(letters.shape[1]):
            inside = np.flatnonzero(lengths > place)
            if (buffer[starts[inside] + place] != letters[found[inside], place]).any():
                return False
        return True


def _slot(found: Codes, factor: np.uint64, bits: int) -> Codes:
    return (found * factor) >> np.uint64(64 - bits)


@dataclass(frozen=True)
class Cells:
    """Rows with the same number of cells: where each row begins and ends, and its semicolons."""

    buffer: Bytes
    begins: Places
    ends: Places
    semicolons: Places

    @classmethod
    def of(cls, text: bytes, columns: int, longest: int) -> Cells | None:
        """The rows of this text; None where they have not all so many cells, or are too long."""
        buffer = padded(text)
        newlines = np.flatnonzero(buffer == ord("\n"))
        if not text.endswith(b"\n"):
            newlines = np.append(newlines, len(text))
        begins = np.concatenate([np.zeros(1, dtype=np.int64), newlines[:-1] + 1])
        ends = newlines - (buffer[np.maximum(newlines - 1, 0)] == ord("\r"))
        found = np.flatnonzero(buffer == ord(";"))
        if len(found) != len(begins) * (columns - 1) or (ends - begins).max() > longest:
            return None
        semicolons = found.reshape(len(begins), columns - 1)
        if (semicolons[:, 0] < begins).any() or (semicolons[:, -1] >= ends).any():
            return None
        return cls(buffer, begins, ends, semicolons)

    def bounds(self, column: int) -> tuple[Places, Places]:
        """Where the cells of a column begin and end."""
        starts = self.begins if column == 0 else self.semicolons[:, column - 1] + 1
        last = column == self.semicolons.shape[1]
        return starts, self.ends if last else self.semicolons[:, column]

    def are_tight(self, starts: Places, ends: Places) -> bool:
        """Whether none of these cells is empty, or begins or ends with what might be a space."""
        if (ends <= starts).any():
            return False
        outer = np.concatenate([self.buffer[starts], self.buffer[ends - 1]])
        return bool(((outer > ord(" ")) & (outer < 127)).all())

    def alone_in_their_row(self) -> Iterator[bytes]:
        """The first cells of the rows in which all others are empty."""
        first = self.semicolons[:, 0]
        alone = np.flatnonzero(first + self.semicolons.shape[1] == self.ends)
        for row in alone.tolist():
            yield self.buffer[self.begins[row] : first[row]].tobytes()

    def places(self, column: int, names: Names) -> NDArray[np.uint16] | None:
        """Row by row which names the column lists, counted from 1, `NO_PROJECT` after the last.

        None where a cell holds anything that is not one of the names.
        """
        starts, ends = self.bounds(column)
        commas = np.flatnonzero(self.buffer == ord(","))
        before = np.searchsorted(commas, starts)
        lengths = np.searchsorted(commas, ends) - before
        if lengths.sum() < len(commas):
            skipped = np.repeat(before - (np.cumsum(lengths) - lengths), lengths)
            commas = commas[np.arange(len(skipped)) + skipped]
        filled = ends > starts
        lengths += filled
        last = np.cumsum(lengths) - 1
        first = last - lengths + 1
        piece_starts = _between(first[filled], starts[filled], commas + 1)
        piece_ends = _between(last[filled], ends[filled], commas)
        found = names.find(self.buffer, piece_starts, piece_ends)
        if found is None:
            return None
        table = np.full((len(starts), max(int(lengths.max()), 1)), NO_PROJECT, dtype=np.uint16)
        table[np.arange(table.shape[1]) < lengths[:, None]] = found + 1
        return table


def _between(at: Places, these: Places, others: Places) -> Places:
    """An array with `these` in the named places and the `others` in all that are left, in order."""
    mine = np.zeros(len(these) + len(others), dtype=np.bool_)
    mine[at] = True
    found = np.empty(len(mine), dtype=np.int64)
    found[mine] = these
    found[~mine] = others
    return found
