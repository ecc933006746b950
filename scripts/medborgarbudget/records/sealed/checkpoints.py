"""Checkpoints: the log's size and root, signed (C2SP tlog-checkpoint and signed-note)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log `origin` held `size` entries, with this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode('ascii')}\n"


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The signed note: the three lines, an empty one, and the log's signature."""
    public = key.public_key().public_bytes_raw()
    signature = key_id(checkpoint.origin, public) + key.sign(checkpoint.text.encode("utf-8"))
    line = f"\u2014 {checkpoint.origin} {b64encode(signature).decode('ascii')}\n"
    return f"{checkpoint.text}\n{line}"


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes by which a note names the key that signed it."""
    return sha256(name.encode("utf-8") + b"\n" + _ED25519 + public_key).digest()[:4]


def checkpoint_of(note: str, log_key: bytes) -> Checkpoint:
    """The checkpoint in a note that this log's key signed. Raises ValueError for any other note."""
    text, separator, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not separator or len(lines) != 3 or not lines[1].isdecimal():
        raise ValueError("not a checkpoint")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _bytes_of(lines[2]))
    if f"{checkpoint.text}\n{signatures}" != note or len(checkpoint.root) != 32:
        raise ValueError("not a checkpoint in its one form")
    expected = f"\u2014 {checkpoint.origin} "
    for line in signatures.split("\n"):
        if not line.startswith(expected):
            continue
        signature = _bytes_of(line.removeprefix(expected))
        if signature[:4] != key_id(checkpoint.origin, log_key):
            continue
        try:
            public = Ed25519PublicKey.from_public_bytes(log_key)
            public.verify(signature[4:], checkpoint.text.encode("utf-8"))
        except InvalidSignature:
            break
        return checkpoint
    raise ValueError("not signed by this log")


def _bytes_of(text: str) -> bytes:
    """The bytes that base64 writes as just this text. Raises ValueError."""
    data = b64decode(text, validate=True)
    if b64encode(data).decode("ascii") != text:
        raise ValueError("not base64 in its one form")
    return data
