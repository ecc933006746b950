"""The nightly log: the new leaves in an order that says nothing, and a signed checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.records.sealed.checkpoints import Checkpoint, signed
from medborgarbudget.records.sealed.entries import entry_leaf
from medborgarbudget.records.sealed.merkle import root_of
from medborgarbudget.voting.stores import Row


class LostError(Exception):
    """Leaves that an earlier night published are no longer in the store."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        super().__init__(len(leaves))
        self.leaves = tuple(leaves)


def grown(before: Sequence[bytes], rows: Iterable[Row]) -> list[bytes]:
    """The log with the leaves that are new in the store, these sorted: no night tells an order.

    Raises LostError where the store no longer holds what was published: then nothing may be signed.
    """
    stored = {entry_leaf(row.text, row.signature) for row in rows}
    lost = [leaf for leaf in before if leaf not in stored]
    if lost:
        raise LostError(lost)
    return [*before, *sorted(stored.difference(before))]


def checkpoint_note(origin: str, leaves: Sequence[bytes], log_key: Ed25519PrivateKey) -> str:
    """The signed checkpoint over all leaves, as it is committed."""
    return signed(Checkpoint(origin, len(leaves), root_of(leaves)), log_key)
