"""A copy of Lillby in a real Git repository, with its paper votes to be typed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.cli import cli
from medborgarbudget.records.keys import VotingKeys, keys_text
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.rolls import Roll, roll_text
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import dump_yaml, write_text
from medborgarbudget.voting.ceremony import divided, public_of_election
from medborgarbudget.voting.function.core import VoteFunction
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.sealing import ballot_body, revocation_body, revoked, sealed
from medborgarbudget.voting.stores.sqlite import SqliteStore

COVER = {
    "place": "Biblioteket",
    "received": "2026-05-24",
    "counted_by": ["Bibliotekarie", "Valvärd"],
    "typed_by": ["Handläggare", "Kommunvägledare"],
}
SIGNED = {"signed_off_by": ["Kommunsekreterare", "Stadsarkivarie"], "date": "2026-05-26"}

NORR = [*["2"] * 30, *["1 2"] * 14, *["1 3"] * 12, *["3"] * 9]
SODER = [*["1 3"] * 25, *["2"] * 22, *["1"] * 10, *["3"] * 3]

Rows = list[tuple[int, str, str]]


def votes(choices: list[str]) -> Rows:
    """One slip per vote, numbered from 1."""
    return [(number, "vote", chosen) for number, chosen in enumerate(choices, start=1)]


class Town:
    """Lillby on disk, and the commands played in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *words: str) -> str:
        """A Git command in the town; raises where it fails."""
        name = ("-c", "user.name=Kansliet", "-c", "user.email=kansliet@lillby.example")
        done = subprocess.run(
            ["git", *name, *words], cwd=self.root, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(self, message: str) -> None:
        """Everything as it is now, as one commit."""
        self.git("add", "-A")
        self.git("commit", "--quiet", "--message", message)

    def run(self, *words: str, language: str = "en") -> Result:
        """One command line, as a person would type it in the town's folder."""
        at_home = () if "--root" in words else ("--root", str(self.root))
        return CliRunner().invoke(
            cli, [*words, *at_home, "--language", language], catch_exceptions=False
        )

    def play(self, *words: str) -> str:
        """A command that must go well; gives what it printed on standard output."""
        result = self.run(*words)
        assert 0 == result.exit_code, result.output
        return result.stdout

    def batch(self, name: str, pot: str, first: Rows, second: Rows | None = None, **cover) -> None:
        """A bundle of slips with its cover sheet, typed twice, alike if not said otherwise."""
        folder = f"rounds/2026/paper/{name}"
        marks = [mark for _, mark, _ in first]
        counted = {"slips": len(marks)}
        counted |= {mark: marks.count(mark) for mark in ("blank", "spoiled")}
        sheet = {"pot": pot, **counted, **COVER, **cover}
        write_text(self.root, f"{folder}/cover.yaml", dump_yaml(sheet))
        for file, rows in (
            ("first.csv", first),
            ("second.csv", first if second is None else second),
        ):
            lines = [f"{number},{mark},{choices}" for number, mark, choices in rows]
            write_text(self.root, f"{folder}/{file}", "\n".join(["slip,mark,choices", *lines, ""]))

    def settle(self, name: str, *rulings: tuple[object, ...], **other: object) -> None:
        """The resolution of a batch: (slip, field, first, second, value) each."""
        keys = ("slip", "field", "first", "second", "value")
        slips = [
            {**dict(zip(keys, ruling, strict=True)), "reason": "Siffran är tydlig på sedeln."}
            for ruling in rulings
        ]
        text = dump_yaml({**SIGNED, **other, "slips": slips})
        write_text(self.root, f"rounds/2026/paper/{name}/resolution.yaml", text)

    def path(self, name: str) -> Path:
        """A file of the round."""
        return self.root / "rounds" / "2026" / name


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lillby before the vote, opened and counted, each made once, with its history."""
    folder = tmp_path_factory.mktemp("stages")
    lillby = Town(folder / "town")
    shutil.copytree(Path(__file__).resolve().parents[1] / "towns" / "lillby", lillby.root)
    lillby.git("init", "--quiet", "--initial-branch", "main")
    lillby.commit("Round 2026: proposals and assessments")
    lillby = Town(Path(shutil.copytree(lillby.root, folder / "opened")))
    lillby.play("open", "2026", "--today", "2026-05-02")
    lillby.commit("Voting opens")
    lillby = Town(Path(shutil.copytree(lillby.root, folder / "counted")))
    count(lillby)
    lillby.commit("The votes are counted")
    return folder


def count(lillby: Town) -> None:
    """Two batches, one of them with a difference that was settled, then the result."""
    typed = [*votes(NORR), (66, "blank", ""), (67, "spoiled", ""), (68, "vote", "1 2 3 3")]
    again = [row if row[0] != 5 else (5, "vote", "3") for row in typed]
    lillby.batch("norr-1", "norr", typed, again)
    lillby.settle("norr-1", (5, "choices", "2", "3", "2"))
    lillby.batch("soder-1", "soder", votes(SODER))
    lillby.play("close", "2026", "--today", "2026-05-25")
    lillby.play("tally", "2026")


@pytest.fixture
def town(stages: Path, tmp_path: Path) -> Town:
    """Lillby before the vote, committed."""
    return Town(Path(shutil.copytree(stages / "town", tmp_path / "lillby")))


@pytest.fixture
def opened(stages: Path, tmp_path: Path) -> Town:
    """Lillby when voting has opened."""
    return Town(Path(shutil.copytree(stages / "opened", tmp_path / "lillby")))


@pytest.fixture
def counted(stages: Path, tmp_path: Path) -> Town:
    """Lillby with its result."""
    return Town(Path(shutil.copytree(stages / "counted", tmp_path / "lillby")))


@pytest.fixture
def town_at() -> type[Town]:
    """Makes the commands play in a folder."""
    return Town


def seed(name: str) -> bytes:
    """32 bytes that everybody can make again."""
    return sha256(name.encode()).digest()


def signer(name: str) -> Ed25519PrivateKey:
    """An Ed25519 key by name."""
    return Ed25519PrivateKey.from_private_bytes(seed(name))


def public(key: Ed25519PrivateKey) -> bytes:
    """The public half of a key."""
    return key.public_key().public_bytes_raw()


class OnlineTown(Town):
    """Lillby with keys, three rolls of a hundred codes each, a vote function and a store.

    The secrets lie in a folder beside the town, as after the ceremony.
    """

    CODES = 100

    ROLLS: ClassVar = {"norr": ("norr",), "soder": ("soder",), "hela": ("norr", "soder")}

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.secrets = root.parent / "secrets"
        root.parent.mkdir(exist_ok=True)
        self.store = SqliteStore(root.parent / "votes.sqlite")
        self.now = datetime(2026, 5, 10, 12, tzinfo=UTC)

    def begin(self) -> None:
        """Write the keys and rolls, and open the vote."""
        self.secrets.mkdir()
        keys = VotingKeys(
            election="lillby-2026",
            election_key=public_of_election(seed("election")),
            receipt_key=public(signer("receipt")),
            log_key=public(signer("log")),
            officer_keys=(public(signer("officer")),),
            rolls=self.ROLLS,
            iterations=10_000,
        )
        write_text(self.root, "rounds/2026/keys.yaml", keys_text(keys))
        for roll in self.ROLLS:
            listed = roll_text(public(self.voter(roll, number)) for number in range(self.CODES))
            write_text(self.root, f"rounds/2026/roll/{roll}.txt", listed)
        for number, words in enumerate(divided(seed("election")), start=1):
            (self.secrets / f"words-{number}.txt").write_text(words, encoding="ascii")
        (self.secrets / "log-key.txt").write_text(f"{b64u(seed('log'))}\n", encoding="ascii")
        self.play("open", "2026", "--today", "2026-05-02")
        self.commit("Voting opens, online too")

    @staticmethod
    def voter(roll: str, number: int) -> Ed25519PrivateKey:
        """The key of a code."""
        return signer(f"{roll} {number}")

    @cached_property
    def election(self) -> Election:
        """What everybody knows of the vote."""
        found = read_tree(self.root).rounds["2026"].election
        assert found is not None
        return found

    def seal(self, roll, number, choices, pot=None, former=None, points=None) -> SealedBallot:
        """A ballot of a voter, sealed."""
        marks = Marks(tuple(choices), points)
        pot = pot or self.ROLLS[roll][0]
        return sealed(self.election, roll, pot, self.voter(roll, number), marks, former)

    def cast(self, ballot: SealedBallot) -> SealedBallot:
        """Send it to the vote function, which must take it."""
        self._post("/ballot", ballot_body(ballot))
        return ballot

    def revoke(self, roll: str, number: int) -> None:
        """An officer voids a code."""
        key = public(self.voter(roll, number))
        word = revoked(self.election, roll, key, "paper", signer("officer"))
        self._post("/revocation", revocation_body(word))

    def night(self, day: str) -> None:
        """The nightly checkpoint."""
        self.play("checkpoint", "2026", *self.secret_options(0), "--today", day)

    def secret_options(self, *words: int) -> tuple[str, ...]:
        """Store, log key and the words of these trustees; 0 is nobody."""
        options = ("--store", f"sqlite:{self.store.path}")
        options += ("--log-key", str(self.secrets / "log-key.txt"))
        for number in filter(None, words):
            options += ("--words", str(self.secrets / f"words-{number}.txt"))
        return options

    def close(self, *more: str, words: tuple[int, ...] = (1, 3), day: str = "2026-05-25") -> Result:
        """The closing, as the town does it."""
        options = self.secret_options(*words)
        return self.run("close", "2026", *options, "--yes", "--today", day, *more)

    def vote(self) -> None:
        """Two nights of voting: changes, a revocation, a blank, one too long, one unreadable."""
        for number in range(70):
            self.cast(self.seal("norr", number, [1] if number % 3 else [2, 3]))
        for number in range(8):
            self.cast(self.seal("soder", number, [1, 2]))
        self.night("2026-05-10")
        for number in range(8, 60):
            self.cast(self.seal("soder", number, [number % 3 + 1]))
        first = [self.cast(self.seal("hela", number, [1])) for number in range(4)]
        again = self.cast(self.seal("hela", 0, [2], former=first[0]))
        self.cast(self.seal("hela", 0, [1, 2, 3], "soder", again))
        self.cast(self.seal("hela", 1, [3], former=first[1]))
        self.revoke("hela", 2)
        self.revoke("hela", 90)
        self.cast(self.seal("norr", 80, []))
        self.cast(self.seal("norr", 81, [1, 1]))
        self.cast(self.seal("norr", 82, [7]))
        self.cast(self.seal("norr", 83, [1], points=(3,)))
        self.night("2026-05-11")
        self.commit("Two nights of voting")

    def _post(self, path: str, body: bytes) -> None:
        clock, receipt = (lambda: self.now), signer("receipt")
        function = VoteFunction(self.election, self._rolls, self.store, clock, receipt)
        answer = function(Request("POST", path, {"content-type": "application/json"}, body))
        assert 201 == answer.status, answer.body

    @cached_property
    def _rolls(self) -> dict[str, Roll]:
        return {roll: Roll(self.path(f"roll/{roll}.txt").read_bytes()) for roll in self.ROLLS}


@pytest.fixture(scope="session")
def online_stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lillby with its ballots cast, and the same closed and counted; each made once."""
    folder = tmp_path_factory.mktemp("online")
    lillby = OnlineTown(folder / "cast" / "town")
    shutil.copytree(Path(__file__).resolve().parents[1] / "towns" / "lillby", lillby.root)
    lillby.git("init", "--quiet", "--initial-branch", "main")
    lillby.begin()
    lillby.vote()
    lillby.batch("norr-1", "norr", votes(NORR))
    lillby.commit("Paper, typed twice")
    lillby.store.close()
    lillby = OnlineTown(Path(shutil.copytree(folder / "cast", folder / "closed")) / "town")
    assert 0 == lillby.close().exit_code
    lillby.play("tally", "2026")
    lillby.commit("The box is opened and counted")
    lillby.store.close()
    return folder


@pytest.fixture
def cast(online_stages: Path, tmp_path: Path) -> Iterator[OnlineTown]:
    """Lillby with 130 voters online, before closing."""
    town = OnlineTown(Path(shutil.copytree(online_stages / "cast", tmp_path / "cast")) / "town")
    yield town
    town.store.close()


@pytest.fixture
def closed(online_stages: Path, tmp_path: Path) -> Iterator[OnlineTown]:
    """Lillby with its box opened and counted."""
    town = OnlineTown(Path(shutil.copytree(online_stages / "closed", tmp_path / "closed")) / "town")
    yield town
    town.store.close()
