"""SQLite: the embedded store, one file on the town's own machine."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from medborgarbudget.voting.stores import Row, UnavailableError

TABLE = """
CREATE TABLE IF NOT EXISTS entries (
    key BLOB NOT NULL,
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    signature BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (key, seq)
) WITHOUT ROWID
"""
"""Without row ids nothing in the table tells in which order the ballots came."""

_COLUMNS = "key, seq, text, signature, ciphertext, day"


class SqliteStore:
    """A store in one file. Write-ahead log, synced at every commit (https://sqlite.org/wal.html).

    `patience` is for how many seconds a writer waits for another.
    """

    def __init__(self, path: Path, patience: float = 5.0) -> None:
        self.path = path
        self.patience = patience
        self._turn = threading.Lock()
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        with self._connected() as connection:
            connection.execute(TABLE)

    def put_new(self, row: Row) -> bool:
        """As `Store.put_new`: one insert, synced to the disk before it returns.

        SQLite's own waiting is sleeping and looking again, and whoever waits longest sleeps
        longest: the threads of one process take turns before they ask for the file.
        """
        values = (row.key, row.seq, row.text, row.signature, row.ciphertext, row.day.isoformat())
        with self._taking_turns(), self._connected() as connection:
            cursor = connection.execute(
                f"INSERT OR IGNORE INTO entries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values
            )
            return cursor.rowcount == 1

    def entries(self, key: bytes) -> tuple[Row, ...]:
        """As `Store.entries`."""
        with self._connected() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM entries WHERE key = ? ORDER BY seq", (key,)
            )
            return tuple(_row(values) for values in found)

    def rows(self) -> Iterator[Row]:
        """As `Store.rows`."""
        with self._connected() as connection:
            for values in connection.execute(f"SELECT {_COLUMNS} FROM entries ORDER BY key, seq"):
                yield _row(values)

    def destroy_ciphertext(self, key: bytes, seq: int) -> None:
        """As `Store.destroy_ciphertext`; what stood there is overwritten with zeros."""
        with self._connected() as connection:
            connection.execute(
                "UPDATE entries SET ciphertext = x'' WHERE key = ? AND seq = ?", (key, seq)
            )

    def traces(self) -> tuple[str, ...]:
        """As `Store.traces`: every setting is made by us, at every connection."""
        return ()

    def tidy(self) -> tuple[str, ...]:
        """As `Store.tidy`: within a page rows lie as they came, and in the log all the more.

        The file is written anew in the order of its keys, and the log is folded in and emptied.
        """
        try:
            with self._connected() as connection:
                connection.execute("VACUUM")
                (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except UnavailableError as error:
            return (f"VACUUM: {error}",)
        return ("wal_checkpoint: busy",) if busy else ()

    def close(self) -> None:
        """As `Store.close`."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._local = threading.local()

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        """One writer of this process at a time; none waits longer than `patience` for its turn."""
        if not self._turn.acquire(timeout=self.patience):
            raise UnavailableError("others have been writing for too long")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection; each statement is a transaction of its own."""
        try:
            connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = self._connect()
            yield connection
        except sqlite3.Error as error:
            raise UnavailableError(type(error).__name__) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self.patience, isolation_level=None, check_same_thread=False
        )
        self._all.append(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection


def _row(values: tuple[bytes, int, str, bytes, bytes, str]) -> Row:
    key, seq, text, signature, ciphertext, day = values
    return Row(key, seq, text, signature, ciphertext, date.fromisoformat(day))
