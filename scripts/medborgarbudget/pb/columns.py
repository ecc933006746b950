"""Tables of places on the ballot, sorted within rows and by rows, many rows at a time.

A place is a small number that counts from 1; 0 stands after the last of a row. A row is packed into
words of 64 bits, its first place highest, so that words compare as rows do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[Any]
Words = NDArray[np.uint64]
Rows = NDArray[np.int64]


def place_type(projects: int) -> np.dtype[Any]:
    """The smallest type whose numbers tell these projects and "none" apart."""
    return np.dtype(np.uint8 if projects < 1 << 8 else np.uint16)


def sort_columns(columns: Places) -> None:
    """Sort each row of a table that is given by its columns, ``columns[place, row]``, in place.

    Batcher's merge exchange sort: whole columns are compared, in an order that no value changes.
    Source: Knuth, The Art of Computer Programming, volume 3, 5.2.2, algorithm M.
    """
    if not (columns[1:] < columns[:-1]).any():
        return
    spare = np.empty_like(columns[0])
    for low, high in _exchanges(len(columns)):
        np.minimum(columns[low], columns[high], out=spare)
        np.maximum(columns[low], columns[high], out=columns[high])
        columns[low] = spare


def _exchanges(width: int) -> Iterator[tuple[int, int]]:
    """The pairs of columns that are compared, one after another."""
    top = 1 << max((width - 1).bit_length() - 1, 0)
    step = top
    while step:
        reach, rest, distance = top, 0, step
        while True:
            for low in range(width - distance):
                if low & step == rest:
                    yield low, low + distance
            if reach == step:
                break
            distance, reach, rest = reach - step, reach >> 1, step
        step >>= 1


def words_of(table: Places, projects: int) -> list[Words]:
    """The rows of a table ``[row, place]``, packed: the first word of each, then the second..."""
    kind = place_type(projects)
    per_word = 8 // kind.itemsize
    width = -(-table.shape[1] // per_word) * per_word
    if table.dtype != kind or table.shape[1] != width or not table.flags.c_contiguous:
        wide = np.zeros((len(table), width), dtype=kind)
        wide[:, : table.shape[1]] = table
        table = wide
    words = table.astype(kind.newbyteorder(">"), copy=False).view(">u8").astype(np.uint64)
    return list(words.T)


def table_of(words: Sequence[Words], projects: int) -> Places:
    """The table ``[row, place]`` that these words hold; wider than it was, with 0 at the end."""
    kind = place_type(projects)
    packed = np.column_stack(words).astype(">u8", copy=False)
    return packed.view(kind.newbyteorder(">")).astype(kind, copy=False)


def order_of(words: Sequence[Words]) -> Rows:
    """How the rows are to be taken to be in order: by the first word, then by the second..."""
    order: Rows = np.argsort(words[0])
    first = words[0][order]
    same = np.flatnonzero(first[1:] == first[:-1])
    if len(words) > 1 and len(same):
        tied = np.union1d(same, same + 1)
        rows = order[tied]
        order[tied] = rows[np.lexsort([word[rows] for word in reversed(words)])]
    return order


def sort_words(words: Sequence[Words]) -> list[Words]:
    """The same rows in order. What was given may be overwritten."""
    if len(words) > 1:
        order = order_of(words)
        return [word[order] for word in words]
    word = words[0]
    used = int(np.bitwise_or.reduce(word))
    for kind in (np.uint16, np.uint32):
        unused = 64 - 8 * np.dtype(kind).itemsize
        if used % (1 << unused) == 0:
            short = (word >> np.uint64(unused)).astype(kind)
            short.sort(kind="stable" if kind is np.uint16 else None)
            return [short.astype(np.uint64) << np.uint64(unused)]
    word.sort()
    return [word]


def together(parts: Sequence[Sequence[Words]]) -> list[Words]:
    """The rows of all parts as one, each with as many words as the widest has."""
    widest = max(map(len, parts))
    return [
        np.concatenate([part[at] if at < len(part) else np.zeros_like(part[0]) for part in parts])
        for at in range(widest)
    ]


def beginnings(words: Sequence[Words]) -> Rows:
    """Where a row in order begins that differs from the one before it."""
    new = np.zeros(len(words[0]), dtype=np.bool_)
    new[:1] = True
    for word in words:
        new[1:] |= word[1:] != word[:-1]
    return np.flatnonzero(new)
