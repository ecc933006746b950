"""The vote online as it is played: a real server on this machine, and its voters' programs."""

from __future__ import annotations

import json
import tempfile
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.demo.letters import Visit
from medborgarbudget.demo.open_secrets import codes_of, letters_of, secrets_of
from medborgarbudget.demo.sealing import encrypted
from medborgarbudget.demo.voting import DemoStoppedError
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.keys import FUNCTION
from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.encoding import of_b64u
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.voting.function.core import VoteFunction
from medborgarbudget.voting.function.local import LocalServer
from medborgarbudget.voting.function.origins import only_from
from medborgarbudget.voting.sealing import (
    ballot_body,
    head_body,
    revocation_body,
    revoked,
    sealed,
)
from medborgarbudget.voting.stores.sqlite import SqliteStore

NOON = time(12, tzinfo=UTC)


@dataclass
class Booth:
    """The function of a round with its store, on a port of this machine, until it is left.

    `today` is what its clock says; `told` counts what was done there.
    """

    folder: RoundFolder
    rolls: Mapping[str, Roll]
    today: date = date.min
    told: Counter[str] = field(default_factory=Counter)

    def __enter__(self) -> Booth:
        with ExitStack() as stack:
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix="exempelby-"))
            self.store = SqliteStore(Path(place) / "votes.sqlite")
            stack.callback(self.store.close)
            assert self.folder.election is not None
            self.election = self.folder.election
            secrets = secrets_of(self.folder.round_id)
            self.officer = Ed25519PrivateKey.from_private_bytes(secrets.officers[0])
            function = VoteFunction(
                self.election,
                self.rolls,
                self.store,
                lambda: datetime.combine(self.today, NOON),
                Ed25519PrivateKey.from_private_bytes(secrets.receipt),
            )
            handler = only_from(function, ())
            self.server = stack.enter_context(LocalServer(0, Path(place), {FUNCTION: handler}))
            threading.Thread(target=self.server.serve_forever, daemon=True).start()
            stack.callback(self.server.shutdown)
            self._left = stack.pop_all()
        self._codes = {
            letter: codes_of(self.folder.round_id, letter)
            for letter in letters_of(self.folder.round)
        }
        self._spread: dict[str, bytes] = {}
        self._last: dict[bytes, SealedBallot] = {}
        return self

    def __exit__(self, *_: object) -> None:
        self._left.close()

    def receive(self, day: date, visits: Sequence[Visit]) -> None:
        """All visits of a day, one after the other. Raises DemoStoppedError."""
        self.today = day
        for visit in visits:
            if visit.kind == "hand-in":
                self._hand_in(visit)
            else:
                self._cast(visit)

    def _cast(self, visit: Visit) -> None:
        assert visit.marks is not None
        key = self._key(visit, visit.pot_id)
        former = self._last.get(key.public_key().public_bytes_raw())
        status, head = self._post("/head", head_body(self.election, key))
        if status != 200 or head["seq"] != (former.header.seq if former else 0):
            raise DemoStoppedError(f"the vote function does not know its own ballots: {head}")
        ballot = sealed(
            self.election, visit.pot_id, visit.pot_id, key, visit.marks, former, encrypted
        )
        if visit.cut:
            self._hang_up("/ballot", ballot_body(ballot))
            self.told["cut"] += 1
        self._promised(*self._post("/ballot", ballot_body(ballot)), ballot.leaf)
        self._last[ballot.header.key] = ballot
        self.told["changed" if former else "cast"] += 1

    def _hand_in(self, visit: Visit) -> None:
        """The letter is handed in for a slip: an officer voids its key in every roll."""
        for roll in letters_of(self.folder.round)[visit.letter]:
            public = self._key(visit, roll).public_key().public_bytes_raw()
            word = revoked(self.election, roll, public, "paper", self.officer)
            self._promised(*self._post("/revocation", revocation_body(word)), word.leaf)
        self.told["handed-in"] += 1

    def _promised(self, status: int, answer: Mapping[str, Any], leaf: bytes) -> None:
        """The voter's program looks at the receipt before it says that all is well."""
        if status in (200, 201):
            receipt = receipt_of(answer["receipt"], of_b64u(answer["signature"], 64))
            if receipt.leaf == leaf and receipt.holds(self.election.receipt_key):
                return
        raise DemoStoppedError(f"the vote function answers {status} {answer}")

    def _key(self, visit: Visit, roll: str) -> Ed25519PrivateKey:
        code = self._codes[visit.letter][visit.number]
        if code not in self._spread:
            self._spread[code] = stretched(
                read_code(code), self.election.election, self.election.iterations
            )
        return voter_key(self._spread[code], roll)

    def _post(self, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        connection = self._sent(path, body)
        try:
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def _hang_up(self, path: str, body: bytes) -> None:
        """Send, and be gone before any answer."""
        self._sent(path, body).close()

    def _sent(self, path: str, body: bytes) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", self.server.server_port)
        connection.request("POST", FUNCTION + path, body, {"content-type": "application/json"})
        return connection
