"""Sealed ballots looked at one by one, signature and content, in as many processes as it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.counting.workers import Progress, nobody_looks, shared_out
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import EnvelopeError, Marks, opened

CHUNK = 500
"""So many ballots are looked at in one go: a third of a second."""
MANY = 5000
"""With fewer ballots other processes would begin later than this one is done."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one ballot shows: whether its voter signed it, and the marks, None if unreadable.

    Marks are None too where there is no ciphertext.
    """

    signed: bool
    marks: Marks | None


def seen(
    ballots: Sequence[SealedBallot],
    election_seed: bytes,
    padded: int,
    workers: int = 1,
    progress: Progress = nobody_looks,
) -> Mapping[bytes, Seen]:
    """What each ballot shows, by leaf. `progress` is told how many ballots are done, of how many.

    `election_seed` is the private key; `padded` the size of a ballot before it was sealed. With
    several workers and many ballots it is done in so many processes, and comes out the same.
    """
    look = partial(_look, election_seed, padded)
    chunks = [ballots[at : at + CHUNK] for at in range(0, len(ballots), CHUNK)]

    def done(number: int, _: int) -> None:
        progress(min(number * CHUNK, len(ballots)), len(ballots))

    if workers > 1 and len(ballots) >= MANY:
        shown = shared_out(look, chunks, look, workers, done)
    else:
        shown = tuple(_told(look(chunk), done, number) for number, chunk in enumerate(chunks, 1))
    each = (one for several in shown for one in several)
    return {ballot.leaf: one for ballot, one in zip(ballots, each, strict=True)}


def _look(election_seed: bytes, padded: int, ballots: Sequence[SealedBallot]) -> list[Seen]:
    key = X25519PrivateKey.from_private_bytes(election_seed)
    return [Seen(ballot.is_signed, _marks(ballot, key, padded)) for ballot in ballots]


def _marks(ballot: SealedBallot, key: X25519PrivateKey, padded: int) -> Marks | None:
    if not ballot.ciphertext:
        return None
    try:
        return opened(ballot, key, padded)
    except EnvelopeError:
        return None


def _told(shown: list[Seen], done: Progress, number: int) -> list[Seen]:
    done(number, 0)
    return shown
