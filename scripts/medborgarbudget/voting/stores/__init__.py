"""Where sealed ballots are kept while voting is open: four engines behind one small promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Row:
    """One signed text of one key: a ballot, or with the number 0 the key's revocation.

    `ciphertext` is empty for a revocation, and where it has been destroyed. `day` is the date in
    UTC on which it was stored; a store knows no finer time.
    """

    key: bytes
    seq: int
    text: str
    signature: bytes
    ciphertext: bytes
    day: date

    def is_same(self, other: Row) -> bool:
        """Whether both are the same request, on whatever day it came.

        The text names its ciphertext by the hash, so also one is known whose ciphertext has been
        destroyed since.
        """
        return (self.text, self.signature) == (other.text, other.signature)


class UnavailableError(Exception):
    """The store did not answer, or could not keep what it was given: nothing is promised."""


class Store(Protocol):
    """What every engine promises; `tests/voting/stores/` holds each of them to it.

    All raise UnavailableError where the engine fails, however it fails. Safe to use from several
    threads, and from several processes on the same engine. To open one asks nothing of the engine.
    """

    def put_new(self, row: Row) -> bool:
        """Store the row for good if there is none with its key and number; whether it did.

        When this returns True the row survives a crash of this process and of the engine. Of any
        number of rows with the same key and number that come at once, just one is stored.
        """
        ...

    def entries(self, key: bytes) -> tuple[Row, ...]:
        """All rows of a key by number; what was stored before this was asked is among them."""
        ...

    def any_row(self) -> Row | None:
        """Some row, or None where there is none: enough to see whose store it is."""
        ...

    def rows(self) -> Iterator[Row]:
        """Every row, sorted by key and number."""
        ...

    def destroy_ciphertext(self, key: bytes, seq: int) -> None:
        """Put nothing in the place of a ballot's ciphertext, if there is one."""
        ...

    def traces(self) -> tuple[str, ...]:
        """The settings of the engine that keep when rows came, as ``name = value``; none is well.

        A store cannot see all of them: see docs/decisions/0071.
        """
        ...

    def tidy(self) -> tuple[str, ...]:
        """Lay the rows in the order of their keys, and let go of all that tells another order.

        What the engine did not do is returned, in its own words; nothing is lost by that. Writers
        wait meanwhile. So it is done at night.
        """
        ...

    def close(self) -> None:
        """Let go of the engine."""
        ...
