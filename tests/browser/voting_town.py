"""Lillby while it votes on the screen: the built site, the vote function, codes, and a device."""

from __future__ import annotations

import functools
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests.browser.conftest import told_by

from medborgarbudget.records.keys import VotingKeys, keys_path, keys_text, roll_path
from medborgarbudget.records.manifest import manifest_text
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u, canonical
from medborgarbudget.records.sealed.entries import SealedBallot, header_of
from medborgarbudget.records.sealed.envelopes import Marks, opened
from medborgarbudget.records.sealed.rolls import Roll, roll_text
from medborgarbudget.records.sealed.signatures import sign
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import write_text
from medborgarbudget.site.build import build
from medborgarbudget.voting.function.core import VoteFunction
from medborgarbudget.voting.function.http import Request, Response
from medborgarbudget.voting.function.origins import only_from
from medborgarbudget.voting.function.wsgi import application
from medborgarbudget.voting.minting import new_codes, public_keys
from medborgarbudget.voting.opening import open_round
from medborgarbudget.voting.stores import Row
from medborgarbudget.voting.stores.memory import MemoryStore

ELECTION, ITERATIONS, CODES = "lillby-2026", 10_000, 60
POTS = ("norr", "soder")
APPROVAL = "ballot: {vote_type: approval, min_length: 1, max_length: 3}"

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
"""What the function's clock and those of the devices say, unless a test says otherwise."""
SOUTH = "    electorate: 1900\n"


def seed(name: str) -> bytes:
    """32 bytes that everybody can make again."""
    return sha256(name.encode()).digest()


def signer(name: str) -> Ed25519PrivateKey:
    """An Ed25519 key by name."""
    return Ed25519PrivateKey.from_private_bytes(seed(name))


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once."""

    daemon_threads = True


class QuietFunction(WSGIRequestHandler):
    """Says nothing of requests, as the function on a town's own machine."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


class QuietSite(SimpleHTTPRequestHandler):
    """Serves a folder as it is now, and says nothing.

    By its date alone a file that changes twice within a second would seem the same to a browser.
    """

    def end_headers(self) -> None:
        """Let no browser keep what the next night changes."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@dataclass
class VotingTown:
    """A town that votes.

    `faults` happen to the next ballots: "down", "lost" after storing, "forged" for a receipt that
    another key signed, or what is to be done before the ballot comes.
    """

    root: Path
    output: Path
    site: str = ""
    function_address: str = ""
    now: datetime = NOW
    faults: list[str | Callable[[], object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    store: MemoryStore = field(default_factory=MemoryStore)
    codes: dict[str, list[str]] = field(default_factory=dict)

    def open(self) -> None:
        """Keys, rolls, the frozen ballot, and the function."""
        public = [signer(name).public_key().public_bytes_raw() for name in ("receipt", "log")]
        self.secret = X25519PrivateKey.from_private_bytes(seed("election"))
        keys = VotingKeys(
            ELECTION,
            self.secret.public_key().public_bytes_raw(),
            *public,
            officer_keys=(signer("officer").public_key().public_bytes_raw(),),
            rolls={pot: (pot,) for pot in POTS},
            iterations=ITERATIONS,
            function=self.function_address,
        )
        write_text(self.root, keys_path("2026"), keys_text(keys))
        rolls = {}
        for pot in POTS:
            numbers = iter(range(CODES))
            found = new_codes(CODES, lambda size, n=numbers, p=pot: seed(f"{p} {next(n)}")[:size])
            self.codes[pot] = list(found)
            listed = [public_keys(one, ELECTION, ITERATIONS, [pot])[pot] for one in found]
            write_text(self.root, roll_path("2026", pot), roll_text(listed))
            rolls[pot] = Roll(roll_text(listed).encode("ascii"))
        tree = read_tree(self.root)
        manifest, problems = open_round(tree, tree.rounds["2026"], date(2026, 5, 4))
        assert () == problems
        write_text(self.root, "rounds/2026/manifest.yaml", manifest_text(manifest))
        election = read_tree(self.root).rounds["2026"].election
        assert election is not None
        self.election: Election = election
        self.function = VoteFunction(
            election, rolls, self.store, lambda: self.now, signer("receipt")
        )

    @property
    def log_key(self) -> Ed25519PrivateKey:
        """What signs the nightly log."""
        return signer("log")

    def build(self, today: str = "2026-05-10") -> None:
        """Write the site as on a day."""
        build(self.root, self.output, date.fromisoformat(today))

    def answer(self, request: Request) -> Response:
        """The function's answer, or what happens to it on the way."""
        sent = request.method == "POST"
        if sent:
            self.asked.append(request.path)
        fault = self.faults.pop(0) if sent and request.path == "/ballot" and self.faults else ""
        if callable(fault):
            fault()
        if fault == "down":
            return Response(503, b"{}")
        answer = only_from(self.function, [self.site.rstrip("/")])(request)
        if fault == "forged":
            said = json.loads(answer.body)
            text = sign("receipt", said["receipt"], signer("somebody"))
            answer = replace(answer, body=canonical({**said, "signature": b64u(text)}).encode())
        return Response(503, b"{}") if fault == "lost" else answer

    def code(self, pot: str = "norr") -> str:
        """A code that nobody has used."""
        return self.codes[pot].pop()

    def rows(self, code: str, pot: str = "norr") -> tuple[Row, ...]:
        """What is stored under a code."""
        return self.store.entries(public_keys(code, ELECTION, ITERATIONS, [pot])[pot])

    def marks(self, row: Row) -> Marks:
        """What a stored ballot says, opened with the election key."""
        ballot = SealedBallot(header_of(row.text), row.signature, row.ciphertext)
        assert ballot.is_signed
        assert ballot.is_whole
        return opened(ballot, self.secret, self.election.padded)


@pytest.fixture(scope="session")
def towns_that_vote(
    lillby: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., VotingTown]]:
    """Makes, opens, builds and serves Lillby, with these ballots for its two pots."""
    servers: list[Any] = []

    def serve(server: Any) -> str:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    def make(norr: str = APPROVAL, soder: str = APPROVAL) -> VotingTown:
        folder = tmp_path_factory.mktemp("voting")
        town = VotingTown(Path(shutil.copytree(lillby, folder / "lillby")), folder / "site")
        town.output.mkdir()
        path = town.root / "rounds/2026/round.yaml"
        text = path.read_text("utf-8").replace(APPROVAL, norr)
        path.write_text(text.replace(SOUTH, f"{SOUTH}    {soder}\n"), "utf-8")
        handler = functools.partial(QuietSite, directory=str(town.output))
        town.site = serve(ThreadingHTTPServer(("127.0.0.1", 0), handler)) + "/"
        function = application(town.answer)
        town.function_address = serve(
            make_server("127.0.0.1", 0, function, server_class=Server, handler_class=QuietFunction)
        )
        town.open()
        town.build()
        return town

    yield make
    with ThreadPoolExecutor(len(servers) or 1) as ending:  # each takes half a second
        list(ending.map(lambda server: server.shutdown(), servers))
    for server in servers:
        server.server_close()


def pass_time_until_sent(page: Any, seconds: int = 300) -> None:
    """Moves an installed clock on until the page sends its ballot again, and then lets it stand.

    A clock that went on would run away from an answer that takes real time, and cut it off.
    """
    sent: list[Any] = []

    def note(request: Any) -> None:
        if request.url.endswith("/ballot"):
            sent.append(request)

    page.on("request", note)
    for _ in range(seconds):
        page.clock.run_for(1000)
        if sent:
            break
    page.remove_listener("request", note)
    assert sent


@pytest.fixture
def screen(chromium: Any) -> Iterator[Any]:
    """A new device with the vote page's own policy, and nothing amiss in its console."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.clock.set_fixed_time(NOW)
    page = context.new_page()
    page.set_default_timeout(15_000)
    said = told_by(page)
    yield page
    context.close()
    # A server that fails is told of by the browser itself; nothing else may be.
    assert [] == [
        one
        for one in said
        if not one.startswith("Failed to load resource") and "CORS policy" not in one
    ]
