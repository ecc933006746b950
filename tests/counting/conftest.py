"""A copy of Lillby in a real Git repository, with its paper votes to be typed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from medborgarbudget.cli import cli
from medborgarbudget.records.writing import dump_yaml, write_text

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
