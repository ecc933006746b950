"""What SQLite's store does beyond the contract: its file, its waiting, and who may read it."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from tests.voting.conftest import seed

from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.sqlite import SqliteStore

ROW = Row(bytes(32), 1, '{"a":1}', bytes(64), b"\x00sealed\xff", date(2026, 5, 10))


@pytest.fixture
def path(tmp_path):
    """Where the file will be."""
    return tmp_path / "votes.sqlite"


def test_who_waits_too_long_for_another_process_is_promised_nothing(path):
    """It has been writing for longer than anybody waits; then it is done."""
    store = SqliteStore(path, patience=0.05)
    assert store.any_row() is None
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            store.put_new(ROW)
        assert () == store.entries(ROW.key)
        other.execute("ROLLBACK")
    assert store.put_new(ROW)
    assert (ROW,) == store.entries(ROW.key)
    store.close()


def test_two_processes_may_begin_at_once(path):
    """Both want to make the file and its log: nobody is told that the other does."""
    store = SqliteStore(path)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = threading.Timer(0.2, other.close)
    done.start()
    assert store.any_row() is None
    done.join()
    store.close()


def test_many_rows_are_one_commit(path, monkeypatch):
    """Who comes while another writes is written with all who came: two waits, not twenty."""
    store = SqliteStore(path)
    commits, write, first, gate = [], store._write, threading.Event(), threading.Event()

    def counted(rows, until, follows):
        commits.append(len(rows))
        first.set()
        gate.wait(10)
        return write(rows, until, follows)

    monkeypatch.setattr(store._queue, "_write", counted)
    rows = [replace(ROW, seq=seq) for seq in range(20)]
    threads = [threading.Thread(target=store.put_new, args=(row,)) for row in rows]
    threads[0].start()
    assert first.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(store._queue._waiting) < 19:
        threading.Event().wait(0.001)
    gate.set()
    for thread in threads:
        thread.join()
    assert [1, 19] == commits
    assert tuple(rows) == store.entries(ROW.key)
    store.close()


def test_the_threads_of_a_server_leave_no_connections_behind(path):
    """Servers start and end threads as they like, and a vote is open for weeks."""
    store = SqliteStore(path)
    for seq in range(20):
        thread = threading.Thread(target=store.put_new, args=(replace(ROW, seq=seq),))
        thread.start()
        thread.join()
    assert 1 == len(store._writer._free)
    assert 20 == len(store.entries(ROW.key))
    assert 1 == len(store._readers._free)
    store.close()
    assert [] == store._writer._free + store._readers._free


def test_nobody_else_on_the_machine_can_read_it(path):
    """Whatever the umask says; what SQLite puts beside it is as the file itself."""
    store = SqliteStore(path)
    store.put_new(ROW)
    beside = list(path.parent.iterdir())
    assert {"votes.sqlite", "votes.sqlite-wal", "votes.sqlite-shm"} == {one.name for one in beside}
    assert {0o600} == {stat.S_IMODE(one.stat().st_mode) for one in beside}
    store.close()


def test_a_commit_waits_for_the_disk(path):
    """Also of the connection that writes for all (https://sqlite.org/pragma.html)."""
    store = SqliteStore(path)
    for pool in (store._writer, store._readers):
        with pool.one() as connection:
            assert ("wal",) == connection.execute("PRAGMA journal_mode").fetchone()
            assert (2,) == connection.execute("PRAGMA synchronous").fetchone()
            assert (1,) == connection.execute("PRAGMA secure_delete").fetchone()
    store.close()


def test_a_folder_that_is_not_there_is_told_at_the_first_use(tmp_path):
    """As with every engine: to open a store asks nothing of it."""
    store = SqliteStore(tmp_path / "nowhere" / "votes.sqlite")
    with pytest.raises(UnavailableError):
        store.any_row()


def test_a_tidied_file_is_the_same_whatever_order_the_rows_came_in(tmp_path):
    """To the byte; before it, pages and log have them as they came."""
    rows = [replace(ROW, key=seed(f"tidy {number}"), text="a" * 300) for number in range(60)]
    files = []
    for name, order in (("one", rows), ("other", rows[::-1])):
        path = tmp_path / f"{name}.sqlite"
        store = SqliteStore(path)
        for row in order:
            store.put_new(row)
        log = tmp_path / f"{name}.sqlite-wal"
        untidy = log.read_bytes()
        came = sorted((row.key for row in rows), key=lambda key, data=untidy: data.find(key))
        assert [row.key for row in order] == came
        assert () == store.tidy()
        assert 0 == log.stat().st_size
        files.append(path.read_bytes())
        store.close()

    assert files[0] == files[1]


def test_a_store_that_somebody_reads_is_not_tidied_and_says_so(tmp_path):
    """The reader may go on; it is done the next night."""
    store = SqliteStore(tmp_path / "votes.sqlite", patience=0.1)
    store.put_new(ROW)
    with sqlite3.connect(tmp_path / "votes.sqlite", isolation_level=None) as reader:
        reader.execute("BEGIN IMMEDIATE")
        assert ["VACUUM"] == [one.split(":")[0] for one in store.tidy()]
        reader.execute("ROLLBACK")
    reader.close()
    assert (ROW,) == store.entries(ROW.key)
    store.close()
