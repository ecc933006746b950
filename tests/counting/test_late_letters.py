"""`revoke`: a desk's letters on a file, after the vote closed and before the box is opened."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.voting.revoking import Letter, letter_of
from medborgarbudget.voting.sealing import revoked
from medborgarbudget.voting.stores import UnavailableError
from medborgarbudget.voting.stores.sqlite import SqliteStore


class Desk:
    """A desk without a network: it signs for every roll, and saves its letters."""

    def __init__(self, town):
        self.town, self.letters = town, []
        self.file = town.secrets / "letters.jsonl"

    def take(self, mark, roll, number, reason="paper", officer="officer"):
        """A letter is handed in; its key is in one roll."""
        key = self.town.voter(roll, number).public_key().public_bytes_raw()
        signer = Ed25519PrivateKey.from_private_bytes(sha256(officer.encode()).digest())
        rolls = sorted(self.town.ROLLS)
        parts = [revoked(self.town.election, one, key, reason, signer) for one in rolls]
        self.letters.append(Letter(mark, tuple(parts)))

    def hand_over(self, *more):
        """The town takes the file in."""
        lines = "".join(f"{letter.text}\n" for letter in self.letters)
        return self.hand_over_text(lines, *more)

    def hand_over_text(self, text, *more):
        """The same with any text for a file."""
        self.file.write_text(text)
        store = f"sqlite:{self.town.store.path}"
        return self.town.run("revoke", "2026", str(self.file), "--store", store, *more)


@pytest.fixture
def desk(cast):
    """A desk in a town whose vote has just closed."""
    return Desk(cast)


def voided(town):
    """How many letters are used by the store."""
    return sum(row.seq == 0 for row in town.store.rows())


def test_a_late_letter_is_used_and_its_vote_online_does_not_count(desk, cast):
    """One ballot fewer in the pot, its ciphertext destroyed unread, and all of it verified."""
    desk.take("K7F-Q2M", "norr", 5)
    result = desk.hand_over()
    assert (0, "Used now: 1. There already: 0.\n") == (result.exit_code, result.output)
    assert 0 == cast.close().exit_code
    cast.play("tally", "2026")
    cast.commit("The box is opened and counted")

    key = cast.voter("norr", 5).public_key().public_bytes_raw()
    assert [(0, b""), (1, b"")] == [(row.seq, row.ciphertext) for row in cast.store.entries(key)]
    pot = json.loads(cast.play("tally", "2026", "--format", "json"))["pots"]["norr"]
    assert 72 - 1 == pot["classes"][0]["counts"]["counted"]
    assert 0 == cast.run("verify", "2026").exit_code


def test_all_letters_of_a_desk_may_be_handed_over_again(desk, cast):
    """Those that came by the network, those from the first time, and new ones."""
    desk.take("K7F-Q2M", "norr", 5)
    desk.hand_over()
    before = voided(cast)
    desk.take("3XD-00A", "soder", 7)
    result = desk.hand_over("--format", "json")

    assert {"stored": ["3XD-00A"], "known": ["K7F-Q2M"], "taken": [], "unknown": []} == json.loads(
        result.stdout
    )
    assert (0, before + 1) == (result.exit_code, voided(cast))


def test_a_letter_that_must_not_count_is_named_and_the_others_are_taken(desk, cast):
    """One that another desk took, and one of another town: each by the mark on its envelope."""
    desk.take("AAA-111", "hela", 2, reason="reissue")
    desk.take("BBB-222", "norr", 500)
    desk.take("CCC-333", "norr", 6)
    before = voided(cast)
    result = desk.hand_over()

    assert 1 == result.exit_code
    assert "Used now: 1." in result.output
    assert "Letter AAA-111 was used before, at another desk." in result.output
    assert "Letter BBB-222 is in no roll of this vote." in result.output
    assert "CCC-333" not in result.output
    assert before + 1 == voided(cast)
    assert 1 == desk.hand_over("--format", "json").exit_code


def test_every_night_tells_how_many_letters_each_desk_used(desk, cast):
    """To be held against the slips: a desk that voids letters of its own is seen."""
    desk.take("K7F-Q2M", "norr", 5)
    desk.take("3XD-00A", "norr", 6, reason="reissue")
    desk.hand_over()
    result = cast.run("checkpoint", "2026", *cast.secret_options(0), "--today", "2026-05-24")

    assert 0 == result.exit_code
    assert "Desk 1: 3 revoked for paper, 1 for new letters." in result.stderr


def test_the_wrong_file_is_told_once_and_nothing_of_it_is_shown(desk, cast):
    """It may be one that nobody should see, such as the officer's own key."""
    before = voided(cast)
    result = desk.hand_over_text("c2VjcmV0\nof an officer\n")

    assert 1 == result.exit_code and 1 == result.output.count("[letters-none]")
    assert "c2VjcmV0" not in result.output and "1 problem" in result.output
    assert before == voided(cast)


@pytest.mark.parametrize("harm", ["line", "signature", "officer", "list", "last line"])
def test_a_file_that_is_not_as_a_desk_saved_it_is_refused_whole(desk, cast, harm):
    """With the line that is at fault; nothing of it is stored."""
    desk.take("K7F-Q2M", "norr", 5)
    desk.take("3XD-00A", "norr", 6, officer="stranger" if harm == "officer" else "officer")
    one, other = (letter.text for letter in desk.letters)
    spoilt = {
        "line": f"{one}\n{other} \n",
        "signature": f"{one}\n{other.replace('paper', 'reissue')}\n",
        "officer": f"{one}\n{other}\n",
        "list": f'{one}\n{{"letter":"3XD-00A","revocations":[]}}\n',
        "last line": f"{one}\n{other[:-9]}",
    }[harm]
    before = voided(cast)
    result = desk.hand_over_text(spoilt)

    code = "letter-not-signed" if harm in ("signature", "officer") else "letter-line"
    assert 1 == result.exit_code and f"[{code}]" in result.output
    assert "letters.jsonl:2" in result.output
    assert before == voided(cast)


def test_a_letter_reads_as_it_was_written(desk):
    """And nothing else does."""
    desk.take("K7F-Q2M", "norr", 5)
    (letter,) = desk.letters

    assert letter == letter_of(letter.text)
    for text in ("", "[]", "{}", letter.text + "\n", letter.text.replace('"letter"', '"name"')):
        with pytest.raises(ValueError):
            letter_of(text)


def test_once_the_box_is_open_no_letter_is_taken(closed):
    """Who knows the votes could choose which to void."""
    desk = Desk(closed)
    desk.take("K7F-Q2M", "norr", 5)
    before = voided(closed)
    result = desk.hand_over()

    assert 1 == result.exit_code and "[revoke-after-box]" in result.output
    assert before == voided(closed)


def test_before_opening_and_without_a_store_nothing_is_done(desk, town, monkeypatch, tmp_path):
    """Each with its own words."""
    desk.take("K7F-Q2M", "norr", 5)
    desk.hand_over()
    result = town.run("revoke", "2026", str(desk.file), "--store", "memory:")
    assert 1 == result.exit_code and "[vote-not-open]" in result.output
    assert 2 == desk.hand_over("--store", "paper:").exit_code

    def fails(*_):
        raise UnavailableError

    monkeypatch.setattr(SqliteStore, "entries", fails)
    result = desk.hand_over()
    assert 1 == result.exit_code and "[store-unavailable]" in result.output


def test_a_second_desk_between_look_and_write_is_seen(desk, cast, monkeypatch):
    """The store takes one of the two; the letter is not ours."""
    desk.take("K7F-Q2M", "norr", 5)
    other = Desk(cast)
    other.take("K7F-Q2M", "norr", 5, reason="reissue")
    put_new = SqliteStore.put_new

    def slow(store, row):
        monkeypatch.setattr(SqliteStore, "put_new", put_new)
        other.hand_over()
        return put_new(store, row)

    monkeypatch.setattr(SqliteStore, "put_new", slow)
    result = desk.hand_over()

    assert 1 == result.exit_code and "[letter-taken]" in result.output
