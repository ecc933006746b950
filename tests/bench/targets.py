"""What the bench must show, as data: the figures of the issue that the count was built for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["faster", "within", "seconds", "megabytes", "slope"]

UNITS: Mapping[Kind, str] = {
    "faster": " × ours",
    "within": " × theirs",
    "seconds": " s",
    "megabytes": " MB",
    "slope": "",
}


@dataclass(frozen=True)
class Target:
    """A bound for one figure.

    `faster`: the peer takes at least this many times as long. `within`: we take at most this many
    times as long as the peer. `seconds`, `megabytes`, `slope`: the figure is at most this.
    """

    kind: Kind
    bound: float

    def text(self) -> str:
        """The bound as the table shows it."""
        sign = "≥" if self.kind == "faster" else "≤"
        return f"{sign} {self.bound:g}{UNITS[self.kind]}"

    def met(self, figure: float) -> bool:
        """Whether the figure keeps to the bound. A figure that is missing (nan) does not."""
        return figure >= self.bound if self.kind == "faster" else figure <= self.bound


TARGETS: Mapping[str, Target] = {
    "parse, pabutools": Target("faster", 40),
    "parse, polars": Target("within", 2.5),
    "parse, duckdb": Target("within", 2.5),
    "Equal Shares, pabutools": Target("faster", 100),
    "Equal Shares, muoblpbindings": Target("faster", 3),
    "Add1, pabutools": Target("faster", 100),
    "Add1, muoblpbindings": Target("faster", 6),
    "Phragmén, pabutools": Target("faster", 20),
    "a million, accelerated": Target("seconds", 10),
    "a million, memory": Target("megabytes", 600),
    "a million, numpy alone": Target("seconds", 60),
    "a million, a hundred steps": Target("seconds", 60),
    "growth": Target("slope", 1.1),
    "small file": Target("seconds", 0.5),
}
