"""Very many selections at once, as columns: their cost, their worth, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = 64


@dataclass(frozen=True, slots=True)
class Selections:
    """Selections by rising cost and worth: none is both no cheaper and no better than another.

    `words` say for each which turns it has taken, turn 0 in the lowest bit of the first word.
    Numbers that might not fit in 64 bits are whole numbers of Python's: `large`, slower, the same.
    """

    cost: NDArray[Any]
    worth: NDArray[Any]
    words: tuple[NDArray[np.uint64], ...]
    large: bool

    @classmethod
    def of(cls, cost: int, worth: int, large: bool) -> Selections:
        """The one selection that has taken no turn."""
        kind = object if large else np.int64
        return cls(np.array([cost], dtype=kind), np.array([worth], dtype=kind), (), large)

    def __len__(self) -> int:
        return len(self.cost)

    def turned(self, turn: int, cost: int, worth: int) -> Selections:
        """All of these, and all of these with one turn more, without those that others beat."""
        size = len(self)
        costs = np.concatenate([self.cost, self.cost + cost])
        worths = np.concatenate([self.worth, self.worth + worth])
        order = np.argsort(-worths, kind="stable")
        order = order[np.argsort(costs[order], kind="stable")]
        worths = worths[order]
        better = np.ones(len(order), dtype=np.bool_)
        better[1:] = worths[1:] > np.maximum.accumulate(worths)[:-1]
        order = order[better]
        missing = turn // WORD + 1 - len(self.words)
        words = (*self.words, *(np.zeros(size, dtype=np.uint64) for _ in range(missing)))
        kept = [word[order % size] for word in words]
        kept[turn // WORD][order >= size] |= np.uint64(1 << (turn % WORD))
        return Selections(costs[order], worths[better], tuple(kept), self.large)

    def only(self, which: NDArray[np.bool_]) -> Selections:
        """Those of these."""
        words = tuple(word[which] for word in self.words)
        return Selections(self.cost[which], self.worth[which], words, self.large)

    def fitting(self, limit: int) -> int:
        """How many of these cost no more than the limit: the last of them is worth most."""
        return int(self.cost.searchsorted(limit, side="right"))

    def turns(self, at: int) -> set[int]:
        """The turns that this one has taken."""
        return {
            WORD * number + bit
            for number, word in enumerate(self.words)
            for bit in range(WORD)
            if int(word[at]) >> bit & 1
        }
