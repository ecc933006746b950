"""After a whole vote all that was stored is searched: no code, no choice by key, time or order.

The vote goes through the server that a town runs, on each store; the nightly log, the closing, the
count, the repository and the site are the town's. Everything is read as somebody would who has
taken the machine: files, write-ahead logs, the server's log, every object of Git, the whole site.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import ClassVar

import psycopg
import pytest
from tests.counting.conftest import NORR, OnlineTown, seed, signer, votes
from tests.services.postgresql import Postgresql
from tests.soak.conftest import Place
from tests.soak.leaks import (
    Dump,
    Linker,
    Links,
    files_in,
    moments_in,
    places_of,
    written,
    written_code,
)
from tests.soak.servers import Server

from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.site.build import build
from medborgarbudget.voting.minting import new_codes
from medborgarbudget.voting.sealing import ballot_body

VOTERS = 240
ITERATIONS = 10_000
HERE = "127.0.0.77"
"""The voters' address: unlike the server's own, which may stand in its log."""
OPEN, OVER = date(2026, 5, 11), date(2026, 5, 27)


@cache
def spread(code: str) -> bytes:
    """A code made dear to guess."""
    return stretched(read_code(code), "lillby-2026", ITERATIONS)


class LetterTown(OnlineTown):
    """Lillby whose voters have codes in letters, and vote through a server."""

    ROLLS: ClassVar = {"norr": ("norr",), "soder": ("soder",)}
    CODES = VOTERS
    LETTERS: ClassVar = new_codes(VOTERS, Random(7).randbytes)

    def __init__(self, root: Path, place: Place) -> None:
        super().__init__(root)
        self.place = place

    @classmethod
    def voter(cls, roll: str, number: int):
        """The key of a letter's code."""
        return voter_key(spread(cls.LETTERS[number]), roll)

    def secret_options(self, *words: int) -> tuple[str, ...]:
        """As everywhere, but with the place's own store."""
        return ("--store", self.place.address, *super().secret_options(*words)[2:])


@dataclass(frozen=True)
class Bundle:
    """What the server must know; it is open for years, as it goes by the real clock."""

    election: Election
    rolls: dict[str, bytes]
    receipt_key: object


@dataclass
class Vote:
    """The town, the server's log, and when which voter's ballot came."""

    town: LetterTown
    log: Path
    came: list[SealedBallot]
    begun: float
    ended: float
    early: Dump

    def stored(self) -> dict[str, bytes]:
        """All that anybody stored, by where it was found."""
        dump = store_dump(self.town.place)
        dump["server.log"] = self.log.read_bytes()
        objects = ["git", "cat-file", "--batch-all-objects", "--batch"]
        done = subprocess.run(objects, cwd=self.town.root, check=True, capture_output=True)
        dump["git"] = done.stdout
        named = files_in(self.town.root).items()
        dump |= {f"town/{name}": data for name, data in named if not name.startswith(".git/")}
        return dump

    def site(self, day: date, folder: Path) -> dict[str, bytes]:
        """Every file of the site."""
        build(self.town.root, folder, day)
        return {f"site/{name}": data for name, data in files_in(folder).items()}

    @property
    def linker(self) -> Linker:
        """Knows who came when."""
        ids = [one.leaf for one in self.came]
        told: dict[str, Callable[[SealedBallot], bytes]] = {
            "key": lambda one: one.header.key,
            "key in text": lambda one: b64u(one.header.key).encode(),
            "leaf in text": lambda one: b64u(one.leaf).encode(),
            "signature": lambda one: one.signature[:24],
            "signature in text": lambda one: b64u(one.signature)[:40].encode(),
            "ciphertext": lambda one: one.ciphertext[:24],
            "ciphertext in text": lambda one: b64u(one.ciphertext)[:40].encode(),
        }
        marks = {kind: {one.leaf: mark(one) for one in self.came} for kind, mark in told.items()}
        return Linker(ids, marks)


def store_dump(place: Place) -> dict[str, bytes]:
    """Every file of the store, its logs among them; of dynalite's, what a scan gives."""
    if isinstance(place.server, Postgresql):
        return {f"store/{name}": data for name, data in files_in(place.server.folder).items()}
    if place.address.startswith("sqlite:"):
        path = Path(place.address.removeprefix("sqlite:"))
        return {f"store/{one.name}": one.read_bytes() for one in path.parent.glob(f"{path.name}*")}
    return {"store/scan": "\n".join(map(repr, place.rows())).encode()}


@pytest.fixture(params=["sqlite", "postgresql", "dynalite"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each store."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def vote(place: Place, towns: Path, tmp_path: Path, monkeypatch) -> Iterator[Vote]:
    """Everybody has voted, one after the other, and the night has come."""
    for name, value in place.settings.items():
        monkeypatch.setenv(name, value)
    town = LetterTown(tmp_path / "lillby" / "town", place)
    shutil.copytree(towns / "lillby", town.root)
    town.git("init", "--quiet", "--initial-branch", "main")
    town.begin()
    years = {"opens": datetime(2020, 1, 1, tzinfo=UTC), "closes": datetime(2100, 1, 1, tzinfo=UTC)}
    rolls = {name: town.path(f"roll/{name}.txt").read_bytes() for name in town.ROLLS}
    bundle = Bundle(replace(town.election, **years), rolls, signer("receipt"))
    server = Server(bundle, place.address, tmp_path, place.settings, 2)
    try:
        server.start()
        time.sleep(1.1)  # so that what was done before and after falls into other seconds
        begun = time.time()
        came = queue(town, server.port)
        ended = time.time()
        time.sleep(1.1)
    finally:
        server.remove()
    early = store_dump(place)
    town.night("2026-05-10")
    town.batch("norr-1", "norr", votes(NORR))
    town.commit("The first night")
    yield Vote(town, server.log, came, begun, ended, early)
    town.store.close()


def queue(town: LetterTown, port: int) -> list[SealedBallot]:
    """Vote in an order that has nothing to do with the letters'; the ballots in this order."""
    numbers = list(range(VOTERS))
    Random(11).shuffle(numbers)
    line = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(HERE, 0))
    came = []
    for number in numbers:
        roll = ("norr", "soder")[number % 2]
        ballot = town.seal(roll, number, [number % 3 + 1])
        line.request("POST", "/ballot", ballot_body(ballot), {"content-type": "application/json"})
        answer = line.getresponse()
        assert 201 == answer.status, answer.read()
        answer.read()
        came.append(ballot)
    line.close()
    return came


def secrets(town: LetterTown) -> dict[str, list[bytes]]:
    """What must be nowhere: codes, what is made of them, and the trustees' secrets."""
    kinds = {
        "codes": [form for code in town.LETTERS for form in written_code(code)],
        "stretched": [form for code in town.LETTERS for form in written(spread(code))],
        "voter keys": [
            form
            for roll in town.ROLLS
            for number in range(VOTERS)
            for form in written(town.voter(roll, number).private_bytes_raw())
        ],
        "log and receipt keys": [
            *written(seed("log")),
            *written(seed("receipt")),
            *written(signer("officer").private_bytes_raw()),
        ],
    }
    words = [path.read_bytes().strip() for path in town.secrets.glob("words-*.txt")]
    return {**kinds, "trustees": [*words, *written(seed("election"))]}


def searched(vote: Vote, dump: Dump, is_open: bool) -> None:
    """Nothing that must not be there is there."""
    told = secrets(vote.town)
    if not is_open:
        del told["trustees"]
        assert not places_of([*vote_words(vote)], dump)
    for kind, needles in told.items():
        assert [] == places_of(needles, dump), kind
    if is_open:
        assert [] == places_of([b'{"choices":', b'\\"choices\\":'], stored_only(dump))
    assert [] == places_of([HERE.encode()], dump)
    for name, data in dump.items():
        found = sorted(set(moments_in(data, vote.begun, vote.ended)))
        assert [] == found, (name, data[-2000:] if name.endswith("log") else "")


def vote_words(vote: Vote) -> Iterator[bytes]:
    """The trustees' words are nowhere, also when the key that they give is published."""
    for path in vote.town.secrets.glob("words-*.txt"):
        yield path.read_bytes().strip()


def stored_only(dump: Dump) -> Dump:
    """Without the program's own files on the site, which know how a ballot is written."""
    return {name: data for name, data in dump.items() if not name.endswith(".js")}


def database_orders(vote: Vote) -> dict[str, list[bytes]]:
    """The orders that PostgreSQL tells who asks it."""
    place, leaves = vote.town.place, {one.header.key: one.leaf for one in vote.came}
    if not isinstance(place.server, Postgresql):
        return {"rows": [leaves[row.key] for row in place.rows()]}
    asked = "SELECT key FROM entries ORDER BY {}, ctid"
    with psycopg.connect(place.address) as connection:
        return {
            by: [leaves[key] for (key,) in connection.execute(asked.format(by)).fetchall()]
            for by in ("ctid", "xmin::text::bigint", "cmin::text::bigint", "day")
        }


def best_links(vote: Vote, dump: Dump) -> list[Links]:
    """What the linker finds in all that is stored."""
    linker = vote.linker
    return linker.links({**linker.orders(dump), **database_orders(vote)})


def test_nobody_finds_a_code_a_choice_a_time_or_an_order(vote, tmp_path, note):
    """After the first night, and again when all is published."""
    linker = vote.linker
    before = linker.links(linker.orders(vote.early))
    night = vote.stored()
    searched(vote, {**night, **vote.site(OPEN, tmp_path / "open")}, is_open=True)
    first = best_links(vote, night)
    assert 0 == vote.town.close().exit_code
    vote.town.play("tally", "2026")
    vote.town.commit("The box is opened and counted")
    end = {**vote.stored(), **vote.site(OVER, tmp_path / "over")}
    searched(vote, end, is_open=False)
    last = best_links(vote, end)
    note(
        f"{vote.town.place.name}, linker, chance {linker.chance:.3f}",
        {
            "by day": f"{before[0].near:.3f} ({before[0].source})" if before else "no order",
            "after the night": f"{first[0].near:.3f} of {len(first)} orders",
            "after closing": f"{last[0].near:.3f} of {len(last)} orders",
            "exact": f"{max(one.exact for one in (*first, *last)):.3f}",
        },
    )

    assert first and last
    assert first[0].near <= 2 * linker.chance, first[0]
    assert last[0].near <= 2 * linker.chance, last[0]
    if vote.town.place.name != "dynalite":
        assert before[0].near > 0.9, "the linker must be able to find an order where there is one"


def test_the_search_finds_what_is_there():
    """Each kind of secret and of moment, planted."""
    code = LetterTown.LETTERS[0]
    now = time.time()
    clock = datetime.fromtimestamp(now, UTC)
    planted = [
        f"x{code}x".encode(),
        code.replace("-", "").lower().encode(),
        code.encode("utf-16-le"),
    ]
    for data in planted:
        assert ["here"] == places_of(written_code(code), {"here": data, "there": b"nothing"})
    for form in (seed("a").hex().encode(), b64u(seed("a")).encode(), seed("a")):
        assert ["here"] == places_of(written(seed("a")), {"here": b"abc" + form})
    moments = [
        clock.isoformat().encode(),
        f"{clock:%Y-%m-%d %H:%M:%S}".encode(),
        str(int(now)).encode(),
        str(int(now * 1000)).encode(),
        b"abc" + int(now * 1e6).to_bytes(8, "little"),
        int((now - datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * 1e6).to_bytes(8, "big") + b"a",
    ]
    for data in moments:
        assert list(moments_in(data, now - 1, now + 1)), data
    assert [] == list(moments_in(b"2026-05-10 and 12:30, 1234567890", now - 1, now + 1))


def test_the_linker_tells_an_order_from_none():
    """All right where the order is the voters' own, as good as chance where it is not."""
    came = [number.to_bytes(8, "big") for number in range(VOTERS)]
    linker = Linker(came, {"id": {one: one for one in came}})
    mixed = Random(5).sample(came, VOTERS)
    found = {one.source: one for one in linker.links({"own": came, "mixed": mixed})}

    assert (1, 1) == (found["own"].exact, found["own"].near)
    assert found["own, backwards"].near < 2 * linker.chance
    assert found["mixed"].near < 2 * linker.chance
    assert linker.orders({"file": b"".join(came)})["file: first id"] == came
