"""Sealing a ballot as the browser does: for the desk, the rehearsal and the demo town."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u, canonical
from medborgarbudget.records.sealed.entries import Header, Revocation, SealedBallot
from medborgarbudget.records.sealed.envelopes import SUITE, Marks, binding, padded
from medborgarbudget.records.sealed.signatures import sign


def sealed(
    election: Election,
    roll: str,
    pot: str,
    key: Ed25519PrivateKey,
    marks: Marks,
    former: SealedBallot | None = None,
    encrypt: Callable[..., bytes] = SUITE.encrypt,
) -> SealedBallot:
    """A ballot with these marks, ready to be cast; `former` is the voter's ballot before it.

    The ciphertext differs each time, as HPKE draws a key of its own: keep the result and send it
    again rather than seal again. `encrypt` is another only in the demo town, where all must come
    out the same. Raises ValueError where the marks are longer than `padded`.
    """
    public = key.public_key().public_bytes_raw()
    seq = former.header.seq + 1 if former else 1
    info = binding(election.election, roll, pot, public, seq)
    recipient = X25519PublicKey.from_public_bytes(election.election_key)
    ciphertext = encrypt(padded(marks.text, election.padded), recipient, info=info)
    header = Header(
        election.election,
        roll,
        pot,
        public,
        seq,
        former.leaf if former else None,
        sha256(ciphertext).digest(),
    )
    return SealedBallot(header, sign("ballot", header.text, key), ciphertext)


def revoked(
    election: Election, roll: str, key: bytes, reason: str, officer: Ed25519PrivateKey
) -> Revocation:
    """An officer's revocation of a voter's public key."""
    public = officer.public_key().public_bytes_raw()
    unsigned = Revocation(election.election, roll, key, reason, public)
    signature = sign("revocation", unsigned.text, officer)
    return Revocation(election.election, roll, key, reason, public, signature)


def ballot_body(ballot: SealedBallot) -> bytes:
    """What is sent to ``POST /ballot``: these bytes, and the same at every further try."""
    parts = {
        "ciphertext": b64u(ballot.ciphertext),
        "header": ballot.header.text,
        "signature": b64u(ballot.signature),
    }
    return canonical(parts).encode("ascii")


def revocation_body(revocation: Revocation) -> bytes:
    """What is sent to ``POST /revocation``."""
    parts = {"revocation": revocation.text, "signature": b64u(revocation.signature)}
    return canonical(parts).encode("ascii")


def head_body(election: Election, key: Ed25519PrivateKey) -> bytes:
    """What is sent to ``POST /head``."""
    public = key.public_key().public_bytes_raw()
    text = canonical({"election": election.election, "key": b64u(public), "v": 1})
    parts = {"request": text, "signature": b64u(sign("head", text, key))}
    return canonical(parts).encode("ascii")
