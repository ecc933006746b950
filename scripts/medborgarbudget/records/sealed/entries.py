"""What stands in the log: a ballot's header or a revocation, signed (protocol, section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from medborgarbudget.records.sealed.encoding import b64u, canonical, of_b64u, of_canonical
from medborgarbudget.records.sealed.merkle import leaf_hash
from medborgarbudget.records.sealed.signatures import is_signed

VERSION = 1
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_ID = 64
REVOCATION_SEQ = 0
"""The number that a revocation has among a key's entries: so it can be stored only once."""
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Header:
    """Who votes on what for the which time; not how: that is in the ciphertext.

    `previous` is the leaf of the voter's ballot before, None for the first. `ciphertext_hash` is
    SHA-256. `credential` is the class of the way in; this version knows `code` only.
    """

    election: str
    roll: str
    pot: str
    key: bytes
    seq: int
    previous: bytes | None
    ciphertext_hash: bytes
    credential: str = "code"
    _text: str = field(default="", init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The header as it is signed; written once, as a large box asks for it many times."""
        if not self._text:
            object.__setattr__(self, "_text", self._written())
        return self._text

    def _written(self) -> str:
        return canonical(
            {
                "class": self.credential,
                "ct": b64u(self.ciphertext_hash),
                "election": self.election,
                "key": b64u(self.key),
                "pot": self.pot,
                "prev": None if self.previous is None else b64u(self.previous),
                "roll": self.roll,
                "seq": self.seq,
                "v": VERSION,
            }
        )


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """A header, the voter's signature over it, and the ballot that only the trustees can open.

    `ciphertext` is empty where it has been destroyed: a later ballot counts in its place.
    """

    header: Header
    signature: bytes
    ciphertext: bytes
    _leaf: bytes = field(default=b"", init=False, repr=False, compare=False)

    @property
    def leaf(self) -> bytes:
        """Its hash in the log; worked out once."""
        if not self._leaf:
            object.__setattr__(self, "_leaf", entry_leaf(self.header.text, self.signature))
        return self._leaf

    @property
    def is_signed(self) -> bool:
        """Whether the voter's key signed the header."""
        return is_signed("ballot", self.header.text, self.signature, self.header.key)

    @property
    def is_whole(self) -> bool:
        """Whether the ciphertext is the one that the header names."""
        return sha256(self.ciphertext).digest() == self.header.ciphertext_hash


@dataclass(frozen=True, slots=True)
class Revocation:
    """An officer's word that a key no longer counts: its holder votes on paper, or got a new code.

    `reason` is ``paper`` or ``reissue``. `officer` is the officer's public key.
    """

    election: str
    roll: str
    key: bytes
    reason: str
    officer: bytes
    signature: bytes = b""

    @property
    def text(self) -> str:
        """The revocation as it is signed."""
        return canonical(
            {
                "election": self.election,
                "key": b64u(self.key),
                "officer": b64u(self.officer),
                "reason": self.reason,
                "roll": self.roll,
                "v": VERSION,
            }
        )

    @property
    def leaf(self) -> bytes:
        """Its hash in the log."""
        return entry_leaf(self.text, self.signature)

    @property
    def is_signed(self) -> bool:
        """Whether the officer's key signed it."""
        return is_signed("revocation", self.text, self.signature, self.officer)


def entry_leaf(text: str, signature: bytes) -> bytes:
    """The leaf of a signed text: the hash of its bytes followed by the signature's."""
    return leaf_hash(text.encode("ascii") + signature)


def header_of(text: str) -> Header:
    """The header that `Header.text` wrote. Raises ValueError for anything else."""
    names = ("class", "ct", "election", "key", "pot", "prev", "roll", "seq", "v")
    data = of_canonical(text, names)
    _demand(data["v"] == VERSION and data["class"] == "code")
    _demand(isinstance(data["seq"], int) and 1 <= data["seq"] <= MOST_CHANGES)
    return Header(
        election=_id(data["election"]),
        roll=_id(data["roll"]),
        pot=_id(data["pot"]),
        key=of_b64u(data["key"], 32),
        seq=data["seq"],
        previous=None if data["prev"] is None else of_b64u(data["prev"], 32),
        ciphertext_hash=of_b64u(data["ct"], 32),
    )


def revocation_of(text: str, signature: bytes) -> Revocation:
    """The revocation that `Revocation.text` wrote. Raises ValueError for anything else."""
    data = of_canonical(text, ("election", "key", "officer", "reason", "roll", "v"))
    _demand(data["v"] == VERSION and data["reason"] in ("paper", "reissue"))
    return Revocation(
        _id(data["election"]),
        _id(data["roll"]),
        of_b64u(data["key"], 32),
        data["reason"],
        of_b64u(data["officer"], 32),
        signature,
    )


def _id(value: Any) -> str:
    _demand(isinstance(value, str) and len(value) <= MOST_ID and bool(ID.fullmatch(value)))
    return str(value)


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError("not a form of this version")
