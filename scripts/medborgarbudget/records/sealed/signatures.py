"""Ed25519 over a text and what kind of text it is, so that no signature serves two purposes."""

from __future__ import annotations

from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Kind = Literal["ballot", "head", "receipt", "revocation"]


def message(kind: Kind, text: str) -> bytes:
    """The bytes that are signed (protocol, section 4)."""
    return f"medborgarbudget/v1/{kind}\n{text}".encode("ascii")


def sign(kind: Kind, text: str, key: Ed25519PrivateKey) -> bytes:
    """The signature, 64 bytes (RFC 8032); the same for the same text and key."""
    return key.sign(message(kind, text))


def is_signed(kind: Kind, text: str, signature: bytes, key: bytes) -> bool:
    """Whether the holder of this public key signed this text as what it is."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message(kind, text))
    except (InvalidSignature, ValueError):
        return False
    return True
