"""Receipts: the function's signed promise that a ballot will be in the log (section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medborgarbudget.records.sealed.encoding import b64u, canonical, of_b64u, of_canonical
from medborgarbudget.records.sealed.signatures import is_signed


@dataclass(frozen=True, slots=True)
class Receipt:
    """The promise: this leaf is in the log of this election by the checkpoint after this day.

    `day` is the date in UTC on which it was stored: nothing finer is kept anywhere.
    """

    election: str
    leaf: bytes
    day: date
    signature: bytes = b""

    @property
    def text(self) -> str:
        """The promise as it is signed."""
        return canonical(
            {
                "day": self.day.isoformat(),
                "election": self.election,
                "leaf": b64u(self.leaf),
                "v": 1,
            }
        )

    def holds(self, receipt_key: bytes) -> bool:
        """Whether the function's key signed it."""
        return is_signed("receipt", self.text, self.signature, receipt_key)


def receipt_of(text: str, signature: bytes) -> Receipt:
    """The receipt that `Receipt.text` wrote. Raises ValueError for anything else."""
    data = of_canonical(text, ("day", "election", "leaf", "v"))
    if data["v"] != 1 or not isinstance(data["day"], str) or not isinstance(data["election"], str):
        raise ValueError("not a receipt of this version")
    day = date.fromisoformat(data["day"])
    if day.isoformat() != data["day"]:
        raise ValueError("not a date")
    return Receipt(data["election"], of_b64u(data["leaf"], 32), day, signature)
