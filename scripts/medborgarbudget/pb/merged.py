"""Very many ballots, identical ones merged: arrays in place of a million small objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.columns import Words, beginnings, order_of, sort_words, table_of, words_of

Whole = NDArray[np.int64]
MOST_BYTES = 1 << 29
"""Where ballots, packed as long as the longest, are more than this, merging takes too much."""


class MergedBallots(Sequence[tuple[Ballot, int]]):
    """Each different ballot once with the number of its voters, in canonical order.

    The same as the tuple in `Profile.ballots`, for ballots without points: ballot `i` names the
    projects `ids[chosen[begins[i]:begins[i + 1]]]` and was cast by `numbers[i]` voters.
    """

    def __init__(
        self, ids: tuple[str, ...], begins: Whole, chosen: NDArray[Any], numbers: Whole
    ) -> None:
        self.ids = ids
        self.begins = begins
        self.chosen = chosen
        self.numbers = numbers

    @classmethod
    def of(cls, ids: tuple[str, ...], table: NDArray[Any]) -> MergedBallots:
        """Merge the rows of a table: the places of ids, counted from 1; 0 after a row's last.

        `ids` are sorted, and so is each row that is not ordinal.
        """
        return cls.of_packed(ids, words_of(table, len(ids)))

    @classmethod
    def of_packed(cls, ids: tuple[str, ...], words: Sequence[Words]) -> MergedBallots:
        """The same for rows that `columns.words_of` has packed; they may be overwritten."""
        rows = len(words[0])
        words = sort_words(words)
        at = beginnings(words)
        begins, chosen = _flat(table_of([word[at] for word in words], len(ids)))
        return cls(ids, begins, chosen, np.diff(at, append=rows))

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

    def totals(self, values: Mapping[str, int]) -> NDArray[Any]:
        """What the projects of each different ballot come to together, exactly, as an array."""
        each = np.array([values[project_id] for project_id in self.ids], dtype=object)
        if sum(values.values()) < 1 << 62:  # then no ballot's is more; `upto` may wrap, and does
            each = each.astype(np.int64)  # no harm: the differences are right all the same
        upto = np.concatenate([each[:0], [0], np.cumsum(each[self.chosen])])
        found: NDArray[Any] = upto[self.begins[1:]] - upto[self.begins[:-1]]
        return found

    def sums(self, values: Mapping[str, int]) -> list[int]:
        """The same as a list of int."""
        found: list[int] = self.totals(values).tolist()
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


def merged_with_points(
    ids: tuple[str, ...], words: Sequence[Words], points: Whole
) -> tuple[tuple[Ballot, int], ...]:
    """The different ballots, as in `MergedBallots.of`, with ``points[place, row]`` for each place.

    Where a ballot has no such place, the point is 0.
    """
    both = [*words, *(points ^ np.iinfo(np.int64).min).view(np.uint64)]
    order = order_of(both)
    at = beginnings([word[order] for word in both])
    rows = order[at]
    table = table_of([word[rows] for word in words], len(ids))
    begins, chosen = _flat(table)
    given = points[:, rows].T[table[:, : len(points)] > 0].tolist()
    places = [ids[place] for place in chosen.tolist()]
    bounds = zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)
    numbers = np.diff(at, append=len(order)).tolist()
    return tuple(
        (Ballot(tuple(places[first:end]), tuple(given[first:end])), number)
        for (first, end), number in zip(bounds, numbers, strict=True)
    )


def _flat(table: NDArray[Any]) -> tuple[Whole, NDArray[Any]]:
    """Where each row begins in one list of places that count from 0, and that list."""
    named = table > 0
    lengths = np.zeros(len(table), dtype=np.uint16)
    for column in named.T:
        lengths += column
    begins = np.zeros(len(table) + 1, dtype=np.int64)
    np.cumsum(lengths, out=begins[1:])
    chosen = table[named]
    chosen -= 1
    return begins, chosen
