"""SQLite: the embedded store, one file on the town's own machine."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from time import monotonic, sleep

from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.connections import Connections
from medborgarbudget.voting.stores.group_commit import GroupCommit

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

PAUSE = 0.001
"""So many seconds are between two looks at whether another process has done with the file."""

_COLUMNS = "key, seq, text, signature, ciphertext, day"
_TYPES = (bytes, int, str, bytes, bytes, str)
_INSERT = f"INSERT OR IGNORE INTO entries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"


class SqliteStore:
    """A store in one file. Write-ahead log, synced at every commit (https://sqlite.org/wal.html).

    `patience` is for how many seconds a writer waits for its turn and the file together; `most` how
    many connections this process has at most. The file is made where there is none, for this user
    only. A store must not be used in a process that was forked from the one that has used it.
    """

    def __init__(self, path: Path, patience: float = 5.0, most: int = 100) -> None:
        self.path = path
        self.patience = patience
        self._readers = Connections(self._connect, _is_idle, most, patience)
        self._writer = Connections(self._connect_writer, _is_idle, 1, patience)
        self._queue = GroupCommit(self._write, patience)
        # Only of a file that nobody can have open yet: whoever closes a handle drops all the locks
        # that this process has on the file (https://sqlite.org/howtocorrupt.html, 2.2).
        with suppress(OSError):  # it is there, or it cannot be: the first use will tell
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))

    def put_new(self, row: Row) -> bool:
        """As `Store.put_new`: an insert in a commit that is synced to the disk before it returns.

        The commit may hold the rows of other callers too: each has its own answer.
        """
        return self._queue.put_new(row)

    def entries(self, key: bytes) -> tuple[Row, ...]:
        """As `Store.entries`."""
        with self._connected() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM entries WHERE key = ? ORDER BY seq", (key,)
            )
            return tuple(_row(values) for values in found)

    def any_row(self) -> Row | None:
        """As `Store.any_row`."""
        with self._connected() as connection:
            found = connection.execute(f"SELECT {_COLUMNS} FROM entries LIMIT 1").fetchall()
            return _row(found[0]) if found else None

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
        self._readers.close()
        self._writer.close()

    def _write(self, rows: Sequence[Row], until: float, follows: bool) -> Sequence[bool]:
        """Whether each row was new: all in one transaction, or none."""
        if follows:
            sleep(PAUSE)  # or another process would never see the file free
        with _told(), self._writer.one() as connection:
            _patiently(connection, "BEGIN IMMEDIATE", until)
            try:
                answers = [connection.execute(_INSERT, _values(row)).rowcount == 1 for row in rows]
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return answers

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection on which each statement is a transaction of its own."""
        with _told(), self._readers.one() as connection:
            yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self.patience, isolation_level=None, check_same_thread=False
        )
        _patiently(connection, "PRAGMA journal_mode = WAL", monotonic() + self.patience)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(TABLE)
        return connection

    def _connect_writer(self) -> sqlite3.Connection:
        """One that does the waiting for other processes itself."""
        connection = self._connect()
        connection.execute("PRAGMA busy_timeout = 0")
        return connection


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite says when it fails, as every store says it."""
    try:
        yield
    except sqlite3.Error as error:
        raise UnavailableError(type(error).__name__) from error


def _is_idle(connection: sqlite3.Connection) -> bool:
    """Whether it can be used again: one that could not even roll back cannot."""
    return not connection.in_transaction


def _patiently(connection: sqlite3.Connection, statement: str, until: float) -> None:
    """Execute it when no other process is in its way. Raises sqlite3.OperationalError if late.

    SQLite's own waiting is sleeping and looking again, a tenth of a second apart in the end; for
    the change to a write-ahead log it does not wait at all.
    """
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(PAUSE)
        else:
            return


def _values(row: Row) -> tuple[bytes, int, str, bytes, bytes, str]:
    return row.key, row.seq, row.text, row.signature, row.ciphertext, row.day.isoformat()


def _row(values: tuple[bytes, int, str, bytes, bytes, str]) -> Row:
    """The row, if it is one of ours: SQLite itself takes anything in any column."""
    key, seq, text, signature, ciphertext, day = values
    try:
        if tuple(map(type, values)) != _TYPES:
            raise TypeError("a value of another type")
        return Row(key, seq, text, signature, ciphertext, date.fromisoformat(day))
    except (TypeError, ValueError) as error:
        raise UnavailableError("not a row of ours") from error
