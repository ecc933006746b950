"""`serve` in a process of its own, and a voter's page that asks it: for several tests."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.elections import Election, election_of
from medborgarbudget.records.sealed.encoding import of_b64u
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.voting.sealing import ballot_body, head_body, sealed

CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{2}")


@dataclass
class Served:
    """A running `serve`: where it answers, and what it said at the start."""

    site: str
    said: str

    @property
    def codes(self) -> list[str]:
        """The codes that were told."""
        return CODE.findall(self.said)

    def get(self, path: str) -> str:
        """A page."""
        with urlopen(self.site + path) as answer:
            return str(answer.read().decode())

    def post(self, path: str, body: bytes, origin: str | None = None) -> tuple[int, Any]:
        """The function's answer to a voter's page."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Origin": self.site.rstrip("/") if origin is None else origin}
        request = Request(f"{self.site}vote-function{path}", body, headers)
        try:
            with urlopen(request) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    @property
    def election(self) -> Election:
        """The election as the function describes it."""
        return election_of(self.get("vote-function/election"))

    def vote(
        self, code: str, pot: str, marks: Marks, former: SealedBallot | None = None
    ) -> SealedBallot:
        """Cast a ballot as the page does; the receipt must hold."""
        election = self.election
        spread = stretched(read_code(code), election.election, election.iterations)
        key = voter_key(spread, pot)
        status, head = self.post("/head", head_body(election, key))
        assert (200, former.header.seq if former else 0) == (status, head["seq"])
        ballot = sealed(election, pot, pot, key, marks, former)
        status, answer = self.post("/ballot", ballot_body(ballot))
        assert 201 == status
        receipt = receipt_of(answer["receipt"], of_b64u(answer["signature"], 64))
        assert receipt.leaf == ballot.leaf and receipt.holds(election.receipt_key)
        return ballot


@contextmanager
def serving(*words: str | Path, lines: int) -> Iterator[Served]:
    """`serve` in a process of its own, until Ctrl-C; `lines` are those it says at the start."""
    script = "import sys; from medborgarbudget.cli import cli; cli(sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", script, "serve", "--port", "0", "--language", "en"]
        + [str(word) for word in words],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stderr is not None
    try:
        site = process.stderr.readline().strip()
        yield Served(site, "".join(process.stderr.readline() for _ in range(lines)))
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[1]
    assert 0 == process.returncode
    assert "Traceback" not in rest
