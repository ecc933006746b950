"""Points as pieces of text that are read a million at once, each different text only once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medborgarbudget.records.pabulib import amounts
from medborgarbudget.records.pabulib.cells import WORD, Bytes, Codes, Pieces, codes

Whole = NDArray[np.int64]


class Numbers:
    """Every text that was met so far, by its code, and the whole number that it is."""

    def __init__(self) -> None:
        self._codes: Codes = np.zeros(0, dtype=np.uint64)
        self._values: Whole = np.zeros(0, dtype=np.int64)

    def find(self, buffer: Bytes, pieces: Pieces) -> Whole | None:
        """What number each of these pieces is; None where one is too long, or no whole number."""
        if (pieces.ends - pieces.starts).max(initial=0) > WORD:
            return None
        wanted = codes(buffer, pieces.starts, pieces.ends)
        new = wanted[~self._known(wanted)[1]]
        if len(new) and not self._learn(new):
            return None
        return self._values[self._known(wanted)[0]]

    def _known(self, wanted: Codes) -> tuple[Whole, NDArray[np.bool_]]:
        """Where each code would stand among those met, and whether it stands there."""
        if not len(self._codes):
            return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self._codes, wanted), len(self._codes) - 1)
        return at, self._codes[at] == wanted

    def _learn(self, new: Codes) -> bool:
        """Read each different text; False where one is no whole number."""
        values = dict(zip(self._codes.tolist(), self._values.tolist(), strict=True))
        for code in set(new.tolist()):
            text = code.to_bytes(WORD, "little").rstrip(b"\0").decode("utf-8", "replace")
            value = amounts.whole(text)
            if value is None:
                return False
            values[code] = value
        in_order = sorted(values)
        self._codes = np.array(in_order, dtype=np.uint64)
        self._values = np.array([values[code] for code in in_order], dtype=np.int64)
        return True
