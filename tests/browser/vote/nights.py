"""What a town does with its ballots by night and after closing, for the pages that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.voting_town import signer

from medborgarbudget.records.box import (
    Box,
    box_files,
    checkpoint_path,
    leaves_text,
    log_path,
    read_leaves,
)
from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.entries import (
    REVOCATION_SEQ,
    SealedBallot,
    entry_leaf,
    header_of,
    revocation_of,
)
from medborgarbudget.records.sealed.envelopes import SUITE, Marks
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.records.writing import write_text
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.minting import public_keys
from medborgarbudget.voting.nightly import checkpoint_note, grown
from medborgarbudget.voting.sealing import ballot_body, revocation_body, revoked, sealed
from medborgarbudget.voting.stores import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any


def vote(
    town: Any, *choices: int, former: SealedBallot | None = None, code: str = ""
) -> tuple[str, SealedBallot, str]:
    """A ballot cast without any browser; (code, ballot, receipt)."""
    code = code or town.code()
    ballot = sealed(town.election, "norr", "norr", voters_key(town, code), Marks(choices), former)
    return code, ballot, sent(town, "/ballot", ballot_body(ballot))


def voters_key(town: Any, code: str, pot: str = "norr") -> Any:
    """The key of a letter's code in one roll."""
    election = town.election
    return voter_key(stretched(read_code(code), election.election, election.iterations), pot)


def smuggled(
    town: Any, marks: Any, pot: str = "norr", encrypt: Callable[..., bytes] = SUITE.encrypt
) -> tuple[str, bytes]:
    """A ballot that no booth would make, nor every function take; (code, leaf)."""
    code = town.code(pot)
    ballot = sealed(town.election, pot, pot, voters_key(town, code, pot), marks, encrypt=encrypt)
    head = ballot.header
    row = Row(head.key, 1, head.text, ballot.signature, ballot.ciphertext, town.now.date())
    assert town.store.put_new(row)
    return code, ballot.leaf


def revoke(town: Any, code: str, reason: str = "paper") -> None:
    """An officer takes in the letter of this code."""
    election = town.election
    key = public_keys(code, election.election, election.iterations, ["norr"])["norr"]
    word = revoked(election, "norr", key, reason, signer("officer"))
    sent(town, "/revocation", revocation_body(word))


def sent(town: Any, path: str, body: bytes) -> str:
    """What the function answers to what it takes."""
    answer = town.function(Request("POST", path, {"content-type": "application/json"}, body))
    assert 201 == answer.status
    return str(answer.body.decode("ascii"))


def night(town: Any, day: str) -> None:
    """What the nightly command writes, and the site built from it."""
    before, _ = read_leaves(town.root, "2026")
    leaves = grown(before, town.store.rows())
    write_text(town.root, log_path("2026"), leaves_text(leaves))
    note = checkpoint_note(town.election.election, leaves, town.log_key)
    write_text(town.root, checkpoint_path("2026", day), note)
    town.build(day)


def publish_box(town: Any, counted: Collection[bytes]) -> Box:
    """The box as it is when all is over: of these leaves with what is sealed in them."""
    rows = {entry_leaf(row.text, row.signature): row for row in town.store.rows()}
    entries = tuple(
        SealedBallot(header_of(row.text), row.signature, row.ciphertext if leaf in counted else b"")
        for leaf, row in rows.items()
        if row.seq != REVOCATION_SEQ
    )
    taken = tuple(
        revocation_of(row.text, row.signature) for row in rows.values() if row.seq == REVOCATION_SEQ
    )
    box = Box(entries, taken, town.secret.private_bytes_raw())
    for path, data in box_files("2026", box).items():
        write_text(town.root, path, data.decode("ascii"))
    return box
