"""A small election with keys that everybody can make again, and voters for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.rolls import Roll, roll_text
from medborgarbudget.voting.function.core import VoteFunction
from medborgarbudget.voting.function.http import Request, Response
from medborgarbudget.voting.stores import Store
from medborgarbudget.voting.stores.memory import MemoryStore

OPENS, CLOSES = datetime(2026, 5, 4, 6, tzinfo=UTC), datetime(2026, 5, 24, 18, tzinfo=UTC)


def seed(name: str) -> bytes:
    """32 bytes that everybody can make again."""
    return sha256(name.encode()).digest()


def signer(name: str) -> Ed25519PrivateKey:
    """An Ed25519 key by name."""
    return Ed25519PrivateKey.from_private_bytes(seed(name))


def public(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    """The public half of a key."""
    return key.public_key().public_bytes_raw()


@dataclass
class Booth:
    """An election, its secrets, and a clock that the test sets."""

    voters: int = 4
    store: Store = field(default_factory=MemoryStore)
    now: datetime = datetime(2026, 5, 10, 12, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.election_key = X25519PrivateKey.from_private_bytes(seed("election"))
        self.receipt_key, self.log_key = signer("receipt"), signer("log")
        self.officer = signer("officer")
        self.keys = [signer(f"voter {number}") for number in range(self.voters)]
        self.election = Election(
            election="lillby-2026",
            opens=OPENS,
            closes=CLOSES,
            election_key=public(self.election_key),
            receipt_key=public(self.receipt_key),
            log_key=public(self.log_key),
            officer_keys=(public(self.officer),),
            rolls={"norr": ("norr",), "any": ("norr", "soder")},
            iterations=10_000,
        )
        listed = roll_text(public(key) for key in self.keys).encode("ascii")
        self.rolls = {"norr": Roll(listed), "any": Roll(listed)}
        self.function = VoteFunction(
            self.election, self.rolls, self.store, lambda: self.now, self.receipt_key
        )

    def post(self, path: str, body: bytes) -> Response:
        """The function's answer to a body."""
        return self.function(Request("POST", path, {"content-type": "application/json"}, body))


@pytest.fixture
def booth() -> Booth:
    """A booth with four voters, in the middle of the vote."""
    return Booth()
