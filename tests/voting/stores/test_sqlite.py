"""What SQLite's store does beyond the contract: its threads take turns, and wait only so long."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from tests.voting.conftest import seed

from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.sqlite import SqliteStore

ROW = Row(bytes(32), 1, '{"a":1}', bytes(64), b"\x00sealed\xff", date(2026, 5, 10))


def test_who_waits_too_long_for_a_turn_is_promised_nothing(tmp_path):
    """Another thread has been writing for longer than anybody waits; then it is done."""
    store = SqliteStore(tmp_path / "votes.sqlite", patience=0.05)
    with store._taking_turns():
        with pytest.raises(UnavailableError):
            store.put_new(ROW)
        assert () == store.entries(ROW.key)
    assert store.put_new(ROW)
    assert (ROW,) == store.entries(ROW.key)
    store.close()


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
