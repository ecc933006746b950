"""The vote function itself: checks a signed request and does its one conditional write.

Imports nothing but the standard library, `cryptography` and the protocol: it starts cold with every
burst of voters. Says and keeps nothing of who, when or from where (docs/voting-protocol.md, 6).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u, of_b64u, of_canonical
from medborgarbudget.records.sealed.entries import (
    REVOCATION_SEQ,
    Header,
    SealedBallot,
    entry_leaf,
    header_of,
    revocation_of,
)
from medborgarbudget.records.sealed.envelopes import OVERHEAD
from medborgarbudget.records.sealed.receipts import Receipt
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.sealed.signatures import is_signed, sign
from medborgarbudget.voting.function.http import RefusedError, Request, Response, answer, parts_of
from medborgarbudget.voting.stores import Row, Store, UnavailableError

_LOG = logging.getLogger(__name__)
DESCRIPTION = Path(__file__).with_name("openapi.json")

Clock = Callable[[], datetime]
"""The server's own clock, in UTC; the only one that decides whether voting is open."""


class VoteFunction:
    """Answers every request of the protocol. Safe to call from several threads."""

    def __init__(
        self,
        election: Election,
        rolls: Mapping[str, Roll],
        store: Store,
        clock: Clock,
        receipt_key: Ed25519PrivateKey,
    ) -> None:
        self.election = election
        self.rolls = rolls
        self.store = store
        self.clock = clock
        self.receipt_key = receipt_key
        self.routes: Mapping[tuple[str, str], Callable[[Request], Response]] = {
            ("POST", "/ballot"): self.cast,
            ("POST", "/head"): self.head,
            ("POST", "/revocation"): self.revoke,
            ("GET", "/election"): self.describe,
            ("GET", "/openapi.json"): self.explain,
        }

    def __call__(self, request: Request) -> Response:
        """The answer to a request; never an exception.

        HEAD is answered as GET, and the adapter leaves out the body. Of a defect the log gets the
        kind and the place, never its words: they might hold what a voter sent.
        """
        if request.unread is not None:
            return request.unread
        method = "GET" if request.method == "HEAD" else request.method
        route = self.routes.get((method, request.path))
        try:
            return route(request) if route is not None else self._elsewhere(request.path)
        except RefusedError as refusal:
            return refusal.response
        except UnavailableError:
            return answer(503, {"error": "unavailable"})
        except Exception as defect:
            _LOG.error("defect: %s at %s", type(defect).__name__, _place(defect))
            return answer(503, {"error": "unavailable"})

    def describe(self, request: Request) -> Response:
        """The public description of the election."""
        return Response(200, self.election.text.encode("ascii"))

    def explain(self, request: Request) -> Response:
        """What may be asked and what is answered, in OpenAPI 3.1."""
        return Response(200, DESCRIPTION.read_bytes())

    def cast(self, request: Request) -> Response:
        """Store a sealed ballot, and promise that it is in the log."""
        ballot = self._ballot(*parts_of(request, "header", "signature", "ciphertext"))
        header = ballot.header
        now = self._now()
        row = Row(
            header.key, header.seq, header.text, ballot.signature, ballot.ciphertext, now.date()
        )
        entries = self.store.entries(header.key)
        same = next((one for one in entries if one.seq == header.seq), None)
        if same is not None and same.is_same(row):
            return self._receipt(200, same)
        self._check_time(now)
        _check_turn(header, entries)
        if self.store.put_new(row):
            return self._receipt(201, row)
        return self._again(row)

    def revoke(self, request: Request) -> Response:
        """Void a key on an officer's word, whatever its ballots and their order."""
        text, signature = parts_of(request, "revocation", "signature")
        try:
            revocation = revocation_of(text, of_b64u(signature, 64))
        except ValueError:
            raise RefusedError(400, "form") from None
        if revocation.election != self.election.election:
            raise RefusedError(400, "form")
        if revocation.key not in self.rolls.get(revocation.roll, Roll(b"")):
            raise RefusedError(403, "not-in-roll")
        known = revocation.officer in self.election.officer_keys
        if not known or not revocation.is_signed:
            raise RefusedError(403, "signature")
        now = self._now()
        row = Row(revocation.key, REVOCATION_SEQ, text, revocation.signature, b"", now.date())
        entries = self.store.entries(revocation.key)
        if entries and entries[0].seq == REVOCATION_SEQ:
            if entries[0].is_same(row):
                return self._receipt(200, entries[0])
            raise RefusedError(409, "sequence", head=_head(entries))
        if now >= self.election.closes:
            raise RefusedError(403, "closed")
        if self.store.put_new(row):
            return self._receipt(201, row)
        return self._again(row)

    def head(self, request: Request) -> Response:
        """Tell the holder of a key, and nobody else, how often it has voted."""
        text, signature = parts_of(request, "request", "signature")
        try:
            data = of_canonical(text, ("election", "key", "v"))
            key, signed = of_b64u(data["key"], 32), of_b64u(signature, 64)
        except ValueError:
            raise RefusedError(400, "form") from None
        if data["election"] != self.election.election or data["v"] != 1:
            raise RefusedError(400, "form")
        if not any(key in roll for roll in self.rolls.values()):
            raise RefusedError(403, "not-in-roll")
        if not is_signed("head", text, signed, key):
            raise RefusedError(403, "signature")
        return answer(200, _head(self.store.entries(key)))

    def _elsewhere(self, path: str) -> Response:
        """There is no such path, or it answers to another method (RFC 9110, section 15.5.6)."""
        methods = [method for method, known in self.routes if known == path]
        if not methods:
            raise RefusedError(404, "path")
        refusal = answer(405, {"error": "method"})
        heads = ["HEAD"] if "GET" in methods else []
        return Response(405, refusal.body, {"allow": ", ".join([*methods, *heads, "OPTIONS"])})

    def _ballot(self, header_text: str, signature: str, ciphertext: str) -> SealedBallot:
        """The ballot in a request, checked as far as that needs no store and no clock."""
        try:
            header = header_of(header_text)
            ballot = SealedBallot(header, of_b64u(signature, 64), of_b64u(ciphertext))
        except ValueError:
            raise RefusedError(400, "form") from None
        pots = self.election.rolls.get(header.roll, ())
        size = self.election.padded + OVERHEAD
        if header.election != self.election.election or header.pot not in pots:
            raise RefusedError(400, "form")
        if len(ballot.ciphertext) != size or not ballot.is_whole:
            raise RefusedError(400, "form")
        if header.key not in self.rolls[header.roll]:
            raise RefusedError(403, "not-in-roll")
        if not ballot.is_signed:
            raise RefusedError(403, "signature")
        return ballot

    def _check_time(self, now: datetime) -> None:
        """Raises RefusedError where voting is not open."""
        if now < self.election.opens:
            raise RefusedError(403, "not-open")
        if now >= self.election.closes:
            raise RefusedError(403, "closed")

    def _again(self, row: Row) -> Response:
        """Somebody was faster with the same key and number: with the same request, or another."""
        entries = self.store.entries(row.key)
        same = next((one for one in entries if one.seq == row.seq), None)
        if same is None:
            raise RefusedError(503, "unavailable")
        if same.is_same(row):
            return self._receipt(200, same)
        raise RefusedError(409, "sequence", head=_head(entries))

    def _receipt(self, status: int, row: Row) -> Response:
        leaf = entry_leaf(row.text, row.signature)
        text = Receipt(self.election.election, leaf, row.day).text
        signature = sign("receipt", text, self.receipt_key)
        return answer(status, {"receipt": text, "signature": b64u(signature)})

    def _now(self) -> datetime:
        return self.clock().astimezone(UTC)


def _check_turn(header: Header, entries: tuple[Row, ...]) -> None:
    """Raises RefusedError where a key is revoked, or its ballot does not follow the last one."""
    if entries and entries[0].seq == REVOCATION_SEQ:
        raise RefusedError(403, "revoked")
    last = entries[-1] if entries else None
    former = entry_leaf(last.text, last.signature) if last else None
    if (header.seq, header.previous) != ((last.seq if last else 0) + 1, former):
        raise RefusedError(409, "sequence", head=_head(entries))


def _head(entries: tuple[Row, ...]) -> dict[str, str | int | None]:
    """How often a key has voted, the leaf of its last ballot, and whether it is revoked."""
    ballots = [row for row in entries if row.seq != REVOCATION_SEQ]
    last = ballots[-1] if ballots else None
    return {
        "leaf": b64u(entry_leaf(last.text, last.signature)) if last else None,
        "revoked": int(len(ballots) != len(entries)),
        "seq": last.seq if last else 0,
    }


def _place(defect: BaseException) -> str:
    """The last line of the program that a defect came from: a module's file and a number."""
    trace = defect.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
