"""The vote function takes what the protocol allows, once, and says why it takes nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.envelopes import Marks, opened
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.sealed.signatures import sign
from medborgarbudget.voting.function.http import MAX_BODY, Request
from medborgarbudget.voting.sealing import (
    ballot_body,
    head_body,
    revocation_body,
    revoked,
    sealed,
)
from medborgarbudget.voting.stores import UnavailableError
from medborgarbudget.voting.stores.memory import MemoryStore


def said(response):
    """The status, and the word for what is wrong."""
    return response.status, json.loads(response.body).get("error")


def promised(booth, response):
    """The receipt in an answer, which the function's key must have signed."""
    parts = json.loads(response.body)
    receipt = receipt_of(parts["receipt"], of_b64u(parts["signature"]))
    assert receipt.holds(booth.election.receipt_key)
    return receipt


def vote(booth, voter=0, choices=(1,), former=None, roll="norr", pot="norr"):
    """A sealed ballot of one of the booth's voters."""
    return sealed(booth.election, roll, pot, booth.keys[voter], Marks(choices), former)


def test_a_ballot_gets_a_receipt_for_its_leaf_and_day(booth):
    """And what is stored opens to what was chosen."""
    ballot = vote(booth, choices=(3, 1))
    response = booth.post("/ballot", ballot_body(ballot))
    receipt = promised(booth, response)
    assert (201, ballot.leaf, date(2026, 5, 10)) == (response.status, receipt.leaf, receipt.day)
    (row,) = booth.store.rows()
    stored = replace(ballot, ciphertext=row.ciphertext)
    assert Marks((3, 1)) == opened(stored, booth.election_key, booth.election.padded)


def test_the_same_bytes_get_the_same_receipt_also_after_closing(booth):
    """A retry is no second vote, however late it comes."""
    body = ballot_body(vote(booth))
    first = booth.post("/ballot", body)
    booth.now += timedelta(days=30)
    again = booth.post("/ballot", body)
    assert (201, 200, first.body) == (first.status, again.status, again.body)
    assert 1 == len(list(booth.store.rows()))


def test_a_vote_can_be_changed_with_the_next_number(booth):
    """Each names the leaf of the one before."""
    first = vote(booth)
    second = vote(booth, choices=(2,), former=first)
    assert 201 == booth.post("/ballot", ballot_body(first)).status
    assert 201 == booth.post("/ballot", ballot_body(second)).status
    answer = json.loads(booth.post("/head", head_body(booth.election, booth.keys[0])).body)
    assert {"leaf": b64u(second.leaf), "revoked": 0, "seq": 2} == answer


def test_a_number_that_is_spent_or_skipped_is_refused_with_the_head(booth):
    """Another device voted: the client must ask before it votes again."""
    first = vote(booth)
    booth.post("/ballot", ballot_body(first))
    other = vote(booth, choices=(2,))
    third = vote(booth, former=vote(booth, former=first))
    elsewhere = vote(booth, former=vote(booth, choices=(2,)))
    for ballot in (other, third, elsewhere):
        response = booth.post("/ballot", ballot_body(ballot))
        assert (409, "sequence") == said(response)
        assert b64u(first.leaf) == json.loads(response.body)["head"]["leaf"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (timedelta(days=-30), (403, "not-open")),
        (timedelta(days=30), (403, "closed")),
    ],
)
def test_only_while_voting_is_open(booth, change, expected):
    """The server's clock decides."""
    booth.now += change
    assert expected == said(booth.post("/ballot", ballot_body(vote(booth))))


def test_the_first_moment_counts_and_the_last_does_not(booth):
    """opens <= now < closes."""
    booth.now = booth.election.opens
    assert 201 == booth.post("/ballot", ballot_body(vote(booth, 0))).status
    booth.now = booth.election.closes - timedelta(microseconds=1)
    assert 201 == booth.post("/ballot", ballot_body(vote(booth, 1))).status
    booth.now = booth.election.closes
    assert (403, "closed") == said(booth.post("/ballot", ballot_body(vote(booth, 2))))


def test_who_is_in_no_roll_cannot_vote(booth):
    """A key of one's own making, in any roll."""
    booth.keys.append(Ed25519PrivateKey.generate())
    assert (403, "not-in-roll") == said(booth.post("/ballot", ballot_body(vote(booth, 4))))
    stranger = head_body(booth.election, booth.keys[4])
    assert (403, "not-in-roll") == said(booth.post("/head", stranger))


def test_a_pot_that_the_roll_does_not_have_is_refused(booth):
    """The roll carries the pot, never the form."""
    wrong = ballot_body(vote(booth, roll="norr", pot="soder"))
    assert (400, "form") == said(booth.post("/ballot", wrong))
    right = ballot_body(vote(booth, roll="any", pot="soder"))
    assert 201 == booth.post("/ballot", right).status


def test_nobody_votes_with_another_s_key(booth):
    """The signature must be the key's own."""
    ballot = vote(booth)
    forged = replace(ballot, signature=sign("ballot", ballot.header.text, booth.keys[1]))
    assert (403, "signature") == said(booth.post("/ballot", ballot_body(forged)))


def test_a_ciphertext_of_another_size_or_hash_is_refused(booth):
    """Every ballot of an election looks the same from outside."""
    ballot = vote(booth)
    for ciphertext in (ballot.ciphertext[:-1], ballot.ciphertext + b"0", b"", bytes(304)):
        changed = ballot_body(replace(ballot, ciphertext=ciphertext))
        assert (400, "form") == said(booth.post("/ballot", changed))
    wide = sealed(replace(booth.election, padded=512), "norr", "norr", booth.keys[0], Marks((1,)))
    assert (400, "form") == said(booth.post("/ballot", ballot_body(wide)))


def test_a_revoked_key_can_vote_no_more(booth):
    """Paper wins; and the same revocation sent again gets the same receipt."""
    ballot = vote(booth)
    booth.post("/ballot", ballot_body(ballot))
    word = revoked(booth.election, "norr", ballot.header.key, "paper", booth.officer)
    first = booth.post("/revocation", revocation_body(word))
    again = booth.post("/revocation", revocation_body(word))
    assert (201, 200, first.body) == (first.status, again.status, again.body)
    assert word.leaf == promised(booth, first).leaf
    change = ballot_body(vote(booth, choices=(2,), former=ballot))
    assert (403, "revoked") == said(booth.post("/ballot", change))
    answer = json.loads(booth.post("/head", head_body(booth.election, booth.keys[0])).body)
    assert (1, 1) == (answer["revoked"], answer["seq"])


def test_only_an_officer_of_this_election_revokes(booth):
    """A voter's own key, or an officer's signature under another text, is not enough."""
    key = vote(booth).header.key
    for officer in booth.keys[:1]:
        word = revoked(booth.election, "norr", key, "paper", officer)
        assert (403, "signature") == said(booth.post("/revocation", revocation_body(word)))
    word = revoked(booth.election, "norr", key, "paper", booth.officer)
    forged = replace(word, reason="reissue")
    assert (403, "signature") == said(booth.post("/revocation", revocation_body(forged)))
    other = revoked(booth.election, "norr", bytes(32), "paper", booth.officer)
    assert (403, "not-in-roll") == said(booth.post("/revocation", revocation_body(other)))


def test_nobody_asks_whether_another_voted(booth):
    """The roll is public: an open question would let a neighbour watch a letter being used."""
    body = json.loads(head_body(booth.election, booth.keys[0]))
    body["signature"] = b64u(sign("head", body["request"], booth.keys[1]))
    assert (403, "signature") == said(booth.post("/head", json.dumps(body).encode()))


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({"content-type": "text/plain"}, b"{}", (415, "content-type")),
        ({}, b"{}", (415, "content-type")),
        ({"content-type": "application/json"}, b" " * (MAX_BODY + 1), (413, "too-large")),
        ({"content-type": "application/json"}, b"{}", (400, "form")),
        ({"content-type": "application/json"}, b"[" * 4000, (400, "form")),
        ({"content-type": "application/json"}, b"\xff", (400, "form")),
        (
            {"content-type": "application/json; charset=utf-8"},
            b'{"header":"","header":"","signature":"","ciphertext":""}',
            (400, "form"),
        ),
        (
            {"content-type": "application/json"},
            b'{"header":1,"signature":"","ciphertext":""}',
            (400, "form"),
        ),
    ],
)
def test_what_is_no_request_of_ours_is_refused(booth, headers, body, expected):
    """Before anything is looked up."""
    response = booth.function(Request("POST", "/ballot", headers, body))
    assert expected == said(response)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [("GET", "/ballot", (405, "method")), ("GET", "/", (404, "path"))],
)
def test_other_doors_are_closed(booth, method, path, expected):
    """There is nothing else."""
    assert expected == said(booth.function(Request(method, path)))


def test_the_election_is_described_to_all(booth):
    """The same bytes as election.json."""
    response = booth.function(Request("GET", "/election"))
    assert (200, booth.election.text) == (response.status, response.body.decode())


@pytest.mark.parametrize("fails_at", ["entries", "put_new"])
def test_a_store_that_fails_promises_nothing(booth, fails_at):
    """503, no receipt, and the same bytes work when it is back."""

    def fail(*_):
        raise UnavailableError

    store = MemoryStore()
    setattr(store, fails_at, fail)
    body = ballot_body(vote(booth))
    booth.function.store = store
    assert (503, "unavailable") == said(booth.post("/ballot", body))
    booth.function.store = booth.store
    assert 201 == booth.post("/ballot", body).status


def test_who_loses_a_race_is_told(booth):
    """The same bytes get the receipt, other ones the head: as if they had come a moment later."""
    mine, other = vote(booth), vote(booth, choices=(2,))

    class Late(MemoryStore):
        """Somebody else's row arrives between the look and the write."""

        def put_new(self, row):
            super().put_new(replace(row, **self.winner))
            return super().put_new(row)

    for winner, expected in (({}, (200, None)), (self_of(other), (409, "sequence"))):
        store = Late()
        store.winner = winner
        booth.function.store = store
        assert expected == said(booth.post("/ballot", ballot_body(mine)))


def self_of(ballot):
    """What a row of this ballot holds."""
    return {
        "text": ballot.header.text,
        "signature": ballot.signature,
        "ciphertext": ballot.ciphertext,
    }
