"""Letters that a desk could not send in time: their file, and what becomes of each in the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u, canonical, of_b64u, of_canonical
from medborgarbudget.records.sealed.entries import REVOCATION_SEQ, Revocation, revocation_of
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.sealed.standing import revocation_fault
from medborgarbudget.voting.stores import Row, Store

Fate = Literal["stored", "known", "taken", "unknown"]
"""`stored` now, or `known` from before: the letter is used, and its slip counts. `taken` by another
desk, or `unknown` to every roll: its slip does not."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was handed in: the mark that stands on its envelope, and what was signed."""

    mark: str
    revocations: tuple[Revocation, ...]

    @property
    def text(self) -> str:
        """Its line in the file, without the line feed."""
        parts = [
            {"revocation": one.text, "signature": b64u(one.signature)} for one in self.revocations
        ]
        return canonical({"letter": self.mark, "revocations": parts})


def letter_of(line: str) -> Letter:
    """The letter that `Letter.text` wrote. Raises ValueError for anything else."""
    data = of_canonical(line, ("letter", "revocations"))
    mark, parts = data["letter"], data["revocations"]
    if not isinstance(mark, str) or not isinstance(parts, list) or not parts:
        raise ValueError("not a letter")
    found = []
    for part in parts:
        if not isinstance(part, dict) or part.keys() != {"revocation", "signature"}:
            raise ValueError("not a revocation")
        found.append(revocation_of(part["revocation"], of_b64u(part["signature"], 64)))
    return Letter(mark, tuple(found))


def is_signed(election: Election, letter: Letter) -> bool:
    """Whether officers of this election signed all of it."""
    return all(
        one.election == election.election and one.officer in election.officer_keys and one.is_signed
        for one in letter.revocations
    )


def taken_in(
    store: Store, election: Election, rolls: Mapping[str, Roll], letter: Letter, day: date
) -> Fate:
    """Store what a letter's officer signed, as the vote function would have; what became of it.

    A desk without a network signs for every roll: those that the letter is not in are passed over.
    Doing it again changes nothing. Raises UnavailableError.
    """
    its = [one for one in letter.revocations if revocation_fault(election, rolls, one) is None]
    if not its:
        return "unknown"
    rows = [Row(one.key, REVOCATION_SEQ, one.text, one.signature, b"", day) for one in its]
    if any(_has_other(store, row) for row in rows):
        return "taken"
    new = [store.put_new(row) for row in rows]
    if any(_has_other(store, row) for row in rows):
        return "taken"
    return "stored" if any(new) else "known"


def used_by_desk(election: Election, rows: Iterable[Row]) -> tuple[Mapping[str, int], ...]:
    """For each officer, in the order of the keys: how many revocations of each reason are stored.

    A letter that is in several rolls has as many of them.
    """
    found: Counter[tuple[bytes, str]] = Counter()
    for row in rows:
        if row.seq == REVOCATION_SEQ:
            revocation = revocation_of(row.text, row.signature)
            found[revocation.officer, revocation.reason] += 1
    return tuple(
        {reason: found[officer, reason] for reason in ("paper", "reissue")}
        for officer in election.officer_keys
    )


def _has_other(store: Store, row: Row) -> bool:
    """Whether the store has a revocation of this key that is not this one."""
    entries = store.entries(row.key)
    return bool(entries) and entries[0].seq == REVOCATION_SEQ and not entries[0].is_same(row)
