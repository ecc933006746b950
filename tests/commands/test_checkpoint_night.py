"""The night's script on a town's machine: checkpoint, commit and push, on real repositories."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from medborgarbudget.records.keys import read_roll
from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.records.tree import read_tree
from medborgarbudget.voting.sealing import sealed
from medborgarbudget.voting.stores import Row
from medborgarbudget.voting.stores.sqlite import SqliteStore

CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{2}\b")
WHO = {
    f"GIT_{role}_{what}": text
    for role in ("AUTHOR", "COMMITTER")
    for what, text in (("NAME", "Lillby"), ("EMAIL", "lillby@lillby.example"))
}


def git(folder, *words):
    """What git says in a folder."""
    done = subprocess.run(
        ["git", "-C", folder, *words],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | WHO,
    )
    return done.stdout.strip()


class Night:
    """A town's repository on a forge, the function's store, and the machine that works at night."""

    def __init__(self, online, folder: Path, script: Path) -> None:
        self.forge, self.place = folder / "forge.git", folder / "machine"
        self.place.mkdir()
        online.play("open", "2026")
        for words in (
            ("init", "--quiet", "--initial-branch=main"),
            ("add", "."),
            ("commit", "--quiet", "--message", "Voting opens"),
        ):
            git(online.root, *words)
        git(folder, "clone", "--quiet", "--bare", online.root, self.forge)
        self.folder = read_tree(online.root).rounds["2026"]
        pages = PdfReader(online.secrets / "norr.pdf").pages
        text = "\n".join(page.extract_text() for page in pages)
        self.codes = list(dict.fromkeys(CODE.findall(text)))
        assert len(self.codes) == len(read_roll(online.root, "2026", "norr")[0])
        self.store = SqliteStore(self.place / "votes.sqlite")
        self.log_key, self.script = online.secrets / "log-key.txt", script

    def vote(self, number: int) -> SealedBallot:
        """One ballot into the store, as the function does it."""
        election = self.folder.election
        spread = stretched(read_code(self.codes[number]), election.election, election.iterations)
        one = sealed(election, "norr", "norr", voter_key(spread, "norr"), Marks((1,)))
        head = one.header
        row = Row(head.key, 1, head.text, one.signature, one.ciphertext, election.opens.date())
        assert self.store.put_new(row)
        return one

    def work(self, **other: str) -> subprocess.CompletedProcess[str]:
        """The script, as the unit calls it."""
        given = {
            "ROUND": "2026",
            "TOWN": str(self.forge),
            "STORE": "sqlite:votes.sqlite",
            "LOG_KEY": str(self.log_key),
            "PROGRAM": str(Path(sys.executable).with_name("mb")),
        }
        return subprocess.run(
            [self.script],
            cwd=self.place,
            env=os.environ | WHO | given | other,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def published(self) -> list[str]:
        """The leaves in the forge's log; none where there is no log."""
        names = git(self.forge, "ls-tree", "-r", "--name-only", "main").split()
        path = "rounds/2026/log/leaves.txt"
        return git(self.forge, "show", f"main:{path}").split() if path in names else []


@pytest.fixture
def night(online, tmp_path, repository: Path) -> Night:
    """A town in the middle of its vote."""
    script = repository / "deploy/server/medborgarbudget-checkpoint.sh"
    return Night(online, tmp_path, script)


def test_the_first_night_clones_signs_and_pushes(night):
    """One commit more on the forge, with the leaves and a checkpoint, by the town's name."""
    night.vote(0)
    done = night.work()

    assert 0 == done.returncode, done.stderr
    assert 1 == len(night.published)
    assert "Lillby: Round 2026: checkpoint of the night" == git(
        night.forge, "log", "-1", "--format=%an: %s", "main"
    )
    assert 2 == len(git(night.forge, "show", "--name-only", "--format=", "main").split())


def test_done_again_it_does_nothing_twice_and_goes_on(night):
    """A second run of the same night adds no commit; with a new ballot it adds its leaf."""
    night.vote(0)
    assert 0 == night.work().returncode
    first, commit = night.published, git(night.forge, "rev-parse", "main")
    assert 0 == night.work().returncode
    assert commit == git(night.forge, "rev-parse", "main")

    night.vote(1)
    assert 0 == night.work().returncode
    assert first == night.published[:1] and 2 == len(night.published)


@pytest.mark.parametrize(
    "wrong", [{"STORE": "sqlite:/nowhere/votes.sqlite"}, {"LOG_KEY": "/nowhere"}, {"ROUND": "1999"}]
)
def test_where_anything_fails_nothing_is_pushed_and_the_unit_fails(night, wrong):
    """So that somebody is told."""
    night.vote(0)
    commit = git(night.forge, "rev-parse", "main")

    assert 0 != night.work(**wrong).returncode
    assert commit == git(night.forge, "rev-parse", "main")


def test_a_store_that_lost_a_ballot_signs_nothing(night):
    """What was published once must be there the next night."""
    night.vote(0)
    assert 0 == night.work().returncode
    night.store.close()
    (night.place / "votes.sqlite").unlink()
    for left in night.place.glob("votes.sqlite-*"):
        left.unlink()
    SqliteStore(night.place / "votes.sqlite").any_row()
    done = night.work()

    assert 0 != done.returncode
    assert "log-lost" in done.stdout + done.stderr
    assert 1 == len(night.published)
