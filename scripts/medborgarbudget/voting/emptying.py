"""Emptying the store after closing: what is published of it, and what is destroyed unread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from medborgarbudget.records.box import Box
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.entries import (
    REVOCATION_SEQ,
    Revocation,
    SealedBallot,
    header_of,
    revocation_of,
)
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.sealed.standing import Standing, standing
from medborgarbudget.voting.stores import Row, Store


class OddRowError(ValueError):
    """The store holds something that the vote function would never have put there."""


def entries_of(rows: Iterable[Row]) -> tuple[list[SealedBallot], list[Revocation]]:
    """The ballots and the revocations that the rows hold. Raises OddRowError."""
    ballots: list[SealedBallot] = []
    revocations: list[Revocation] = []
    for row in rows:
        try:
            if row.seq == REVOCATION_SEQ:
                revocations.append(revocation_of(row.text, row.signature))
            else:
                ballots.append(SealedBallot(header_of(row.text), row.signature, row.ciphertext))
        except ValueError:
            raise OddRowError from None
    return ballots, revocations


def emptied(
    election: Election, rolls: Mapping[str, Roll], rows: Iterable[Row], election_seed: bytes
) -> tuple[Box, Standing]:
    """The box to publish, with the ciphertexts of the ballots that count and of no others.

    Whether the entries are in order is for the count to say. Raises OddRowError.
    """
    ballots, revocations = entries_of(rows)
    found = standing(election, rolls, ballots, revocations)
    counts = {ballot.leaf for ballot in found.counted}
    kept = (one if one.leaf in counts else replace(one, ciphertext=b"") for one in ballots)
    return Box(tuple(kept), tuple(revocations), election_seed), found


def destroy(store: Store, ballots: Iterable[SealedBallot]) -> None:
    """Destroy the ciphertexts of these ballots. Raises UnavailableError.

    May be done again: what is destroyed already stays so.
    """
    for ballot in ballots:
        if ballot.ciphertext:
            store.destroy_ciphertext(ballot.header.key, ballot.header.seq)
