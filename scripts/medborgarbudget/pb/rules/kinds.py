"""Which rows of a table are the same: there are few kinds where many voters are alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def kinds(table: NDArray[Any]) -> tuple[list[int], list[int]]:
    """A row of each kind, by number, and for every row of the table of which kind it is."""
    rows = np.ascontiguousarray(table)
    width = rows.itemsize * rows.shape[1]
    if not width:
        return ([0], [0] * len(rows)) if len(rows) else ([], [])
    written = rows.tobytes()
    number: dict[bytes, int] = {}
    firsts: list[int] = []
    kind = []
    for at in range(len(rows)):
        row = written[at * width : (at + 1) * width]
        known = number.setdefault(row, len(number))
        if known == len(firsts):
            firsts.append(at)
        kind.append(known)
    return firsts, kind
