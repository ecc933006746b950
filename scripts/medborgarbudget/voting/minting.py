"""Making voting codes: random bits in, printed codes and a roll of public keys out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from medborgarbudget.records.sealed.codes import ENTROPY_BYTES, code_of, read_code
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key

Entropy = Callable[[int], bytes]
"""So many random bytes, as from `secrets.token_bytes`."""


def new_codes(count: int, entropy: Entropy) -> tuple[str, ...]:
    """So many different codes, as they are printed; they exist nowhere else."""
    codes: dict[str, None] = {}
    while len(codes) < count:
        codes[code_of(entropy(ENTROPY_BYTES))] = None
    return tuple(codes)


def public_keys(
    code: str, election: str, iterations: int, rolls: Sequence[str]
) -> dict[str, bytes]:
    """The public key that a code has in each of these rolls. Raises CodeError."""
    spread = stretched(read_code(code), election, iterations)
    return {roll: voter_key(spread, roll).public_key().public_bytes_raw() for roll in rolls}


def keys_by_roll(found: Iterable[dict[str, bytes]]) -> dict[str, list[bytes]]:
    """What `public_keys` gave for many codes, together for each roll."""
    rolls: dict[str, list[bytes]] = {}
    for keys in found:
        for roll, key in keys.items():
            rolls.setdefault(roll, []).append(key)
    return rolls
