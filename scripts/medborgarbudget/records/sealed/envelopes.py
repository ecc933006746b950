"""The inside of a sealed ballot: written, padded, and opened again (protocol, section 5)."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from medborgarbudget.records.sealed.encoding import MOST, b64u, canonical, of_canonical
from medborgarbudget.records.sealed.entries import SealedBallot

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
"""RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM."""
OVERHEAD = 32 + 16
"""What sealing adds: the encapsulated key and the tag."""


class EnvelopeError(ValueError):
    """The ciphertext does not open with this key, or holds no ballot."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the voter chose, by the numbers on the pot's ballot; not yet held against any limit.

    Empty choices say: none of the proposals. `points` go with the choices where the vote type has
    them and are None elsewhere.
    """

    choices: tuple[int, ...]
    points: tuple[int, ...] | None = None

    @property
    def text(self) -> str:
        """The marks as they are sealed."""
        data: dict[str, list[int]] = {"choices": list(self.choices)}
        if self.points is not None:
            data["points"] = list(self.points)
        return canonical(data)


def marks_of(text: str) -> Marks:
    """The marks that `Marks.text` wrote. Raises EnvelopeError for anything else."""
    names = ("choices", "points") if '"points"' in text else ("choices",)
    try:
        data = of_canonical(text, names)
    except ValueError:
        raise EnvelopeError("no ballot") from None
    for numbers in data.values():
        if not isinstance(numbers, list) or not all(_is_whole(number) for number in numbers):
            raise EnvelopeError("no ballot")
    points = data.get("points")
    if points is not None and len(points) != len(data["choices"]):
        raise EnvelopeError("no ballot")
    return Marks(tuple(data["choices"]), None if points is None else tuple(points))


def padded(text: str, size: int) -> bytes:
    """Two bytes of length, the text, and zeros up to `size`. Raises ValueError if it is too long.

    All ballots of an election are of one size, so that their length says nothing.
    """
    data = text.encode("ascii")
    if len(data) + 2 > size:
        raise ValueError("longer than every ballot of this election")
    return len(data).to_bytes(2, "big") + data + bytes(size - 2 - len(data))


def unpadded(data: bytes, size: int) -> str:
    """The text that `padded` wrapped. Raises EnvelopeError for anything else."""
    length = int.from_bytes(data[:2], "big")
    text, rest = data[2 : 2 + length], data[2 + length :]
    if len(data) != size or len(text) != length or any(rest) or not text.isascii():
        raise EnvelopeError("not padded as this election pads")
    return text.decode("ascii")


def binding(election: str, roll: str, pot: str, key: bytes, seq: int) -> bytes:
    """What a ciphertext is bound to (HPKE's info): under any other header it does not open."""
    bound: dict[str, str | int] = {
        "election": election,
        "key": b64u(key),
        "pot": pot,
        "roll": roll,
        "seq": seq,
    }
    return f"medborgarbudget/v1/sealed\n{canonical(bound)}".encode("ascii")


def opened(ballot: SealedBallot, election_key: X25519PrivateKey, size: int) -> Marks:
    """What the voter chose. Raises EnvelopeError where that cannot be read."""
    head = ballot.header
    info = binding(head.election, head.roll, head.pot, head.key, head.seq)
    try:
        data = SUITE.decrypt(ballot.ciphertext, election_key, info=info)
    except (InvalidTag, ValueError):
        raise EnvelopeError("sealed to another key or header") from None
    return marks_of(unpadded(data, size))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST
