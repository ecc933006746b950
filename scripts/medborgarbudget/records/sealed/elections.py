"""What everybody must know of an online vote: its keys, its times and its rolls, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from medborgarbudget.records.sealed.encoding import b64u, canonical, of_b64u, of_canonical

_TIME = "%Y-%m-%dT%H:%M:%SZ"
_NAMES = (
    "closes",
    "election",
    "election_key",
    "iterations",
    "log_key",
    "officer_keys",
    "opens",
    "padded",
    "receipt_key",
    "rolls",
    "v",
)


@dataclass(frozen=True)
class Election:
    """The public description of one online vote (protocol, section 1).

    `opens` and `closes` are in UTC; a ballot is taken from the first moment up to, not at, the
    last. `election_key` is X25519, all other keys are Ed25519, 32 bytes each. `rolls` says for each
    roll which pots its codes may vote in. `padded` is the size of every ballot before sealing.
    """

    election: str
    opens: datetime
    closes: datetime
    election_key: bytes
    receipt_key: bytes
    log_key: bytes
    officer_keys: tuple[bytes, ...]
    rolls: Mapping[str, tuple[str, ...]]
    iterations: int
    padded: int = 256

    @property
    def text(self) -> str:
        """The description in its one form."""
        return canonical(
            {
                "closes": self.closes.astimezone(UTC).strftime(_TIME),
                "election": self.election,
                "election_key": b64u(self.election_key),
                "iterations": self.iterations,
                "log_key": b64u(self.log_key),
                "officer_keys": [b64u(key) for key in self.officer_keys],
                "opens": self.opens.astimezone(UTC).strftime(_TIME),
                "padded": self.padded,
                "receipt_key": b64u(self.receipt_key),
                "rolls": {roll: list(pots) for roll, pots in self.rolls.items()},
                "v": 1,
            }
        )


def election_of(text: str) -> Election:
    """The description that `Election.text` wrote. Raises ValueError for anything else."""
    data = of_canonical(text, _NAMES)
    if data["v"] != 1:
        raise ValueError("another version of the protocol")
    try:
        return Election(
            election=data["election"],
            opens=_moment(data["opens"]),
            closes=_moment(data["closes"]),
            election_key=of_b64u(data["election_key"], 32),
            receipt_key=of_b64u(data["receipt_key"], 32),
            log_key=of_b64u(data["log_key"], 32),
            officer_keys=tuple(of_b64u(key, 32) for key in data["officer_keys"]),
            rolls={roll: tuple(pots) for roll, pots in data["rolls"].items()},
            iterations=int(data["iterations"]),
            padded=int(data["padded"]),
        )
    except (TypeError, AttributeError):
        raise ValueError("not the description of an election") from None


def _moment(text: str) -> datetime:
    """The moment that was written as `_TIME` (by strptime each cold start would wait for it)."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None or moment.astimezone(UTC).strftime(_TIME) != text:
        raise ValueError("not a moment in its one form")
    return moment
