"""What a town does with its ballots by night and after closing, for the pages that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medborgarbudget.records.box import (
    Box,
    box_files,
    checkpoint_path,
    leaves_text,
    log_path,
    read_leaves,
)
from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.entries import SealedBallot, entry_leaf, header_of
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.records.writing import write_text
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.nightly import checkpoint_note, grown
from medborgarbudget.voting.sealing import ballot_body, sealed

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any


def vote(
    town: Any, *choices: int, former: SealedBallot | None = None, code: str = ""
) -> tuple[str, SealedBallot, str]:
    """A ballot cast without any browser; (code, ballot, receipt)."""
    code = code or town.code()
    election = town.election
    key = voter_key(stretched(read_code(code), election.election, election.iterations), "norr")
    ballot = sealed(election, "norr", "norr", key, Marks(choices), former)
    headers = {"content-type": "application/json"}
    answer = town.function(Request("POST", "/ballot", headers, ballot_body(ballot)))
    assert 201 == answer.status
    return code, ballot, answer.body.decode("ascii")


def night(town: Any, day: str) -> None:
    """What the nightly command writes, and the site built from it."""
    before, _ = read_leaves(town.root, "2026")
    leaves = grown(before, town.store.rows())
    write_text(town.root, log_path("2026"), leaves_text(leaves))
    note = checkpoint_note(town.election.election, leaves, town.log_key)
    write_text(town.root, checkpoint_path("2026", day), note)
    town.build(day)


def publish_box(town: Any, counted: Collection[bytes]) -> None:
    """The box as it is when all is over: of these leaves with what is sealed in them."""
    rows = {entry_leaf(row.text, row.signature): row for row in town.store.rows()}
    entries = tuple(
        SealedBallot(header_of(row.text), row.signature, row.ciphertext if leaf in counted else b"")
        for leaf, row in rows.items()
    )
    box = Box(entries, (), town.secret.private_bytes_raw())
    for path, data in box_files("2026", box).items():
        write_text(town.root, path, data.decode("ascii"))
