"""A store that forgets: the model that the real ones are tested against, and the demo's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

from medborgarbudget.voting.stores import Row


class MemoryStore:
    """Rows in a dictionary, behind one lock."""

    def __init__(self) -> None:
        self._rows: dict[tuple[bytes, int], Row] = {}
        self._lock = threading.Lock()

    def put_new(self, row: Row) -> bool:
        """As `Store.put_new`, but for the crash."""
        with self._lock:
            if (row.key, row.seq) in self._rows:
                return False
            self._rows[row.key, row.seq] = row
            return True

    def entries(self, key: bytes) -> tuple[Row, ...]:
        """As `Store.entries`."""
        return tuple(row for row in self.rows() if row.key == key)

    def any_row(self) -> Row | None:
        """As `Store.any_row`."""
        return next(self.rows(), None)

    def rows(self) -> Iterator[Row]:
        """As `Store.rows`."""
        with self._lock:
            found = sorted(self._rows.items())
        yield from (row for _, row in found)

    def destroy_ciphertext(self, key: bytes, seq: int) -> None:
        """As `Store.destroy_ciphertext`."""
        with self._lock:
            if (key, seq) in self._rows:
                self._rows[key, seq] = replace(self._rows[key, seq], ciphertext=b"")

    def traces(self) -> tuple[str, ...]:
        """As `Store.traces`: it has no settings."""
        return ()

    def tidy(self) -> tuple[str, ...]:
        """As `Store.tidy`: it keeps no order but that of the keys."""
        return ()

    def close(self) -> None:
        """As `Store.close`."""
