"""Cells of many plain rows at once, as places in one array of bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Codes = NDArray[np.uint64]
EXACT_LENGTH = 8
"""As many bytes as fit in one code without loss. Longer names are told apart by their bytes too."""
NO_PROJECT = 65_535


def codes(buffer: Bytes, starts: Places, ends: Places, exact: bool = False) -> Codes:
    """A number for each of these pieces: equal pieces have equal numbers.

    With `exact`, different pieces have different numbers if none is longer than `EXACT_LENGTH`.
    """
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    base = np.uint64(256 if exact else 0x9E3779B97F4A7C15)
    found = np.zeros(len(starts), dtype=np.uint64)
    for at in range(longest):
        inside = np.flatnonzero(lengths > at) if at else slice(None)
        taken = starts[inside] + at
        if at == 0:
            taken = np.minimum(taken, len(buffer) - 1)
            found = np.where(lengths > 0, buffer[taken], 0).astype(np.uint64)
        else:
            found[inside] = found[inside] * base + buffer[taken]
    return found


@dataclass(frozen=True)
class Names:
    """The ids that a cell may hold, to be found by their codes."""

    codes: Codes
    order: Places
    longest: int
    lengths: Places
    letters: Bytes


def codes_of(ids: Sequence[bytes]) -> Names | None:
    """The ids made ready; None where two of them cannot be told apart by code."""
    if not ids or len(ids) >= NO_PROJECT:
        return None
    buffer = np.frombuffer(b"".join(ids) + b"\0", dtype=np.uint8)
    lengths = np.array([len(project_id) for project_id in ids], dtype=np.int64)
    ends = np.cumsum(lengths)
    found = codes(buffer, ends - lengths, ends, max(lengths) <= EXACT_LENGTH)
    order = np.argsort(found, kind="stable")
    in_order = found[order]
    if (in_order[1:] == in_order[:-1]).any():
        return None
    longest = int(lengths.max())
    letters = np.zeros((len(ids), longest), dtype=np.uint8)
    for row, project_id in enumerate(ids):
        letters[row, : len(project_id)] = list(project_id)
    return Names(in_order, order, longest, lengths, letters)


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
        buffer = np.frombuffer(text, dtype=np.uint8)
        newlines = np.flatnonzero(buffer == ord("\n"))
        if not text.endswith(b"\n"):
            newlines = np.append(newlines, len(buffer))
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

    def places(self, column: int, names: Names, number: int) -> NDArray[np.uint16] | None:
        """Row by row which names the column lists, counted from 1, `NO_PROJECT` after the last.

        None where a cell holds anything that is not one of the names.
        """
        starts, ends = self.bounds(column)
        commas = np.flatnonzero(self.buffer == ord(","))
        rows = np.searchsorted(self.ends, commas)
        inside = (commas >= starts[rows]) & (commas < ends[rows])
        commas, rows = commas[inside], rows[inside]
        filled = np.flatnonzero(ends > starts)
        lengths = np.bincount(rows, minlength=len(starts))
        lengths[filled] += 1
        table = np.full((len(starts), max(int(lengths.max()), 1)), NO_PROJECT, dtype=np.uint16)
        token_starts = np.sort(np.concatenate([starts[filled], commas + 1]))
        token_ends = np.sort(np.concatenate([commas, ends[filled]]))
        found = _found(self.buffer, token_starts, token_ends, names)
        if found is None:
            return None
        token_rows = np.repeat(np.arange(len(starts)), lengths)
        columns = np.arange(len(found)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        table[token_rows, columns] = found + 1
        return table


def _found(buffer: Bytes, starts: Places, ends: Places, names: Names) -> Places | None:
    """Which name each piece is; None where one is none of them."""
    lengths = ends - starts
    if not len(starts):
        return starts
    if lengths.min() < 1 or lengths.max() > names.longest:
        return None
    wanted = codes(buffer, starts, ends, names.longest <= EXACT_LENGTH)
    at = np.searchsorted(names.codes, wanted)
    at[at == len(names.codes)] = 0
    if (names.codes[at] != wanted).any():
        return None
    found = names.order[at]
    if names.longest > EXACT_LENGTH:
        if (names.lengths[found] != lengths).any():
            return None
        for place in range(names.longest):
            inside = np.flatnonzero(lengths > place)
            if (buffer[starts[inside] + place] != names.letters[found[inside], place]).any():
                return None
    return found
