"""While an online vote is open: the bundle, and the nightly log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from medborgarbudget.records.box import checkpoint_path, leaves_text, log_path, read_leaves
from medborgarbudget.records.sealed.checkpoints import checkpoint_of
from medborgarbudget.records.sealed.elections import election_of
from medborgarbudget.records.sealed.entries import Header, entry_leaf
from medborgarbudget.voting.stores import Row
from medborgarbudget.voting.stores.sqlite import SqliteStore


@pytest.fixture
def voting(online):
    """Lillby while the vote is open."""
    online.play("open", "2026")
    return online


def row(name, day=4):
    """A stored row, of a ballot with any signature."""
    key = bytes([len(name)]) * 32
    header = Header("lillby-2026", "norr", "norr", key, 1, None, bytes(32))
    return Row(key, 1, header.text, bytes(64), b"c", date(2026, 5, day))


def leaf(one):
    """The row's leaf."""
    return entry_leaf(one.text, one.signature)


def nightly(online, *words):
    """The arguments of the nightly command."""
    return ("checkpoint", "2026", "--store", f"sqlite:{online.secrets / 'votes.sqlite'}", *words)


@pytest.fixture
def store(voting):
    """A store with two ballots."""
    kept = SqliteStore(voting.secrets / "votes.sqlite")
    for name in ("a", "bb"):
        kept.put_new(row(name))
    yield kept
    kept.close()


def test_the_bundle_is_the_election_and_its_rolls(voting, tmp_path):
    """Public files only: nothing of the ceremony's secrets."""
    said = voting.play("vote-bundle", "2026", tmp_path / "bundle")
    files = {
        one.relative_to(tmp_path / "bundle").as_posix()
        for one in (tmp_path / "bundle").rglob("*")
        if one.is_file()
    }
    assert {"election.json", "roll/norr.txt", "roll/soder.txt"} == files
    assert all(name in said for name in files)
    election = election_of((tmp_path / "bundle/election.json").read_text("ascii"))
    assert ("lillby-2026", "2026-05-04T06:00:00") == (
        election.election,
        election.opens.strftime("%Y-%m-%dT%H:%M:%S"),
    )


def test_the_bundle_can_bring_the_function_itself(voting, tmp_path):
    """What a zip for AWS Lambda is made of: the modules, and the bundle beside them."""
    voting.play("vote-bundle", "2026", tmp_path / "zip", "--program")
    assert {"bundle", "medborgarbudget"} == {one.name for one in (tmp_path / "zip").iterdir()}
    assert (tmp_path / "zip/bundle/election.json").is_file()
    assert (tmp_path / "zip/medborgarbudget/voting/function/lambda_handler.py").is_file()


@pytest.mark.parametrize("command", ["vote-bundle", "vote-server", "checkpoint"])
def test_before_opening_there_is_no_vote(online, tmp_path, command):
    """Keys and rolls may still change."""
    more = {
        "vote-bundle": (tmp_path / "bundle",),
        "vote-server": (
            *("--store", "memory:", "--origin", "https://lillby.example"),
            *("--receipt-key", online.secrets / "receipt-key.txt"),
        ),
        "checkpoint": ("--store", "memory:", "--log-key", online.secrets / "log-key.txt"),
    }
    result = online.run(command, "2026", *more[command])
    assert 1 == result.exit_code and "[vote-not-open]" in result.output
    assert not (tmp_path / "bundle").exists()


def test_each_night_adds_what_is_new_and_signs_the_whole(voting, store):
    """The log's order is that of nights, and within a night it says nothing."""
    key = voting.secrets / "log-key.txt"
    voting.play(*nightly(voting, "--log-key", key, "--today", "2026-05-05"))
    first, _ = read_leaves(voting.root, "2026")
    store.put_new(row("ccc"))
    said = voting.play(*nightly(voting, "--log-key", key, "--today", "2026-05-06"))
    assert "Entries in the log: 3. New: 1." in said
    second, _ = read_leaves(voting.root, "2026")
    assert sorted(map(leaf, (row("a"), row("bb")))) == first
    assert [*first, leaf(row("ccc"))] == second
    election = election_of(voting_election(voting))
    for day, size in (("2026-05-05", 2), ("2026-05-06", 3)):
        note = (voting.root / checkpoint_path("2026", day)).read_text("utf-8")
        assert size == checkpoint_of(note, election.log_key).size


def test_no_night_comes_before_the_last(voting, store):
    """A checkpoint of yesterday would hold ballots of today; a second one of the same day may."""
    key = voting.secrets / "log-key.txt"
    voting.play(*nightly(voting, "--log-key", key, "--today", "2026-05-05"))
    late = voting.run(*nightly(voting, "--log-key", key, "--today", "2026-05-04"))
    assert 1 == late.exit_code and "[checkpoint-before-last]" in late.output
    assert not (voting.root / checkpoint_path("2026", "2026-05-04")).exists()
    assert "New: 0." in voting.play(*nightly(voting, "--log-key", key, "--today", "2026-05-05"))


def voting_election(online):
    """The election's description, as the function gets it."""
    online.play("vote-bundle", "2026", online.secrets / "bundle")
    return (online.secrets / "bundle/election.json").read_text("ascii")


def test_a_store_that_lost_a_ballot_gets_no_signature(voting, store):
    """The log is the proof: it must never be signed shorter."""
    path = voting.root / log_path("2026")
    path.parent.mkdir(parents=True)
    path.write_text(leaves_text([bytes(32)]), "ascii")
    result = voting.run(*nightly(voting, "--log-key", voting.secrets / "log-key.txt"))
    assert 1 == result.exit_code and "[log-lost]" in result.output
    assert [path] == list(path.parent.iterdir())


def test_a_slip_in_the_stores_name_is_no_empty_vote(voting, store):
    """The nightly log, the letters of a desk and the closing ask for ballots that are there."""
    typo = voting.secrets / "voets.sqlite"
    key = ("--store", f"sqlite:{typo}", "--log-key", voting.secrets / "log-key.txt")
    result = voting.run("checkpoint", "2026", *key)

    assert 2 == result.exit_code and "voets.sqlite" in result.output
    assert not typo.exists() and not (voting.root / log_path("2026")).exists()


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        ("UPDATE entries SET text = 'ö'", "store-row-odd"),
        ("UPDATE entries SET text = '{}'", "store-row-odd"),
        ("UPDATE entries SET seq = 0", "store-row-odd"),
        ("UPDATE entries SET text = 5", "store-row-odd"),
        ("UPDATE entries SET day = 'x'", "store-unavailable"),
        ("UPDATE entries SET key = 7", "store-unavailable"),
    ],
)
def test_a_row_that_the_function_never_wrote_stops_the_night(voting, store, odd, code):
    """Whatever somebody has put into the file: nothing is signed, and nothing is written."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute(f"{odd} WHERE key = (SELECT min(key) FROM entries)")
    result = voting.run(*nightly(voting, "--log-key", voting.secrets / "log-key.txt"))

    assert 1 == result.exit_code and f"[{code}]" in result.output
    assert not (voting.root / log_path("2026")).exists()


@pytest.mark.parametrize("tampered", ["leaves", "checkpoint", "both"])
def test_a_log_that_is_not_the_one_that_was_signed_is_not_gone_on_with(voting, store, tampered):
    """Whoever can write to the forge could else let the town sign that a vote never was there."""
    key = ("--log-key", voting.secrets / "log-key.txt")
    voting.play(*nightly(voting, *key, "--today", "2026-05-05"))
    leaves, note = (
        voting.root / log_path("2026"),
        voting.root / checkpoint_path("2026", "2026-05-05"),
    )
    if tampered != "checkpoint":
        leaves.write_text(leaves_text(read_leaves(voting.root, "2026")[0][:1]), "ascii")
    if tampered != "leaves":
        note.write_text(note.read_text("utf-8").replace("\n2\n", "\n1\n"), "utf-8")
    result = voting.run(*nightly(voting, *key, "--today", "2026-05-06"))

    assert 1 == result.exit_code
    assert "[log-differs]" in result.output or "[checkpoint-not-signed]" in result.output
    assert not (voting.root / checkpoint_path("2026", "2026-05-06")).exists()


def test_leaves_of_a_night_that_was_killed_are_signed_the_next(voting, store):
    """The list was written, and not yet its checkpoint."""
    key = ("--log-key", voting.secrets / "log-key.txt")
    voting.play(*nightly(voting, *key, "--today", "2026-05-05"))
    (voting.root / checkpoint_path("2026", "2026-05-05")).unlink()
    voting.play(*nightly(voting, *key, "--today", "2026-05-06"))

    assert 2 == len(read_leaves(voting.root, "2026")[0])


def test_a_damaged_log_is_told(voting, store):
    """Before anything is read from the store."""
    path = voting.root / log_path("2026")
    path.parent.mkdir(parents=True)
    path.write_text("no leaf\n", "ascii")
    result = voting.run(*nightly(voting, "--log-key", voting.secrets / "log-key.txt"))
    assert 1 == result.exit_code and "[box-line]" in result.output


def test_a_store_that_does_not_answer_is_told(voting):
    """A folder is no database."""
    words = ("--store", f"sqlite:{voting.secrets}")
    result = voting.run("checkpoint", "2026", *words, "--log-key", voting.secrets / "log-key.txt")
    assert 1 == result.exit_code and "[store-unavailable]" in result.output
    assert not (voting.root / log_path("2026")).exists()


@pytest.mark.parametrize(
    ("store", "key", "said"),
    [
        ("cloud:9", "log-key.txt", "no kind of store"),
        ("now.sqlite", "log-key.txt", "Write sqlite:FILE"),
        ("memory:", "receipt-key.txt", "not the log key"),
        ("memory:", "trustees.pdf", "holds no key"),
    ],
)
def test_wrong_settings_of_the_night_are_wrong_usage(voting, store, key, said):
    """And nothing is signed."""
    words = ("--store", store, "--log-key", voting.secrets / key)
    result = voting.run("checkpoint", "2026", *words)
    assert 2 == result.exit_code and said in " ".join(result.output.split())
    assert not (voting.root / log_path("2026")).exists()


@pytest.mark.parametrize("file", ["roll/norr.txt", "round.yaml", "keys.yaml"])
@pytest.mark.parametrize("command", ["vote-bundle", "vote-server"])
def test_what_was_frozen_must_be_as_it_was(voting, tmp_path, command, file):
    """With a roll that lost a line a voter would be turned away, and nobody would know why."""
    path = voting.root / "rounds/2026" / file
    text = path.read_text("utf-8")
    shorter = text.partition("\n")[2] if file.startswith("roll") else f"{text}# looked at\n"
    path.write_text(shorter, "utf-8")
    more = {
        "vote-bundle": (tmp_path / "bundle",),
        "vote-server": (
            *("--store", "memory:", "--origin", "https://lillby.example"),
            *("--receipt-key", voting.secrets / "receipt-key.txt"),
        ),
    }
    result = voting.run(command, "2026", *more[command])
    assert 1 == result.exit_code and "[frozen-file-changed]" in result.output
    assert file in result.output and not (tmp_path / "bundle").exists()
