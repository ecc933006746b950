"""A byte changed anywhere is found: in what is signed, sealed, listed or proved."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.records.sealed.checkpoints import checkpoint_of
from medborgarbudget.records.sealed.codes import ALPHABET, CodeError, code_of, read_code
from medborgarbudget.records.sealed.elections import election_of
from medborgarbudget.records.sealed.encoding import canonical, of_b64u, of_canonical
from medborgarbudget.records.sealed.entries import SealedBallot, header_of
from medborgarbudget.records.sealed.envelopes import EnvelopeError, marks_of, opened
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.sealed.rolls import roll_mistake
from medborgarbudget.records.sealed.signatures import is_signed


def flips(data: bytes):
    """The data with each byte changed in turn, in its lowest and in its highest bit."""
    for place in range(len(data)):
        for bit in (1, 0x40):
            yield data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def text_or_none(data: bytes) -> str | None:
    """The bytes as text, where they are."""
    return data.decode("ascii") if data.isascii() else None


def parts_of(vectors):
    """Header, signature and ciphertext of the vectors' ballot."""
    parts = json.loads(vectors["ballot"]["body"])
    return parts["header"], of_b64u(parts["signature"]), of_b64u(parts["ciphertext"])


def test_a_changed_header_is_not_read_or_not_signed(vectors):
    """Whatever byte it is."""
    header, signature, _ = parts_of(vectors)
    key = header_of(header).key
    for changed in map(text_or_none, flips(header.encode("ascii"))):
        try:
            read = header_of(changed or "")
        except ValueError:
            continue
        assert not is_signed("ballot", read.text, signature, read.key)
        assert not is_signed("ballot", read.text, signature, key)


def test_a_changed_signature_or_ciphertext_is_found(vectors):
    """The header names the hash of the ciphertext, and the signature holds for the header alone."""
    text, signature, ciphertext = parts_of(vectors)
    header = header_of(text)
    for changed in flips(signature):
        assert not SealedBallot(header, changed, ciphertext).is_signed
    secret = X25519PrivateKey.from_private_bytes(bytes.fromhex(vectors["secret"]["election"]))
    for changed in flips(ciphertext):
        assert not SealedBallot(header, signature, changed).is_whole
        with pytest.raises(EnvelopeError):
            opened(SealedBallot(header, signature, changed), secret, 256)


@pytest.mark.parametrize(
    "other",
    [{"election": "other"}, {"roll": "soder"}, {"pot": "soder"}, {"seq": 2}, {"key": bytes(32)}],
    ids=str,
)
def test_a_ciphertext_opens_under_its_own_header_only(vectors, other):
    """Who copies another's ballot has nothing."""
    text, signature, ciphertext = parts_of(vectors)
    secret = X25519PrivateKey.from_private_bytes(bytes.fromhex(vectors["secret"]["election"]))
    with pytest.raises(EnvelopeError):
        opened(SealedBallot(replace(header_of(text), **other), signature, ciphertext), secret, 256)


def test_a_changed_receipt_is_no_promise(vectors):
    """Text or signature."""
    key = election_of(vectors["election"]).receipt_key
    text, signature = (vectors["receipt"][part] for part in ("text", "signature"))
    for changed in map(text_or_none, flips(text.encode("ascii"))):
        try:
            receipt = receipt_of(changed or "", of_b64u(signature))
        except ValueError:
            continue
        assert not receipt.holds(key)
    for changed in flips(of_b64u(signature)):
        assert not receipt_of(text, changed).holds(key)


def test_a_changed_checkpoint_is_not_the_log_s(vectors):
    """Every byte of the note, its signature line included."""
    key = election_of(vectors["election"]).log_key
    for changed in flips(vectors["log"]["checkpoint"].encode("utf-8")):
        try:
            note = changed.decode("utf-8")
        except UnicodeDecodeError:
            continue
        with pytest.raises(ValueError):
            checkpoint_of(note, key)


def test_a_roll_stands_in_one_form_only(vectors):
    """Order, repetition, length and alphabet; a changed key is another key, and its hash tells."""
    lines = vectors["roll"].splitlines(keepends=True)
    assert 2 == roll_mistake("".join([lines[1], lines[0]]).encode())
    assert 2 == roll_mistake("".join([lines[0], lines[0]]).encode())
    assert 1 == roll_mistake(lines[0][1:].encode())
    assert 1 == roll_mistake(lines[0].rstrip().encode())
    assert 1 == roll_mistake(lines[0].replace(lines[0][0], "+", 1).encode())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(min_size=10, max_size=10), st.data())
def test_one_slip_in_a_code_is_always_found(entropy, data):
    """A wrong character, or two neighbours that changed places."""
    printed = code_of(entropy).replace("-", "")
    assert printed[:16] == read_code(code_of(entropy).lower())
    place = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from([one for one in ALPHABET if one != printed[place]]))
    with pytest.raises(CodeError):
        read_code(printed[:place] + wrong + printed[place + 1 :])
    at = data.draw(st.integers(0, 14))
    if printed[at] != printed[at + 1]:
        swapped = printed[:at] + printed[at + 1] + printed[at] + printed[at + 2 :]
        with pytest.raises(CodeError):
            read_code(swapped)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"choices":[1.0]}', '{"choices":[-1]}', "[" * 3000]
)
def test_what_is_no_ballot_is_said_to_be_none(text):
    """Never any other error."""
    with pytest.raises(EnvelopeError):
        marks_of(text)


@pytest.mark.parametrize(
    "text",
    ['{"a":1, "b":2}', '{"b":2,"a":1}', '{"a":1,"a":1,"b":2}', '{"a":01,"b":2}', '{"a":1e0,"b":2}'],
)
def test_the_same_object_in_another_form_is_refused(text):
    """So a signed text has one form, and a leaf one text."""
    with pytest.raises(ValueError):
        of_canonical(text, ("a", "b"))
    assert '{"a":1,"b":2}' == canonical({"b": 2, "a": 1})
