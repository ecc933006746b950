"""`rounds/<round>/keys.yaml`: the public keys of a round that can be voted in online."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.pb.round import Round
from medborgarbudget.records.paths import is_there, read_bytes
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.rolls import Roll, roll_mistake
from medborgarbudget.records.sealed.voter_keys import ITERATIONS
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import Document, read_yaml
from medborgarbudget.records.writing import dump_yaml

PADDED = 256
FUNCTION = "/vote-function"
MOST_ROLL_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class VotingKeys:
    """All that an `Election` has beside the round's own dates; no secret among it.

    `function` is where ballots are sent: an address, or a path on the site's own host.
    """

    election: str
    election_key: bytes
    receipt_key: bytes
    log_key: bytes
    officer_keys: tuple[bytes, ...]
    rolls: Mapping[str, tuple[str, ...]]
    iterations: int = ITERATIONS
    padded: int = PADDED
    function: str = FUNCTION


def keys_path(round_id: str) -> str:
    """Where the keys of a round are kept."""
    return f"rounds/{round_id}/keys.yaml"


def roll_path(round_id: str, roll: str) -> str:
    """Where a roll of a round is kept."""
    return f"rounds/{round_id}/roll/{roll}.txt"


def election_for(the_round: Round, keys: VotingKeys) -> Election:
    """The public description of the vote: the keys, and the dates of step 5 in UTC."""
    voting = the_round.schedule.periods["voting"]
    zone = ZoneInfo(the_round.schedule.time_zone)
    return Election(
        election=keys.election,
        opens=_at(voting.opens, zone),
        closes=_at(voting.closes, zone),
        election_key=keys.election_key,
        receipt_key=keys.receipt_key,
        log_key=keys.log_key,
        officer_keys=keys.officer_keys,
        rolls=keys.rolls,
        iterations=keys.iterations,
        padded=keys.padded,
    )


def keys_text(keys: VotingKeys) -> str:
    """The bytes of keys.yaml as text."""
    return dump_yaml(
        {
            "election": keys.election,
            "function": keys.function,
            "iterations": keys.iterations,
            "padded": keys.padded,
            "election_key": b64u(keys.election_key),
            "receipt_key": b64u(keys.receipt_key),
            "log_key": b64u(keys.log_key),
            "officer_keys": [b64u(key) for key in keys.officer_keys],
            "rolls": {roll: list(pots) for roll, pots in sorted(keys.rolls.items())},
        }
    )


def read_keys(
    root: Path, round_id: str
) -> tuple[VotingKeys | None, tuple[Problem, ...], tuple[Document, ...]]:
    """The keys of a round; None without problems where there is no online voting."""
    path = keys_path(round_id)
    if not is_there(root, path):
        return None, (), ()
    document, problems = read_yaml(root, path)
    if document is None:
        return None, problems, ()
    problems += shape_problems(document, "keys")
    if problems:
        return None, problems, (document,)
    try:
        return _keys_of(document.data), (), (document,)
    except ValueError:
        return None, (Problem("key-form", document.place("election_key")),), (document,)


def read_roll(root: Path, round_id: str, roll: str) -> tuple[Roll | None, tuple[Problem, ...]]:
    """A roll, or None with what is wrong with its file."""
    path = roll_path(round_id, roll)
    if not is_there(root, path):
        return None, (Problem("roll-missing", Place(path), {"roll": roll, "round": round_id}),)
    data, problems = read_bytes(root, path, MOST_ROLL_BYTES)
    if data is None:
        return None, problems
    line = roll_mistake(data)
    if line is not None:
        return None, (Problem("roll-line", Place(path, line), {"line": line}),)
    return Roll(data), ()


def _keys_of(data: Mapping[str, Any]) -> VotingKeys:
    return VotingKeys(
        election=data["election"],
        election_key=of_b64u(data["election_key"], 32),
        receipt_key=of_b64u(data["receipt_key"], 32),
        log_key=of_b64u(data["log_key"], 32),
        officer_keys=tuple(of_b64u(key, 32) for key in data["officer_keys"]),
        rolls={str(roll): tuple(pots) for roll, pots in data["rolls"].items()},
        iterations=data.get("iterations", ITERATIONS),
        padded=data.get("padded", PADDED),
        function=data.get("function", FUNCTION),
    )


def _at(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone)
