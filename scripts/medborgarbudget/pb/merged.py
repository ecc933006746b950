"""Very many ballots, identical ones merged: arrays in place of a million small objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.ballot import Ballot

Whole = NDArray[np.int64]
MOST_CELLS = 1 << 28
"""Where the longest ballot times the number of ballots is more, merging takes too much memory."""


def _packed(table: NDArray[Any], bits: int) -> list[NDArray[np.uint64]]:
    """The rows of the table as numbers of 64 bits, so many bits for each column."""
    words = []
    for first in range(0, table.shape[1], 64 // bits):
        word = np.zeros(len(table), dtype=np.uint64)
        for column in table[:, first : first + 64 // bits].T:
            word <<= np.uint64(bits)
            word |= column
        words.append(word)
    return words


def _in_order(words: list[NDArray[np.uint64]]) -> list[NDArray[np.uint64]]:
    """The same rows sorted, by the first word, then the second, and so on."""
    if len(words) == 1:
        words[0].sort()
        return words
    order = np.lexsort(words[::-1])
    return [word[order] for word in words]


class MergedBallots(Sequence[tuple[Ballot, int]]):
    """Each different ballot once with the number of its voters, in canonical order.

    The same as the tuple in `Profile.ballots`, for ballots without points: ballot `i` names the
    projects `ids[chosen[begins[i]:begins[i + 1]]]` and was cast by `numbers[i]` voters.
    """

    def __init__(self, ids: tuple[str, ...], begins: Whole, chosen: Whole, numbers: Whole) -> None:
        self.ids = ids
        self.begins = begins
        self.chosen = chosen
        self.numbers = numbers

    @classmethod
    def of(cls, ids: tuple[str, ...], table: NDArray[Any]) -> MergedBallots:
        """Merge the rows of a table: the places of ids, counted from 1; 0 after a row's last.

        `ids` are sorted, and so is each row that is not ordinal.
        """
        bits = max(len(ids).bit_length(), 1)
        words = _in_order(_packed(table, bits))
        new = np.ones(len(table), dtype=np.bool_)
        new[1:] = False
        for word in words:
            new[1:] |= word[1:] != word[:-1]
        at = np.flatnonzero(new)
        rows = np.empty((len(at), table.shape[1]), dtype=table.dtype)
        for column in range(table.shape[1]):
            place = min(table.shape[1], (column // (64 // bits) + 1) * (64 // bits)) - column - 1
            word = words[column // (64 // bits)][at] >> np.uint64(bits * place)
            rows[:, column] = word & np.uint64((1 << bits) - 1)
        named = rows > 0
        begins = np.zeros(len(at) + 1, dtype=np.int64)
        np.cumsum(named.sum(axis=1), out=begins[1:])
        numbers = np.diff(np.append(at, len(table)))
        return cls(ids, begins, rows[named].astype(np.int64) - 1, numbers)

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return int(self.numbers.sum())

    @property
    def lengths(self) -> Whole:
        """How many projects each different ballot names."""
        return np.diff(self.begins)

    def votes(self) -> Mapping[str, int]:
        """How many ballots name each project that any ballot names."""
        votes = np.zeros(len(self.ids), dtype=np.int64)
        np.add.at(votes, self.chosen, np.repeat(self.numbers, self.lengths))
        return {p: n for p, n in zip(self.ids, votes.tolist(), strict=True) if n}

    def sums(self, values: Mapping[str, int]) -> list[int]:
        """What the projects of each different ballot come to together."""
        each = np.array([values[project_id] for project_id in self.ids], dtype=object)
        if sum(values.values()) < 1 << 62:
            each = each.astype(np.int64)
        upto = np.concatenate([each[:0], [0], np.cumsum(each[self.chosen])])
        found: list[int] = (upto[self.begins[1:]] - upto[self.begins[:-1]]).tolist()
        return found

    def supporters(self, project_ids: Iterable[str]) -> Mapping[str, Whole]:
        """For each of these projects the numbers of the different ballots that name it."""
        order = np.argsort(self.chosen.astype(np.min_scalar_type(len(self.ids))), kind="stable")
        ballots = np.repeat(np.arange(len(self)), self.lengths)[order]
        ends = np.cumsum(np.bincount(self.chosen, minlength=len(self.ids)))
        found = dict(zip(self.ids, np.split(ballots, ends[:-1]), strict=True))
        nobody = np.zeros(0, dtype=np.int64)
        return {project_id: found.get(project_id, nobody) for project_id in project_ids}

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> tuple[Ballot, int]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[Ballot, int], ...]: ...
    def __getitem__(
        self, index: int | slice
    ) -> tuple[Ballot, int] | tuple[tuple[Ballot, int], ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        at = range(len(self))[index]
        chosen = self.chosen[self.begins[at] : self.begins[at + 1]].tolist()
        return Ballot(tuple(self.ids[place] for place in chosen)), int(self.numbers[at])

    def __iter__(self) -> Iterator[tuple[Ballot, int]]:
        return (self[at] for at in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
