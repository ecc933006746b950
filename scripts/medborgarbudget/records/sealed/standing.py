"""Which ballots count: the last of each key, in an unbroken chain, unless it is revoked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.entries import Revocation, SealedBallot
from medborgarbudget.records.sealed.rolls import Roll

Fault = Literal["election", "roll", "pot", "not-in-roll", "signature", "officer", "twice", "chain"]
"""What the vote function would never have taken: whoever finds one has found a forgery or a defect.

`election`, `roll`, `pot`: of another vote, or of a roll or pot that this one does not have.
`officer`: revoked by somebody who is no officer. `twice`: a key has two entries of one number.
`chain`: a number is missing, or the ballot before is another than the one that is named.
"""


@dataclass(frozen=True)
class Standing:
    """What became of every entry of a box, each part sorted by leaf.

    `counted` is one ballot for each voter whose vote counts. `superseded` were followed by another
    ballot of the same key; `revoked` are all ballots of a key that an officer voided. `faults`
    belong to no honest box; the ballots of a key with a fault do not count.
    """

    counted: tuple[SealedBallot, ...]
    superseded: tuple[SealedBallot, ...]
    revoked: tuple[SealedBallot, ...]
    revocations: tuple[Revocation, ...]
    faults: tuple[tuple[bytes, Fault], ...]


def standing(
    election: Election,
    rolls: Mapping[str, Roll],
    ballots: Iterable[SealedBallot],
    revocations: Iterable[Revocation],
    is_signed: Callable[[SealedBallot], bool] = lambda ballot: ballot.is_signed,
) -> Standing:
    """Every entry in its place. Ciphertexts are not looked at: most of them are destroyed.

    `is_signed` tells of each ballot whether its voter signed it, where that is known already.
    """
    faults: list[tuple[bytes, Fault]] = []
    void: dict[bytes, Revocation] = {}
    for revocation in sorted(revocations, key=lambda one: one.leaf):
        fault = revocation_fault(election, rolls, revocation)
        if fault is None and revocation.key in void:
            fault = "twice"
        if fault is None:
            void[revocation.key] = revocation
        else:
            faults.append((revocation.leaf, fault))
    chains: dict[bytes, list[SealedBallot]] = {}
    for ballot in ballots:
        fault = ballot_fault(election, rolls, ballot, is_signed)
        if fault is None:
            chains.setdefault(ballot.header.key, []).append(ballot)
        else:
            faults.append((ballot.leaf, fault))
    counted: list[SealedBallot] = []
    superseded: list[SealedBallot] = []
    revoked: list[SealedBallot] = []
    for key, chain in chains.items():
        chain.sort(key=lambda one: (one.header.seq, one.leaf))
        broken = tuple(_breaks(chain))
        if broken:
            faults += broken
        elif key in void:
            revoked += chain
        else:
            superseded += chain[:-1]
            counted.append(chain[-1])
    return Standing(
        _sorted(counted),
        _sorted(superseded),
        _sorted(revoked),
        tuple(sorted(void.values(), key=lambda one: one.leaf)),
        tuple(sorted(faults)),
    )


def ballot_fault(
    election: Election,
    rolls: Mapping[str, Roll],
    ballot: SealedBallot,
    is_signed: Callable[[SealedBallot], bool] = lambda ballot: ballot.is_signed,
) -> Fault | None:
    """What is wrong with a ballot's header by itself."""
    header = ballot.header
    if header.election != election.election:
        return "election"
    if header.roll not in election.rolls or header.roll not in rolls:
        return "roll"
    if header.pot not in election.rolls[header.roll]:
        return "pot"
    if header.key not in rolls[header.roll]:
        return "not-in-roll"
    return None if is_signed(ballot) else "signature"


def revocation_fault(
    election: Election, rolls: Mapping[str, Roll], revocation: Revocation
) -> Fault | None:
    """What is wrong with a revocation by itself."""
    if revocation.election != election.election:
        return "election"
    if revocation.roll not in rolls:
        return "roll"
    if revocation.key not in rolls[revocation.roll]:
        return "not-in-roll"
    if revocation.officer not in election.officer_keys:
        return "officer"
    return None if revocation.is_signed else "signature"


def _breaks(chain: list[SealedBallot]) -> Iterable[tuple[bytes, Fault]]:
    """Where the ballots of one key, by number, are no chain."""
    former: SealedBallot | None = None
    for ballot in chain:
        head = ballot.header
        if former is not None and head.seq == former.header.seq:
            yield ballot.leaf, "twice"
            continue
        number = 1 if former is None else former.header.seq + 1
        if head.seq != number or head.previous != (former.leaf if former else None):
            yield ballot.leaf, "chain"
        former = ballot


def _sorted(ballots: list[SealedBallot]) -> tuple[SealedBallot, ...]:
    return tuple(sorted(ballots, key=lambda one: one.leaf))
