"""What came out of a pot's boxes: how many slips, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PotCounts:
    """What came out of the boxes: slips = counted + blank + spoiled + invalid.

    `invalid` counts the slips that broke a limit, by the code of the first limit broken; a slip
    is one piece of paper, or one digital ballot.
    """

    slips: int
    counted: int
    blank: int = 0
    spoiled: int = 0
    invalid: Mapping[str, int] = field(default_factory=dict)


def counts_data(counts: PotCounts) -> dict[str, Any]:
    """The counts as plain data."""
    return {
        "slips": counts.slips,
        "counted": counts.counted,
        "blank": counts.blank,
        "spoiled": counts.spoiled,
        "invalid": dict(sorted(counts.invalid.items())),
    }
