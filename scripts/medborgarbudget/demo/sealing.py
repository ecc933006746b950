"""HPKE (RFC 9180, base mode) with the sender's one-time key handed in: for the invented town only.

The library draws that key anew each time, as it must: with a key that others know the ballot is
open to them. Here all secrets are public anyhow, and every play must give the same bytes. The suite
is `records.sealed.envelopes.SUITE`, by which the tests open what is sealed here.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEM = b"KEM" + (0x0020).to_bytes(2, "big")
"""DHKEM(X25519, HKDF-SHA256)."""
HPKE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0020, 0x0001, 0x0001))
"""With HKDF-SHA256 and AES-128-GCM."""
KEY, NONCE, SECRET = 16, 12, 32


def encrypted(plaintext: bytes, recipient: X25519PublicKey, info: bytes) -> bytes:
    """As `SUITE.encrypt`, with a one-time key that follows from what is sealed, and for whom."""
    parts = (b"the demo town", recipient.public_bytes_raw(), info, plaintext)
    seed = sha256(b"".join(sha256(part).digest() for part in parts)).digest()
    return encrypted_by(X25519PrivateKey.from_private_bytes(seed), plaintext, recipient, info)


def encrypted_by(
    sender: X25519PrivateKey,
    plaintext: bytes,
    recipient: X25519PublicKey,
    info: bytes,
    additional: bytes = b"",
) -> bytes:
    """The one-time public key followed by the first ciphertext (sections 4.1, 5.1 and 5.2)."""
    enc = sender.public_key().public_bytes_raw()
    shared = _extracted(KEM, b"", b"eae_prk", sender.exchange(recipient))
    kem_context = enc + recipient.public_bytes_raw()
    shared = _expanded(KEM, shared, b"shared_secret", kem_context, SECRET)
    context = b"\x00" + _extracted(HPKE, b"", b"psk_id_hash", b"")
    context += _extracted(HPKE, b"", b"info_hash", info)
    secret = _extracted(HPKE, shared, b"secret", b"")
    key = _expanded(HPKE, secret, b"key", context, KEY)
    nonce = _expanded(HPKE, secret, b"base_nonce", context, NONCE)
    return enc + AESGCM(key).encrypt(nonce, plaintext, additional)


def _extracted(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    """LabeledExtract (section 4)."""
    return _hmac(salt, b"HPKE-v1" + suite + label + material)


def _expanded(suite: bytes, key: bytes, label: bytes, info: bytes, size: int) -> bytes:
    """LabeledExpand (section 4), of one block: no more is asked for here."""
    labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return _hmac(key, labelled + b"\x01")[:size]


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")
