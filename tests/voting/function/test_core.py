"""The vote function takes what the protocol allows, once, and says why it takes nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.entries import MOST_CHANGES
from medborgarbudget.records.sealed.envelopes import OVERHEAD, Marks, opened
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


def test_a_ballot_that_was_followed_by_another_keeps_its_receipt_when_it_is_destroyed(booth):
    """Its leaf is in the log all the same: whoever asks again after closing is told the truth."""
    first = vote(booth)
    told = booth.post("/ballot", ballot_body(first))
    booth.post("/ballot", ballot_body(vote(booth, choices=(2,), former=first)))
    booth.store.destroy_ciphertext(first.header.key, 1)
    booth.now += timedelta(days=30)
    again = booth.post("/ballot", ballot_body(first))
    assert (200, told.body) == (again.status, again.body)


@pytest.mark.parametrize("spent", [1, 2, 200])
def test_nobody_spends_another_s_number(booth, spent):
    """Without the key's signature nothing is stored: a stranger cannot vote, nor keep one out."""
    ballot = vote(booth)
    header = replace(ballot.header, seq=spent)
    for signature in (ballot.signature, bytes(64), sign("ballot", header.text, booth.keys[1])):
        forged = replace(ballot, header=header, signature=signature)
        if forged != ballot:
            assert (403, "signature") == said(booth.post("/ballot", ballot_body(forged)))
    word = revoked(booth.election, "norr", ballot.header.key, "paper", booth.keys[1])
    assert (403, "signature") == said(booth.post("/revocation", revocation_body(word)))
    assert [] == list(booth.store.rows())
    assert 201 == booth.post("/ballot", ballot_body(ballot)).status


def test_a_key_can_fill_only_so_much_of_the_store(booth):
    """Two hundred changes of one size; who has them all is not refused a receipt for the last."""
    last = None
    for _ in range(MOST_CHANGES):
        last = vote(booth, former=last)
        assert 201 == booth.post("/ballot", ballot_body(last)).status
    rows = booth.store.entries(last.header.key)
    assert MOST_CHANGES == len(rows)
    assert {booth.election.padded + OVERHEAD} == {len(row.ciphertext) for row in rows}
    assert (400, "form") == said(booth.post("/ballot", ballot_body(vote(booth, former=last))))
    assert 200 == booth.post("/ballot", ballot_body(last)).status


def test_a_ballot_of_another_vote_or_roll_is_worth_nothing_here(booth):
    """Its signature covers where it belongs; the same code has another key elsewhere."""
    other = replace(booth.election, election="lillby-2025")
    copied = sealed(other, "norr", "norr", booth.keys[0], Marks((1,)))
    assert (400, "form") == said(booth.post("/ballot", ballot_body(copied)))
    moved = replace(vote(booth), header=replace(vote(booth).header, roll="any"))
    assert said(booth.post("/ballot", ballot_body(moved))) in ((400, "form"), (403, "signature"))
    asked = head_body(other, booth.keys[0])
    assert (400, "form") == said(booth.post("/head", asked))
    word = revoked(other, "norr", vote(booth).header.key, "paper", booth.officer)
    assert (400, "form") == said(booth.post("/revocation", revocation_body(word)))
    assert [] == list(booth.store.rows())


def test_no_signature_serves_another_purpose(booth):
    """What was signed to ask is no ballot, and a receipt of the function no officer's word."""
    ballot = vote(booth)
    for kind in ("head", "receipt", "revocation"):
        wrong = replace(ballot, signature=sign(kind, ballot.header.text, booth.keys[0]))
        assert (403, "signature") == said(booth.post("/ballot", ballot_body(wrong)))


def test_a_defect_is_told_by_its_place_and_not_by_its_words(booth, caplog):
    """They might hold what a voter sent: the log gets a kind of fault, a file and a line."""

    def fail(_):
        raise KeyError("the voter's secret")

    booth.function.store = MemoryStore()
    booth.function.store.entries = fail
    body = ballot_body(vote(booth))
    assert (503, "unavailable") == said(booth.post("/ballot", body))
    assert 1 == len(caplog.messages)
    assert re.fullmatch(r"defect: KeyError at test_core\.py:\d+", caplog.messages[0])
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [("HEAD", "/election", 200), ("HEAD", "/ballot", 405), ("HEAD", "/no", 404)],
)
def test_a_head_is_answered_as_a_get(booth, method, path, expected):
    """The adapter leaves out the body (RFC 9110, section 9.3.2)."""
    assert expected == booth.function(Request(method, path)).status
    allowed = booth.function(Request("PUT", "/election")).headers["allow"]
    assert "GET, HEAD, OPTIONS" == allowed


def test_who_asks_whether_the_function_is_there_asks_no_store(booth):
    """A store that stands still is no reason to end the function."""
    booth.function.store = None
    assert 200 == booth.function(Request("GET", "/election")).status


@pytest.mark.parametrize(
    "text",
    [
        '{"header":"a","header":"b","signature":"","ciphertext":""}',
        '{"header":{"header":"a"},"signature":"","ciphertext":""}',
        '{"header":"a","signature":"","ciphertext":"","more":""}',
        '["header","signature","ciphertext"]',
        "[" * 4096,
        '{"a":' * 800,
        '{"header":"\\ud800","signature":"","ciphertext":""}',
        '{"header":NaN,"signature":"","ciphertext":""}',
        '\ufeff{"header":"","signature":"","ciphertext":""}',
        '{"header":"' + "[" * 3000 + '","signature":"","ciphertext":""}',
        '{"header":"' + "9" * 4000 + '","signature":"","ciphertext":""}',
        "null",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/ballot", "/head", "/revocation"])
def test_json_that_means_no_good_is_refused_as_any_other(booth, caplog, text, path):
    """Names that stand twice, depths, half characters, endless numbers: no defect among them."""
    answer = booth.post(path, text.encode("utf-8", "surrogatepass"))
    assert ((400, "form"), []) == (said(answer), caplog.messages)
