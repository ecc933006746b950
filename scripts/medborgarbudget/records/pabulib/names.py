"""The projects' ids as pieces of text that are found by their codes, a million at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.records.pabulib.cells import (
    SPREAD,
    WORD,
    Bytes,
    Codes,
    Pieces,
    codes,
    padded,
)

MOST_NAMES = 8_192
"""Of more names some two would always share a slot."""


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
        if not all(ids) or not 0 < len(ids) <= MOST_NAMES:
            return None
        lengths = np.array([len(project_id) for project_id in ids], dtype=np.int64)
        ends = np.cumsum(lengths)
        found = codes(padded(b"".join(ids)), ends - lengths, ends)
        for bits in range(12, 24):
            for odd in range(1, 64, 2):
                factor = np.uint64(int(SPREAD) * odd % (1 << 64))
                at = _slot(found, factor, bits)
                in_order = np.sort(at)
                if (in_order[1:] != in_order[:-1]).all():
                    slots = np.zeros(1 << bits, dtype=np.uint16)
                    slots[at] = np.arange(len(ids))
                    return cls(found, slots, factor, bits, tuple(ids))
        return None

    def find(self, buffer: Bytes, pieces: Pieces) -> NDArray[np.uint16] | None:
        """Which name each of these pieces is, counted from 0; None where one is none of them."""
        wanted = codes(buffer, pieces.starts, pieces.ends)
        found = self.slots[_slot(wanted, self.factor, self.bits)]
        if (self.codes[found] != wanted).any():
            return None
        if max(map(len, self.texts)) > WORD and not self._letter_by_letter(buffer, pieces, found):
            return None
        return found

    def _letter_by_letter(self, buffer: Bytes, pieces: Pieces, found: NDArray[np.uint16]) -> bool:
        """Whether these pieces are the names found: codes of long names may mislead."""
        lengths = np.array([len(text) for text in self.texts])[found]
        if (lengths != pieces.ends - pieces.starts).any():
            return False
        letters = np.array(self.texts).view(np.uint8).reshape(len(self.texts), -1)
        for place in range(letters.shape[1]):
            inside = np.flatnonzero(lengths > place)
            if (buffer[pieces.starts[inside] + place] != letters[found[inside], place]).any():
                return False
        return True


def _slot(found: Codes, factor: np.uint64, bits: int) -> Codes:
    return (found * factor) >> np.uint64(64 - bits)
