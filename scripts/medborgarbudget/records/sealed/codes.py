"""Voting codes: 80 random bits that people can read, type and scan (protocol, section 3).

Written as ``XXXX-XXXX-XXXX-XXXX-CC`` in Crockford's alphabet, which has no I, L, O and U. The two
last characters check the others: modulo the prime 1021 every single wrong character and every two
neighbours in the wrong order are found.
"""

from __future__ import annotations

from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ENTROPY_BYTES = 10
LENGTH, CHECK_LENGTH = 16, 2
MODULUS = 1021

Mistake = Literal["character", "length", "check"]

_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "\u2011": None})


class CodeError(ValueError):
    """What was typed is no code; `mistake` says whether it is a character, the length or a slip."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake)
        self.mistake: Mistake = mistake


def code_of(entropy: bytes) -> str:
    """The code for ten random bytes, as it is printed in a letter."""
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError("a code has 80 bits")
    number = int.from_bytes(entropy, "big")
    text = _written(number, LENGTH) + _written(number % MODULUS, CHECK_LENGTH)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_code(typed: str) -> str:
    """The 16 characters of a code as somebody typed it; its check characters are gone.

    Small letters, spaces, hyphens, and I, L and O for 1, 1 and 0 are all understood. Raises
    CodeError.
    """
    text = typed.strip().upper().translate(_READ_AS)
    if any(character not in ALPHABET for character in text):
        raise CodeError("character")
    if len(text) != LENGTH + CHECK_LENGTH:
        raise CodeError("length")
    if _number(text[:LENGTH]) % MODULUS != _number(text[LENGTH:]):
        raise CodeError("check")
    return text[:LENGTH]


def _written(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def _number(text: str) -> int:
    number = 0
    for character in text:
        number = number << 5 | ALPHABET.index(character)
    return number
