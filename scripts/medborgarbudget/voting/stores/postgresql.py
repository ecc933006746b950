"""PostgreSQL 15 or newer: for a town that has a database server and people who look after it.

The only module that imports psycopg, and imported itself only where an address asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import DuplicateObject, DuplicateTable, UniqueViolation
from psycopg.pq import TransactionStatus

from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.connections import Connections

TABLE = """
CREATE TABLE entries (
    key bytea NOT NULL,
    seq integer NOT NULL,
    text text NOT NULL,
    signature bytea NOT NULL,
    ciphertext bytea NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (key, seq)
)
"""

PAGE = 1000
"""So many rows are asked for at once when all are read: no statement lasts long, however many."""

_COLUMNS = "key, seq, text, signature, ciphertext, day"

# The last word, whatever the database, the role or the address say: a commit is on the disk before
# it is answered, and the server itself gives up what takes too long, before we do: then it is known
# that nothing was stored.
_SETTINGS = """
SELECT set_config('synchronous_commit', 'on', false),
       set_config('statement_timeout', %(patience)s, false),
       set_config('lock_timeout', %(patience)s, false)
"""

TELLING = {
    "archive_mode": ("off",),
    "log_duration": ("off",),
    "log_min_duration_sample": ("-1",),
    "log_min_duration_statement": ("-1",),
    "log_statement": ("none", "ddl"),
    "log_transaction_sample_rate": ("0",),
    "track_commit_timestamp": ("off",),
    "wal_recycle": ("off",),
}
"""Settings that may keep when a row came, with the values by which they do not."""

_ASKED = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
NIGHT = 120.0
"""For how many seconds the tidying may wait, and work, at each of its steps."""

# CLUSTER and VACUUM FULL would leave each row the number of its own transaction.
_TIDYING: tuple[tuple[LiteralString, ...], ...] = (
    (
        "SET LOCAL statement_timeout = '110s'",
        "SET LOCAL lock_timeout = '20s'",
        "LOCK TABLE entries IN ACCESS EXCLUSIVE MODE",
        "CREATE TEMPORARY TABLE sorted ON COMMIT DROP AS SELECT * FROM entries ORDER BY key, seq",
        "TRUNCATE entries",
        "INSERT INTO entries SELECT * FROM sorted ORDER BY key, seq",
    ),
    ("SELECT pg_switch_wal()",),
    ("CHECKPOINT",),
)

Found = TypeVar("Found")


class PostgresqlStore:
    """A store in one table of a database, ``postgresql://USER@HOST/DATABASE`` (libpq, 34.1.1.2).

    `patience` is for how many seconds any answer is waited for; `most` how many connections this
    process has at most. The table is made at the first use, where there is none. Raises ValueError
    where libpq cannot read the address.
    """

    def __init__(self, address: str, patience: float = 3.0, most: int = 20) -> None:
        try:
            conninfo_to_dict(address)
        except psycopg.Error:
            raise ValueError("libpq cannot read the address") from None
        self.address = address
        self.patience = patience
        self._connections = Connections(self._connect, _is_open, most, patience)
        self._has_table = False

    def put_new(self, row: Row) -> bool:
        """As `Store.put_new`: one insert, its log on the disk before it is answered.

        Of several inserts at once PostgreSQL lets one through and makes the others wait for it.
        """
        values = (row.key, row.seq, row.text, row.signature, row.ciphertext, row.day)
        with self._connected() as connection:
            cursor = connection.execute(
                f"INSERT INTO entries ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                values,
            )
            return cursor.rowcount == 1

    def entries(self, key: bytes) -> tuple[Row, ...]:
        """As `Store.entries`."""
        with self._connected() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM entries WHERE key = %s ORDER BY seq", (key,)
            )
            return tuple(Row(*values) for values in found)

    def any_row(self) -> Row | None:
        """As `Store.any_row`."""
        with self._connected() as connection:
            found = connection.execute(f"SELECT {_COLUMNS} FROM entries LIMIT 1").fetchall()
            return Row(*found[0]) if found else None

    def rows(self) -> Iterator[Row]:
        """As `Store.rows`, page by page: no transaction stays open, so nothing is held up."""
        last: tuple[bytes, int] = (b"", -1)
        while True:
            with self._connected() as connection:
                page = connection.execute(
                    f"SELECT {_COLUMNS} FROM entries WHERE (key, seq) > (%s, %s)"
                    " ORDER BY key, seq LIMIT %s",
                    (*last, PAGE),
                ).fetchall()
            yield from (Row(*values) for values in page)
            if len(page) < PAGE:
                return
            last = page[-1][:2]

    def destroy_ciphertext(self, key: bytes, seq: int) -> None:
        """As `Store.destroy_ciphertext`.

        The server overwrites the old row when it vacuums, at the latest by VACUUM FULL entries.
        """
        with self._connected() as connection:
            connection.execute(
                "UPDATE entries SET ciphertext = '' WHERE key = %s AND seq = %s", (key, seq)
            )

    def traces(self) -> tuple[str, ...]:
        """As `Store.traces`: what writes a commit's time into a file, or keeps such a file."""
        with self._connected() as connection:
            found = dict(connection.execute(_ASKED, [list(TELLING)]).fetchall())
        return tuple(
            f"{name} = {found[name]}"
            for name, silent in TELLING.items()
            if found.get(name, silent[0]) not in silent
        )

    def tidy(self) -> tuple[str, ...]:
        """As `Store.tidy`: the rows are written anew by one transaction, sorted by their keys.

        So neither their place nor the number of their transaction tells when they came. Then the
        write-ahead log, which has the microsecond of every commit, is let go of. The role must own
        the table, and be a member of pg_checkpoint with the right to call pg_switch_wal.
        """
        failed = []
        for statements in _TIDYING:
            try:
                with self._connected() as connection, connection.transaction():
                    connection.patience = NIGHT  # for the lock, and for as many rows as there are
                    for statement in statements:
                        connection.execute(statement)
            except UnavailableError as error:
                failed.append(f"{statements[-1].split('(')[0]}: {error}")
            finally:
                self._connections.close()  # none goes on with the patience of a night
        return tuple(failed)

    def close(self) -> None:
        """As `Store.close`."""
        self._connections.close()

    @contextmanager
    def _connected(self) -> Iterator[_Connection]:
        """A connection; each statement is a transaction of its own.

        Nothing is tried again here. An insert whose answer was lost may have been done: the caller
        says so, the client sends the same bytes, and the function finds the row.
        """
        try:
            with self._connections.one() as connection:
                try:
                    yield connection
                finally:
                    if connection.info.transaction_status != TransactionStatus.IDLE:
                        connection.close()  # it waits for an answer that nobody will read
        except psycopg.Error as error:
            raise UnavailableError(type(error).__name__) from error

    def _connect(self) -> _Connection:
        seconds = max(2, round(self.patience))  # libpq takes no less than 2
        connection = _Connection.connect(
            self.address,
            autocommit=True,
            application_name="medborgarbudget",
            connect_timeout=seconds,
            target_session_attrs="read-write",  # of several hosts the one that can keep a ballot
        )
        connection.patience = self.patience
        connection.execute(_SETTINGS, {"patience": f"{round(self.patience * 800)}ms"})
        if not self._has_table:
            _make_table(connection)
            self._has_table = True
        return connection


class _Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that gives up waiting, also for a server that has stopped breathing."""

    patience: float = 3.0

    def wait(self, gen: PQGen[Found], interval: float = 0.1, timeout: float | None = None) -> Found:
        """As psycopg's, but never without end."""
        return super().wait(gen, interval, self.patience if timeout is None else timeout)


def _is_open(connection: _Connection) -> bool:
    return not connection.closed


def _make_table(connection: _Connection) -> None:
    """Make the table unless it is there; a role that may not make tables can use one that is."""
    if connection.execute("SELECT to_regclass('entries')").fetchall() != [(None,)]:
        return
    try:
        connection.execute(TABLE)
    except (DuplicateObject, DuplicateTable, UniqueViolation):  # another made it just now
        return
