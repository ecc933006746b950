"""Of every box: the last ballot of each key counts, and what no honest box holds is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.records.box import Box, box_files, read_box
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.entries import Header, Revocation, SealedBallot
from medborgarbudget.records.sealed.rolls import Roll, roll_text
from medborgarbudget.records.sealed.signatures import sign
from medborgarbudget.records.sealed.standing import standing


def signer(name):
    """An Ed25519 key by name."""
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def public(key):
    """Its public half."""
    return key.public_key().public_bytes_raw()


VOTERS = [signer(f"voter {number}") for number in range(3)]
OFFICER = signer("officer")
ELECTION = Election(
    "lillby-2026",
    datetime(2026, 5, 4, tzinfo=UTC),
    datetime(2026, 5, 24, tzinfo=UTC),
    bytes(32),
    bytes(32),
    bytes(32),
    (public(OFFICER),),
    {"norr": ("norr",)},
    10_000,
)
ROLLS = {"norr": Roll(roll_text(map(public, VOTERS)).encode())}


def cast(voter, former=None, **other):
    """A ballot whose content does not matter."""
    seq = former.header.seq + 1 if former else 1
    previous = former.leaf if former else None
    ciphertext = f"ballot {seq}".encode()
    header = Header(
        "lillby-2026", "norr", "norr", public(voter), seq, previous, sha256(ciphertext).digest()
    )
    header = replace(header, **other)
    return SealedBallot(header, sign("ballot", header.text, voter), ciphertext)


def void(voter, officer=OFFICER, **other):
    """A revocation of a voter's key."""
    word = Revocation("lillby-2026", "norr", public(voter), "paper", public(officer))
    word = replace(word, **other)
    return replace(word, signature=sign("revocation", word.text, officer))


def leaves(entries):
    """The leaves, sorted."""
    return sorted(one.leaf for one in entries)


def test_the_last_ballot_of_each_key_counts():
    """Whatever order they come in."""
    first, other = cast(VOTERS[0]), cast(VOTERS[1])
    second = cast(VOTERS[0], first)
    third = cast(VOTERS[0], second)
    found = standing(ELECTION, ROLLS, [third, other, first, second], [])
    assert leaves([third, other]) == leaves(found.counted)
    assert leaves([first, second]) == leaves(found.superseded)
    assert () == found.faults == found.revoked


def test_a_revocation_voids_every_ballot_of_its_key():
    """Cast before it or after: nothing here knows which."""
    first, other = cast(VOTERS[0]), cast(VOTERS[1])
    second, word = cast(VOTERS[0], first), void(VOTERS[0])
    found = standing(ELECTION, ROLLS, [first, second, other], [word])
    assert ([other.leaf], leaves([first, second])) == (leaves(found.counted), leaves(found.revoked))
    assert (word,) == found.revocations


@pytest.mark.parametrize(
    ("ballot", "fault"),
    [
        (cast(VOTERS[0], election="other"), "election"),
        (cast(VOTERS[0], roll="soder"), "roll"),
        (cast(VOTERS[0], pot="soder"), "pot"),
        (cast(signer("stranger")), "not-in-roll"),
        (replace(cast(VOTERS[0]), signature=bytes(64)), "signature"),
        (cast(VOTERS[0], seq=2), "chain"),
        (cast(VOTERS[0], previous=bytes(32)), "chain"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_function_never_takes_is_named_and_does_not_count(ballot, fault):
    """The others count as they would without it."""
    other = cast(VOTERS[1])
    found = standing(ELECTION, ROLLS, [ballot, other], [])
    assert ((ballot.leaf, fault),) == found.faults
    assert [other.leaf] == leaves(found.counted)


def test_two_ballots_of_one_number_are_told():
    """The store kept one; whoever shows two has a forged box, and the key does not count."""
    one, two = cast(VOTERS[0]), cast(VOTERS[0], ciphertext_hash=bytes(32))
    found = standing(ELECTION, ROLLS, [one, two], [])
    assert ["twice"] == [fault for _, fault in found.faults]
    assert () == found.counted


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        (void(VOTERS[0], officer=VOTERS[1]), "officer"),
        (void(signer("stranger")), "not-in-roll"),
        (replace(void(VOTERS[0]), signature=bytes(64)), "signature"),
        (void(VOTERS[0], election="other"), "election"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_revocation_by_nobody_s_right_voids_nothing(word, fault):
    """And is named."""
    ballot = cast(VOTERS[0])
    found = standing(ELECTION, ROLLS, [ballot], [word])
    assert ((word.leaf, fault),) == found.faults
    assert [ballot.leaf] == leaves(found.counted)


def test_a_box_is_read_as_it_was_written(tmp_path):
    """Sorted by leaf, and only ballots that count keep their ciphertext."""
    first = cast(VOTERS[0])
    second = cast(VOTERS[0], first)
    box = Box((second, replace(first, ciphertext=b"")), (void(VOTERS[1]),), bytes(range(32)))
    for path, data in box_files("2026", box).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    read, problems = read_box(tmp_path, "2026")
    assert () == problems
    assert {one.leaf: one.ciphertext for one in box.ballots} == {
        one.leaf: one.ciphertext for one in read.ballots
    }
    assert (box.revocations, box.election_seed) == (read.revocations, read.election_seed)


def test_a_box_that_is_not_there_is_no_problem_and_half_a_box_is(tmp_path):
    """A paper round has none."""
    assert (None, ()) == read_box(tmp_path, "2026")
    files = box_files("2026", Box((cast(VOTERS[0]),), (), bytes(32)))
    path, data = next(iter(files.items()))
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes(data)
    assert ["box-file-missing"] * 2 == [one.code for one in read_box(tmp_path, "2026")[1]]
