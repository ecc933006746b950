"""Writes protocol.json: what a second client or verifier can be checked with.

Run with `python tests/vectors/make.py`. Everything in it follows from the fixed seeds below, save
the ciphertext, which HPKE draws a key for: it is kept from the file that is there.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.records.sealed import checkpoints, merkle, proofs
from medborgarbudget.records.sealed.codes import ALPHABET, code_of, read_code
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.entries import Header, SealedBallot
from medborgarbudget.records.sealed.envelopes import SUITE, Marks, binding, padded
from medborgarbudget.records.sealed.receipts import Receipt
from medborgarbudget.records.sealed.rolls import roll_text
from medborgarbudget.records.sealed.signatures import sign
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.voting.sealing import ballot_body, head_body, revocation_body, revoked

FILE = Path(__file__).with_name("protocol.json")


LEAVES = (0, 1, 10, 56, 83)
"""Among them such whose base64url begins with a digit, ``_`` and ``-``: by their bytes they are in
another order than by their text."""


def seed(name: str) -> bytes:
    """32 bytes that everybody can make again."""
    return sha256(f"medborgarbudget test vector: {name}".encode()).digest()


def signer(name: str) -> Ed25519PrivateKey:
    """An Ed25519 key by name."""
    return Ed25519PrivateKey.from_private_bytes(seed(name))


def public(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    """The public half of a key."""
    return key.public_key().public_bytes_raw()


def mark_of(key: str) -> str:
    """The mark of a letter whose first key is this one."""
    digest = sha256(f"medborgarbudget/v1/mark\n{key}".encode("ascii")).digest()
    number = int.from_bytes(digest[:4]) >> 2
    signs = "".join(ALPHABET[number >> shift & 31] for shift in range(25, -1, -5))
    return f"{signs[:3]}-{signs[3:]}"


def vectors(kept: str | None) -> dict[str, object]:
    """All vectors; `kept` is the ciphertext of an earlier run."""
    election_key = X25519PrivateKey.from_private_bytes(seed("election"))
    receipt, log, officer = (signer(name) for name in ("receipt", "log", "officer"))
    election = Election(
        election="lillby-2026",
        opens=datetime(2026, 5, 4, 6, tzinfo=UTC),
        closes=datetime(2026, 5, 24, 18, tzinfo=UTC),
        election_key=public(election_key),
        receipt_key=public(receipt),
        log_key=public(log),
        officer_keys=(public(officer),),
        rolls={"norr": ("norr",), "soder": ("soder",)},
        iterations=10_000,
    )
    entropy = [seed(f"code {number}")[:10] for number in range(4)]
    codes = []
    for bits in entropy:
        printed = code_of(bits)
        spread = stretched(read_code(printed), election.election, election.iterations)
        keys = {roll: b64u(public(voter_key(spread, roll))) for roll in election.rolls}
        codes.append(
            {"entropy": bits.hex(), "code": printed, "stretched": spread.hex(), "keys": keys}
        )
    code = read_code(code_of(entropy[0]))
    voter = voter_key(stretched(code, election.election, election.iterations), "norr")
    marks = Marks((1, 3))
    info = binding("lillby-2026", "norr", "norr", public(voter), 1)
    plain = padded(marks.text, election.padded)
    ciphertext = (
        of_b64u(kept) if kept else SUITE.encrypt(plain, election_key.public_key(), info=info)
    )
    digest = sha256(ciphertext).digest()
    header = Header("lillby-2026", "norr", "norr", public(voter), 1, None, digest)
    ballot = SealedBallot(header, sign("ballot", header.text, voter), ciphertext)
    promise = Receipt("lillby-2026", ballot.leaf, date(2026, 5, 10))
    voided = revoked(election, "norr", of_b64u(codes[1]["keys"]["norr"]), "paper", officer)
    leaves = sorted([ballot.leaf, voided.leaf, *(seed(f"leaf {n}") for n in LEAVES)])
    checkpoint = checkpoints.Checkpoint("lillby-2026", len(leaves), merkle.root_of(leaves))
    at = leaves.index(ballot.leaf)
    return {
        "election": election.text,
        "secret": {
            "election": seed("election").hex(),
            "receipt": seed("receipt").hex(),
            "log": seed("log").hex(),
            "officer": seed("officer").hex(),
        },
        "codes": codes,
        "roll": roll_text(of_b64u(one["keys"]["norr"]) for one in codes),
        "ballot": {
            "code": codes[0]["code"],
            "marks": marks.text,
            "plaintext": plain.hex(),
            "info": info.decode("ascii"),
            "ciphertext": b64u(ciphertext),
            "header": header.text,
            "signature": b64u(ballot.signature),
            "leaf": b64u(ballot.leaf),
            "body": ballot_body(ballot).decode("ascii"),
        },
        "head": {"code": codes[0]["code"], "body": head_body(election, voter).decode("ascii")},
        "receipt": {
            "text": promise.text,
            "signature": b64u(sign("receipt", promise.text, receipt)),
        },
        "revocation": {
            "body": revocation_body(voided).decode("ascii"),
            "leaf": b64u(voided.leaf),
        },
        "mark": {"code": codes[1]["code"], "mark": mark_of(codes[1]["keys"]["norr"])},
        "log": {
            "leaves": [b64u(leaf) for leaf in leaves],
            "root": b64u(checkpoint.root),
            "index": at,
            "inclusion": [b64u(one) for one in proofs.inclusion_proof(leaves, at)],
            "consistency_from_3": [b64u(one) for one in proofs.consistency_proof(leaves, 3)],
            "root_of_3": b64u(merkle.root_of(leaves[:3])),
            "checkpoint": checkpoints.signed(checkpoint, log),
        },
    }


def text_of(kept: str | None) -> str:
    """The file's text."""
    return json.dumps(vectors(kept), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    there = json.loads(FILE.read_text("utf-8"))["ballot"]["ciphertext"] if FILE.exists() else None
    FILE.write_text(text_of(there), "utf-8")
    sys.exit(0)
