"""A file that is full or locked: a clear 503, no receipt, and it comes back by itself."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.soak.crowd import Line, Turnout, check, is_refused
from tests.voting.conftest import Booth
from tests.voting.stores.test_race import row_of

from medborgarbudget.voting.stores import UnavailableError
from medborgarbudget.voting.stores.sqlite import SqliteStore


def path_of(place) -> Path:
    """The file of a store in SQLite."""
    return Path(place.address.removeprefix("sqlite:"))


def test_a_full_disk_promises_nothing_and_is_left_behind(sqlite, crowd, serve, note):
    """The file may not grow any more; what was promised before stays; with room again all goes on.

    The limit is put on the running workers by the kernel (RLIMIT_FSIZE).
    """
    server = serve(sqlite)
    voters = crowd.part(0, 100)
    Turnout(server.port, voters[:40]).wait()
    log = path_of(sqlite).with_name("votes.sqlite-wal")
    server.limit_files(log.stat().st_size + 20_000)
    line = Line(server.port, timeout=30)
    answers = [line.post(voter.bodies[0]) for voter in voters[40:]]
    refused = [answer for answer in answers if answer[0] != 201]
    assert refused
    assert all(is_refused(answer) for answer in refused)
    server.limit_files()
    turnout = Turnout(server.port, voters)
    outcomes = turnout.wait()
    check(crowd, voters, outcomes, sqlite.rows())
    note("SQLite, disk full", {"503": str(len(refused)), "then": f"{len(outcomes)} receipts"})


def test_sqlite_with_no_page_left_keeps_what_it_has(tmp_path):
    """The same by SQLite's own limit: not one row is half there, and room again is enough."""
    booth = Booth(voters=60)
    store = SqliteStore(tmp_path / "votes.sqlite")
    kept = []
    with store._writer.one() as connection:
        connection.execute("PRAGMA max_page_count = 10")
    rows = [row_of(booth, key, 1) for key in booth.keys]
    for row in rows:
        try:
            assert store.put_new(row)
        except UnavailableError:
            continue
        kept.append(row)
    assert 0 < len(kept) < len(rows)
    assert sorted(kept, key=lambda row: row.key) == list(store.rows())
    with store._writer.one() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    assert [row not in kept for row in rows] == [store.put_new(row) for row in rows]
    assert len(rows) == len(list(store.rows()))
    store.close()


def test_a_locked_sqlite_answers_in_the_end_and_recovers(sqlite, crowd, serve, note):
    """Somebody else writes for longer than anybody waits."""
    server = serve(sqlite)
    line = Line(server.port, timeout=30)
    first, second = crowd.part(1, 3)
    assert 201 == line.post(first.bodies[0])[0]
    with closing(sqlite3.connect(path_of(sqlite), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.perf_counter()
        assert is_refused(line.post(second.bodies[0]))
        seconds = time.perf_counter() - begun
        other.execute("ROLLBACK")
    assert [first.key] == [row.key for row in sqlite.rows()]
    assert 201 == line.post(second.bodies[0])[0]
    note("SQLite locked by another", {"503 after": f"{seconds:.1f} s"})
