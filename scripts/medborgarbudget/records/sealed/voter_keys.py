"""From a voting code to the key that signs the ballot (protocol, section 3)."""

from __future__ import annotations

from hashlib import pbkdf2_hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ITERATIONS = 600_000
"""What a round gets unless it says otherwise: a quarter of a second on a laptop."""


def stretched(code: str, election: str, iterations: int) -> bytes:
    """The code made dear to guess: PBKDF2-HMAC-SHA256 (RFC 8018) to 32 bytes.

    `code` is what `codes.read_code` gives. Everybody can see the public keys of a roll, so a guess
    at a code can be tried without asking anybody; each try costs this much.
    """
    salt = f"medborgarbudget/v1/{election}".encode("ascii")
    return pbkdf2_hmac("sha256", code.encode("ascii"), salt, iterations, dklen=32)


def voter_key(stretched_code: bytes, roll: str) -> Ed25519PrivateKey:
    """The voter's key in one roll (HKDF-SHA256, RFC 5869); another roll gives an unrelated one."""
    info = f"medborgarbudget/v1/voter-key/{roll}".encode("ascii")
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(stretched_code)
    return Ed25519PrivateKey.from_private_bytes(seed)
