"""What SQLite's store does beyond the contract: its threads take turns, and wait only so long."""

from __future__ import annotations

from datetime import date

import pytest

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
