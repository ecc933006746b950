"""What PostgreSQL does beyond the contract: it goes away, comes back, stalls and is shared."""

from __future__ import annotations

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from tests.voting.conftest import seed

from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.addresses import StoreAddressError, open_store
from medborgarbudget.voting.stores.postgresql import PAGE, PostgresqlStore

ROW = Row(bytes(32), 1, '{"a":1}', bytes(64), b"\x00sealed\xff", date(2026, 5, 10))


@pytest.fixture
def schema(postgresql_server, numbers):
    """The address of an empty schema."""
    name = f"p{next(numbers)}"
    with psycopg.connect(postgresql_server.address(), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return postgresql_server.address(name)


WAITING = """SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'medborgarbudget' AND wait_event_type = 'Lock'"""


@pytest.fixture
def impatient(schema):
    """A store that gives up after half a second."""
    opened = PostgresqlStore(schema, patience=0.5)
    assert opened.any_row() is None  # and now there is a table
    yield opened
    opened.close()


@pytest.fixture
def other(schema):
    """Somebody else's connection to the same schema."""
    with psycopg.connect(schema, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_what_was_promised_survives_the_server_s_end(postgresql_server, schema, end):
    """While it is gone nothing is promised; when it is back the same store goes on by itself."""
    store = open_store(schema)
    assert store.put_new(ROW)
    getattr(postgresql_server, end)()
    for _ in range(2):
        with pytest.raises(UnavailableError):
            store.put_new(replace(ROW, seq=2))
    postgresql_server.start()
    assert (ROW,) == store.entries(ROW.key)
    assert store.put_new(replace(ROW, seq=2))
    store.close()


def test_after_a_restart_one_call_fails_at_most(postgresql_server, schema):
    """However many connections were free: they broke together."""
    store = PostgresqlStore(schema)
    with store._connected(), store._connected(), store._connected():
        pass
    assert 3 == len(store._connections._free)
    postgresql_server.stop()
    postgresql_server.start()
    with pytest.raises(UnavailableError):
        store.entries(ROW.key)
    assert () == store.entries(ROW.key)
    store.close()


def test_a_server_that_is_not_there_is_told_at_once(tmp_path):
    """Also where something listens that never says a word."""
    store = open_store(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(UnavailableError):
        store.entries(ROW.key)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        store = PostgresqlStore(f"postgresql://nobody@127.0.0.1:{port}/nothing", patience=0.5)
        with pytest.raises(UnavailableError):
            store.entries(ROW.key)


def test_a_stalled_server_is_not_waited_for(impatient, other):
    """A process that has stopped cannot say that it gives up; the store does."""
    with impatient._connected() as connection:
        (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(UnavailableError):
            impatient.put_new(ROW)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert impatient.put_new(replace(ROW, seq=2))


def test_a_locked_table_is_not_waited_for(impatient, other):
    """The server gives up the statement: nothing of it is done when the lock is gone."""
    with other.transaction():
        other.execute("LOCK TABLE entries")
        with pytest.raises(UnavailableError):
            impatient.put_new(ROW)
        while other.execute(WAITING).fetchone() != (0,):  # where we were first to give up
            other.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)")
    assert impatient.put_new(ROW)
    assert (ROW,) == impatient.entries(ROW.key)


def test_no_more_connections_than_allowed(schema):
    """Who finds none free waits a while, and is told."""
    store = PostgresqlStore(schema, patience=0.1, most=1)
    with store._connected(), pytest.raises(UnavailableError):
        store.put_new(ROW)
    assert store.put_new(ROW)
    store.close()


def test_a_commit_is_on_the_disk_before_it_is_answered(schema, other):
    """Whatever the database says itself."""
    (name,) = other.execute("SELECT current_database()").fetchone()
    other.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        store = PostgresqlStore(schema)
        with store._connected() as connection:
            assert ("on",) == connection.execute("SHOW synchronous_commit").fetchone()
        store.close()
    finally:
        other.execute(f"ALTER DATABASE {name} RESET synchronous_commit")


def test_nothing_finer_than_a_day_is_a_column(impatient, other):
    """And there is no column that counts in which order rows came."""
    found = other.execute(
        "SELECT column_name, data_type, column_default FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = 'entries' ORDER BY 1"
    ).fetchall()
    assert [
        ("ciphertext", "bytea", None),
        ("day", "date", None),
        ("key", "bytea", None),
        ("seq", "integer", None),
        ("signature", "bytea", None),
        ("text", "text", None),
    ] == found


def test_the_night_forgets_the_moment_and_the_end_the_ciphertext(
    postgresql_server, impatient, other
):
    """What decision 0071 tells who runs the server: only the log has times, and it is let go of."""
    row = replace(ROW, key=seed("forgotten key"), ciphertext=seed("forgotten ciphertext"))
    impatient.put_new(row)
    assert "pg_wal" in folders_with(postgresql_server.data, row.key)
    other.execute("SELECT pg_switch_wal()")
    other.execute("CHECKPOINT")
    assert {"base"} == folders_with(postgresql_server.data, row.key)
    impatient.destroy_ciphertext(row.key, row.seq)
    other.execute("VACUUM FULL entries")
    other.execute("SELECT pg_switch_wal()")
    other.execute("CHECKPOINT")
    assert set() == folders_with(postgresql_server.data, row.ciphertext)
    assert {"base"} == folders_with(postgresql_server.data, row.key)


def folders_with(data, wanted):
    """In which parts of a cluster some bytes stand."""
    return {
        path.relative_to(data).parts[0]
        for path in data.rglob("*")
        if path.is_file() and wanted in path.read_bytes()
    }


def test_many_may_make_the_table_at_once(postgresql_server, numbers):
    """Every worker's first voters: PostgreSQL tells the late ones in three different ways."""
    for _ in range(10):
        name = f"p{next(numbers)}"
        with psycopg.connect(postgresql_server.address(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        stores = [PostgresqlStore(postgresql_server.address(name)) for _ in range(2)]
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(lambda number: stores[number % 2].any_row(), range(16)))  # noqa: B023
        assert [None] * 16 == found
        for store in stores:
            store.close()


def test_a_role_that_may_not_make_tables_can_use_one(impatient, other, schema):
    """A town's database server may be strict: the table is made once, by its owner."""
    (name,) = other.execute("SELECT current_schema()").fetchone()
    other.execute("DROP ROLE IF EXISTS clerk")
    other.execute("CREATE ROLE clerk LOGIN")
    other.execute(f"GRANT USAGE ON SCHEMA {name} TO clerk")
    other.execute("GRANT SELECT, INSERT ON entries TO clerk")
    store = PostgresqlStore(schema.replace("tests@", "clerk@"))
    assert store.put_new(ROW)
    store.close()
    other.execute("DROP OWNED BY clerk")
    other.execute("DROP ROLE clerk")


def test_all_rows_come_page_by_page(impatient, other):
    """Each once, also where a key's numbers fall into two pages."""
    other.execute(
        "INSERT INTO entries SELECT sha256(k::text::bytea), n, '', '', '', '2026-05-10'"
        " FROM generate_series(1, %s) k, generate_series(0, 2) n",
        (PAGE,),
    )
    found = [(row.key, row.seq) for row in impatient.rows()]
    assert 3 * PAGE == len(found)
    assert sorted(set(found)) == found


@pytest.mark.parametrize("address", ["postgresql://%zz", "postgresql://h/d?nonsense=1"])
def test_an_address_that_libpq_cannot_read_is_refused(address):
    """Without repeating it: a password may stand there."""
    with pytest.raises(StoreAddressError, match=r"^postgresql$"):
        open_store(address)


def test_tidying_leaves_no_order_and_no_log(postgresql_server, impatient, other):
    """One transaction for all, places by key, and no key in the write-ahead log."""
    rows = [replace(ROW, key=seed(f"tidy {number}")) for number in range(40)]
    for row in rows:
        impatient.put_new(row)
    told = "SELECT key FROM entries ORDER BY {}"
    by_place, by_age = told.format("ctid"), told.format("xmin::text::bigint")
    came = [(row.key,) for row in rows]
    assert came == other.execute(by_place).fetchall() == other.execute(by_age).fetchall()
    assert () == impatient.tidy()

    assert sorted(came) == other.execute(by_place).fetchall()
    assert [(1,)] == other.execute("SELECT count(DISTINCT xmin::text) FROM entries").fetchall()
    assert {"base"} == folders_with(postgresql_server.data, rows[0].key)


def test_a_role_without_the_rights_is_told_what_it_cannot_do(impatient, other, schema):
    """It may own nothing and switch nothing: the ballots are safe, and somebody else must tidy."""
    (name,) = other.execute("SELECT current_schema()").fetchone()
    other.execute("DROP ROLE IF EXISTS guest")
    other.execute("CREATE ROLE guest LOGIN")
    other.execute(f"GRANT USAGE ON SCHEMA {name} TO guest")
    other.execute("GRANT SELECT, INSERT ON entries TO guest")
    store = PostgresqlStore(schema.replace("tests@", "guest@"))
    store.put_new(ROW)
    said = store.tidy()
    assert (ROW,) == store.entries(ROW.key)
    store.close()
    other.execute("DROP OWNED BY guest")
    other.execute("DROP ROLE guest")

    assert ["InsufficientPrivilege"] * 3 == [one.split(": ")[1] for one in said]


def test_settings_that_keep_the_time_are_named(impatient, other):
    """By the name under which the server has them."""
    assert () == impatient.traces()
    other.execute("ALTER SYSTEM SET log_min_duration_statement = 0")
    other.execute("SELECT pg_reload_conf()")
    try:
        for _ in range(100):
            impatient._connections.close()
            if impatient.traces():
                break
        assert ("log_min_duration_statement = 0",) == impatient.traces()
    finally:
        other.execute("ALTER SYSTEM RESET log_min_duration_statement")
        other.execute("SELECT pg_reload_conf()")
