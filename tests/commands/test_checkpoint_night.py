"""The night's script on a town's machine: checkpoint, commit and push, on real repositories."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from medborgarbudget.counting.log_checks import checkpoints_in, log_problems
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
        self.mb, self.beside = Path(sys.executable).with_name("mb"), folder

    def vote(self, number: int) -> SealedBallot:
        """One ballot into the store, as the function does it."""
        election = self.folder.election
        spread = stretched(read_code(self.codes[number]), election.election, election.iterations)
        one = sealed(election, "norr", "norr", voter_key(spread, "norr"), Marks((1,)))
        head = one.header
        row = Row(head.key, 1, head.text, one.signature, one.ciphertext, election.opens.date())
        assert self.store.put_new(row)
        return one

    def work(self, day: int = 0, **other: str) -> subprocess.CompletedProcess[str]:
        """The script, as the unit calls it; on a day of the vote, else today."""
        program = self.beside / f"mb-{day}"
        words = ("--today", f"2026-04-{day:02}") if day else ()
        program.write_text(
            f'#!/bin/sh\nexec {shlex.join([str(self.mb)])} "$@" {shlex.join(words)}\n'
        )
        program.chmod(0o755)
        given = {
            "ROUND": "2026",
            "TOWN": str(self.forge),
            "STORE": "sqlite:votes.sqlite",
            "LOG_KEY": str(self.log_key),
            "PROGRAM": str(program),
        }
        return subprocess.run(
            [self.script],
            cwd=self.place,
            env=os.environ | WHO | given | other,
            capture_output=True,
            text=True,
            check=False,
        )

    def somebody(self, name: str, *command: str) -> str:
        """Somebody else's clone, in which a command writes: committed and pushed; the commit."""
        clone = self.beside / name
        git(self.beside, "clone", "--quiet", self.forge, clone)
        subprocess.run(command, cwd=clone, check=True, capture_output=True)
        for words in (("add", "."), ("commit", "--quiet", "-m", name), ("push", "--quiet")):
            git(clone, *words)
        return git(clone, "rev-parse", "HEAD")

    def refuse(self, how: str) -> None:
        """From now on the forge takes no push: it is away, or says no."""
        if how == "away":
            self.forge.rename(self.beside / "away.git")
        else:
            hook = self.forge / "hooks" / "pre-receive"
            hook.write_text("#!/bin/sh\nexit 1\n")
            hook.chmod(0o755)

    def take(self) -> None:
        """The forge is back."""
        if not self.forge.exists():
            (self.beside / "away.git").rename(self.forge)
        (self.forge / "hooks" / "pre-receive").unlink(missing_ok=True)

    @property
    def days(self) -> list[int]:
        """The days of the checkpoints on the forge, whose log must be right in every way."""
        clone = self.beside / f"reader-{len(list(self.beside.iterdir()))}"
        git(self.beside, "clone", "--quiet", self.forge, clone)
        assert [] == list(log_problems(clone, "2026", self.folder.election))
        assert "" == git(clone, "rev-list", "--merges", "HEAD")
        return [int(path[-13:-11]) for path in checkpoints_in(clone, "2026")]

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


@pytest.mark.parametrize("how", ["away", "says no"])
def test_a_night_whose_push_fails_is_pushed_the_next_night(night, how):
    """Whoever has committed meanwhile: no checkpoint is lost, and the history stays a line."""
    night.vote(0)
    assert 0 == night.work(21).returncode
    night.vote(1)
    night.refuse(how)
    assert 0 != night.work(22).returncode
    night.take()
    assert [21] == night.days
    theirs = night.somebody("moderator", "touch", "hello.txt")
    night.vote(2)
    for day in (23, 24):
        done = night.work(day)
        assert 0 == done.returncode, done.stderr

    assert [21, 22, 23, 24] == night.days and 3 == len(night.published)
    assert theirs in git(night.forge, "rev-list", "main").split()
    said = git(night.forge, "log", "-5", "--format=%s", "main").splitlines()
    assert [*3 * ["Round 2026: checkpoint of the night"], "moderator"] == said[:4]


def test_many_nights_without_the_forge_are_pushed_in_one(night):
    """Each with its own commit."""
    assert 0 == night.work(20).returncode
    night.refuse("away")
    for day in (21, 22, 23):
        night.vote(day - 21)
        assert 0 != night.work(day).returncode
    night.take()
    night.somebody("moderator", "touch", "hello.txt")
    assert 0 == night.work(24).returncode

    assert [20, 21, 22, 23, 24] == night.days and 3 == len(night.published)


def test_a_push_that_arrived_without_an_answer_is_not_done_anew(night):
    """What outsiders may have seen stays, to the byte, and is gone on from."""
    night.vote(0)
    night.refuse("says no")
    assert 0 != night.work(21).returncode
    night.take()
    town = night.place / "town"
    git(town, "push", "--quiet", night.forge, "HEAD:main")
    seen = git(town, "rev-parse", "HEAD")
    night.somebody("moderator", "touch", "hello.txt")
    night.vote(1)
    assert 0 == night.work(22).returncode

    assert seen in git(night.forge, "rev-list", "main").split()
    assert [21, 22] == night.days


def test_what_the_clerk_signed_by_hand_is_gone_on_from(night):
    """And what the machine had signed, but nobody has seen, is kept under a name of its own."""
    night.vote(0)
    night.refuse("says no")
    assert 0 != night.work(21).returncode
    night.take()
    unseen = git(night.place / "town", "rev-parse", "HEAD")
    night.vote(1)
    words = ("--store", f"sqlite:{night.place}/votes.sqlite", "--log-key", night.log_key)
    today = ("--today", "2026-04-22")
    clerk = night.somebody("clerk", night.mb, "checkpoint", "2026", *words, *today)
    night.vote(2)
    done = night.work(23)

    assert 0 == done.returncode, done.stderr
    assert f"refs/kept/{unseen}" in done.stderr
    assert unseen == git(night.place / "town", "rev-parse", f"refs/kept/{unseen}")
    assert clerk in git(night.forge, "rev-list", "main").split()
    assert [22, 23] == night.days and 3 == len(night.published)


def test_a_forge_with_another_history_gets_no_signature(night):
    """Somebody took back what the town had pushed: a second log must not come of it."""
    night.vote(0)
    assert 0 == night.work(21).returncode
    git(night.forge, "update-ref", "refs/heads/main", "main~1")
    night.vote(1)
    for day in (22, 23):
        done = night.work(day)
        assert 0 != done.returncode and "another history" in done.stderr
    assert [] == night.published
    assert 1 == len((night.place / "town/rounds/2026/log/leaves.txt").read_text().split())


@pytest.mark.parametrize("left", ["town", "town.new"])
def test_a_clone_that_was_killed_is_made_anew(night, left):
    """Half a folder stands in nobody's way."""
    git(night.place, "init", "--quiet", night.place / left)
    (night.place / left / ".git/index.lock").touch()
    night.vote(0)
    assert 0 == night.work(21).returncode
    assert [21] == night.days


def test_a_night_that_was_killed_is_gone_on_from(night):
    """With locks of Git's, half a rebase and half-written files: what was committed stays."""
    night.vote(0)
    night.refuse("says no")
    assert 0 != night.work(21).returncode
    night.take()
    town = night.place / "town"
    git(town, "checkout", "--quiet", "HEAD~1")
    for name in ("index.lock", "HEAD.lock", "refs/heads/main.lock"):
        (town / ".git" / name).touch()
    (town / ".git/rebase-merge").mkdir()
    (town / "rounds/2026/log").mkdir()
    (town / "rounds/2026/log/leaves.txt").write_text("half")
    (town / "rounds/2026/round.yaml").write_text("half")
    night.somebody("moderator", "touch", "hello.txt")
    night.vote(1)
    done = night.work(22)

    assert 0 == done.returncode, done.stderr
    assert [21, 22] == night.days


def test_no_program_in_the_clone_is_run(night):
    """Hooks and watchers that somebody put there: the script has the town's keys in its hands."""
    assert 0 == night.work(21).returncode
    town, ran = night.place / "town", night.beside / "ran"
    evil = night.beside / "evil"
    evil.write_text(f"#!/bin/sh\necho $0 >>{ran}\n")
    evil.chmod(0o755)
    git(town, "config", "core.fsmonitor", str(evil))
    for name in (
        *("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-checkout"),
        *("pre-rebase", "post-rewrite", "reference-transaction", "pre-push", "post-index-change"),
    ):
        (town / ".git/hooks" / name).symlink_to(evil)
    night.vote(0)
    night.somebody("moderator", "touch", "hello.txt")
    assert 0 == night.work(22).returncode
    assert not ran.exists()
    assert [21, 22] == night.days
