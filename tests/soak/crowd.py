"""Many voters at once: their ballots, made beforehand, and what became of each."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException

from tests.voting.conftest import Booth, public

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import of_b64u
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.sealed.rolls import roll_text
from medborgarbudget.voting.sealing import ballot_body, sealed
from medborgarbudget.voting.stores import Row

EVERY = 5
"""So many voters have one among them who changes the vote once."""

PATIENCE = 60.0
"""For how many seconds a voter sends the same bytes again before giving up."""

PAUSE = 0.05
"""So many seconds between two tries; a browser waits longer."""

JSON = {"content-type": "application/json"}


@dataclass
class Voter:
    """One voter: ballots in the order in which they are cast."""

    key: bytes
    ballots: list[SealedBallot]

    def __post_init__(self) -> None:
        self.bodies = [ballot_body(ballot) for ballot in self.ballots]


@dataclass
class Crowd:
    """An election that is open for years around now, and so many ballots for it."""

    ballots: int
    voters: list[Voter] = field(default_factory=list)

    def __post_init__(self) -> None:
        booth = Booth(voters=self.ballots)
        self.receipt_key = booth.receipt_key
        self.election: Election = replace(
            booth.election,
            opens=datetime(2020, 1, 1, tzinfo=UTC),
            closes=datetime(2100, 1, 1, tzinfo=UTC),
        )
        left = self.ballots
        for number, key in enumerate(booth.keys):
            if not left:
                break
            cast = [sealed(self.election, "norr", "norr", key, Marks((1,)))]
            if number % EVERY == 0 and left > 1:
                cast.append(sealed(self.election, "norr", "norr", key, Marks((2,)), cast[0]))
            left -= len(cast)
            self.voters.append(Voter(public(key), cast))
        roll = roll_text(voter.key for voter in self.voters).encode("ascii")
        self.rolls = {"norr": roll, "any": roll}

    def part(self, start: int, end: int) -> list[Voter]:
        """Some of the voters."""
        return self.voters[start:end]


@dataclass
class Outcome:
    """What became of one ballot: the last answer, how long it took, and the tries before."""

    ballot: SealedBallot
    status: int
    body: bytes
    seconds: float
    failed: list[str]

    @property
    def is_taken(self) -> bool:
        """Whether the server says that it is stored."""
        return self.status in (200, 201)

    def is_promised(self, election: Election) -> bool:
        """Whether the answer is a receipt for this very ballot, signed by the function."""
        data = json.loads(self.body)
        receipt = receipt_of(data["receipt"], of_b64u(data["signature"], 64))
        named = (receipt.election, receipt.leaf) == (election.election, self.ballot.leaf)
        return named and receipt.holds(election.receipt_key)


class Turnout:
    """Voters on their way, `at_once` of them together; others may look how far they have come."""

    def __init__(self, port: int, voters: Iterable[Voter], at_once: int = 100) -> None:
        self.port = port
        self.outcomes: list[Outcome] = []
        self._voters: Iterator[Voter] = iter(voters)
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(at_once)
        self.begun = time.perf_counter()
        self._all = [self._pool.submit(self._queue) for _ in range(at_once)]

    def wait(self) -> list[Outcome]:
        """All outcomes, when everybody is done."""
        for one in self._all:
            one.result()
        self.seconds = time.perf_counter() - self.begun
        self._pool.shutdown()
        return self.outcomes

    def until(self, taken: int) -> None:
        """Wait until so many ballots have an answer, or everybody is done."""
        while len(self.outcomes) < taken and not all(one.done() for one in self._all):
            time.sleep(0.002)

    @property
    def figures(self) -> dict[str, str]:
        """Rate, times and failed tries, in words for a table."""
        times = sorted(outcome.seconds for outcome in self.outcomes)
        failed = Counter(word for outcome in self.outcomes for word in outcome.failed)
        return {
            "ballots": str(len(times)),
            "a second": f"{len(times) / self.seconds:.0f}",
            "p50": f"{times[len(times) // 2] * 1000:.0f} ms",
            "p99": f"{times[len(times) * 99 // 100] * 1000:.0f} ms",
            "failed tries": ", ".join(f"{n} {word}" for word, n in sorted(failed.items())) or "0",
        }

    def _queue(self) -> None:
        """One place in the queue: a voter after the other, on one connection while it lasts."""
        line = Line(self.port)
        while True:
            with self._lock:
                voter = next(self._voters, None)
            if voter is None:
                line.close()
                return
            for ballot, body in zip(voter.ballots, voter.bodies, strict=True):
                self.outcomes.append(_cast(line, ballot, body))


class Line:
    """A connection to the function that is made anew when it breaks."""

    def __init__(self, port: int, timeout: float = 10.0) -> None:
        self._new: Callable[[], HTTPConnection] = lambda: HTTPConnection(
            "127.0.0.1", port, timeout=timeout
        )
        self._connection = self._new()

    def post(self, body: bytes, path: str = "/ballot") -> tuple[int, bytes]:
        """Status and body of the answer. Raises OSError or HTTPException where none comes."""
        try:
            try:
                self._connection.request("POST", path, body, JSON)
            except (BrokenPipeError, ConnectionResetError):  # the server hung up while we were idle
                self.close()
                self._connection.request("POST", path, body, JSON)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            self.close()
            raise

    def close(self) -> None:
        """Hang up; the next request makes a new connection."""
        self._connection.close()
        self._connection = self._new()


def _cast(line: Line, ballot: SealedBallot, body: bytes) -> Outcome:
    """Send the same bytes until there is an answer that means something."""
    failed: list[str] = []
    end = time.monotonic() + PATIENCE
    while True:
        begun = time.perf_counter()
        try:
            status, answer = line.post(body)
        except (OSError, HTTPException) as error:
            status, answer = 0, b""
            failed.append("no answer" if not isinstance(error, TimeoutError) else "timeout")
        seconds = time.perf_counter() - begun
        if status not in (0, 503) or time.monotonic() > end:
            return Outcome(ballot, status, answer, seconds, failed)
        if status:
            failed.append(str(status))
        time.sleep(PAUSE)


def is_refused(answer: tuple[int, bytes]) -> bool:
    """Whether the answer is the one clear word, and no receipt."""
    return answer[0] == 503 and json.loads(answer[1]) == {"error": "unavailable"}


def check(crowd: Crowd, voters: list[Voter], outcomes: list[Outcome], rows: list[Row]) -> None:
    """Every ballot has a receipt that holds; each is stored once, as it was sent; no other is."""
    unanswered = Counter(outcome.status for outcome in outcomes if not outcome.is_taken)
    assert {} == unanswered
    assert all(outcome.is_promised(crowd.election) for outcome in outcomes)
    sent = {(one.key, b.header.seq): b for one in voters for b in one.ballots}
    assert len(sent) == len(outcomes)
    check_rows(sent, rows)
    assert len(voters) == sum(row.seq == 1 for row in rows)


def check_rows(sent: Mapping[tuple[bytes, int], SealedBallot], rows: list[Row]) -> None:
    """The store has just these ballots, by key and number, each once and as it was sent."""
    assert sorted(sent) == [(row.key, row.seq) for row in rows]
    for row in rows:
        ballot = sent[row.key, row.seq]
        expected = (ballot.header.text, ballot.signature, ballot.ciphertext)
        assert expected == (row.text, row.signature, row.ciphertext)
