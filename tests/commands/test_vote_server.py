"""One's own server: it starts where it can do its work, and says why it does not elsewhere."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from medborgarbudget.commands import vote_server
from medborgarbudget.records.sealed.elections import election_of
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.voting.function.settings import PREFIX
from medborgarbudget.voting.stores import Row
from medborgarbudget.voting.stores.sqlite import SqliteStore


@pytest.fixture
def voting(online):
    """Lillby while the vote is open."""
    online.play("open", "2026")
    return online


@pytest.fixture
def served(monkeypatch):
    """What the server would be started with: where, and the settings in its environment."""
    started = []
    monkeypatch.setattr(os, "environ", dict(os.environ))

    def serve(*where):
        bundle = Path(os.environ[f"{PREFIX}BUNDLE"])
        text = (bundle / "election.json").read_text("ascii")
        started.append((where, election_of(text).election))

    monkeypatch.setattr(vote_server, "serve", serve)
    return started


def words(online, store="memory:", key="receipt-key.txt", origin="https://lillby.example"):
    """The arguments of the command."""
    given = ("--store", store, "--receipt-key", online.secrets / key, "--origin", origin)
    return ("vote-server", "2026", *given, "--port", "9999", "--workers", "1")


def test_the_server_answers_at_loopback_unless_told(voting, served):
    """With the round's own description, while it runs."""
    said = voting.play(*words(voting))
    assert [(("127.0.0.1", 9999, 1), "lillby-2026")] == served
    assert f"{PREFIX}STORE" in os.environ
    assert not Path(os.environ[f"{PREFIX}BUNDLE"]).exists()
    assert " UTC" in said


@pytest.mark.parametrize(
    ("store", "key", "origin", "code", "said"),
    [
        ("memory:", "log-key.txt", "https://lillby.example", 2, "is not the receipt key"),
        ("memory:", "trustees.pdf", "https://lillby.example", 2, "holds no key"),
        ("cloud:9", "receipt-key.txt", "https://lillby.example", 2, "no kind of store"),
        ("sqlite:/", "receipt-key.txt", "https://lillby.example", 1, "[store-unavailable]"),
        ("sqlite:/no/x", "receipt-key.txt", "https://lillby.example", 1, "[store-unavailable]"),
        ("memory:", "receipt-key.txt", "https://lillby.example/", 2, "is no origin"),
    ],
)
def test_a_server_that_cannot_work_does_not_start(voting, served, store, key, origin, code, said):
    """It says what does not fit, in words for who typed it."""
    result = voting.run(*words(voting, store, key, origin))
    assert (code, []) == (result.exit_code, served)
    assert said in " ".join(result.output.split())


def test_an_address_that_nobody_can_answer_at_is_told(voting, served):
    """Before anything is started: somebody else is there, or it is not this machine's."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for more, said in (
            (("--port", port), f"Cannot answer at 127.0.0.1, port {port}"),
            (("--host", "192.0.2.1"), "Cannot answer at 192.0.2.1"),
            (("--host", "localhost"), "--host takes an address"),
        ):
            result = voting.run(*words(voting), *more)
            assert (2, []) == (result.exit_code, served)
            assert said in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("election", "key", "is_told"),
    [
        ("lillby-2024", "roll", True),
        ("lillby-2026", "stranger", True),
        ("lillby-2026", "roll", False),
    ],
)
def test_a_store_of_another_vote_is_told(voting, served, election, key, is_told):
    """Last year's file, or that of a rehearsal with other codes: nobody's ballot would fit it."""
    roll = (voting.root / "rounds/2026/roll/norr.txt").read_bytes()
    whose = next(iter(Roll(roll))) if key == "roll" else bytes(32)
    path = voting.secrets / "votes.sqlite"
    store = SqliteStore(path)
    text = f'{{"class":"code","election":"{election}"}}'
    store.put_new(Row(whose, 1, text, bytes(64), b"c", date(2026, 5, 4)))
    store.close()
    result = voting.run(*words(voting, f"sqlite:{path}"))
    assert (int(is_told), not is_told) == (result.exit_code, bool(served))
    assert is_told == ("[store-of-another-vote]" in result.output)


def test_a_clock_that_cannot_be_right_is_told(voting, served):
    """It alone decides what comes in time: here the ballot seems to be frozen next century."""
    path = voting.root / "rounds/2026/manifest.yaml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"^opened: (['\"]?)20", r"opened: \g<1>21", text, flags=re.M), "utf-8")
    result = voting.run(*words(voting))
    assert (1, []) == (result.exit_code, served)
    assert "[clock-behind]" in result.output


def test_no_key_is_in_what_the_server_hands_on(voting, served):
    """Its settings name the file of the key, never the key."""
    voting.play(*words(voting))
    key = (voting.secrets / "receipt-key.txt").read_text("ascii").strip()
    assert [] == [name for name, value in os.environ.items() if key in value]
    assert str(voting.secrets / "receipt-key.txt") in os.environ.values()


def open_files():
    """The files that this process has open; a number may be gone when it is looked at."""
    for one in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            yield str(one.readlink())


def test_the_command_leaves_the_store_to_its_workers(voting, served):
    """What it looked at it has let go of: SQLite's locks are lost where a process is forked."""
    path = voting.secrets / "votes.sqlite"
    voting.play(*words(voting, f"sqlite:{path}"))
    assert [] == [one for one in open_files() if "votes.sqlite" in one]
    with sqlite3.connect(path) as connection:
        assert [("entries",)] == connection.execute("SELECT name FROM sqlite_schema").fetchall()
