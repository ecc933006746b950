"""Making a repository: commits of given days and files, the same hashes on every machine."""

from __future__ import annotations

import os
import subprocess
from datetime import date

from medborgarbudget.records.commits import Author, Commit, make_repository
from medborgarbudget.records.history import head, history

TOWN = Author("Lillby kommun", "medborgarbudget@lillby.example")
FIRST = Commit(date(2026, 1, 20), "Reglerna", {"rounds/2026/round.yaml": b"a: 1\n"})
SECOND = Commit(date(2026, 1, 21), "Ett förslag: bänkar", {"proposals/bänk.yaml": "å\n".encode()})
THIRD = Commit(date(2026, 1, 21), "Reglerna rättade", {"rounds/2026/round.yaml": b"a: 2\r\n"})
ALL = (FIRST, SECOND, THIRD)


def folder_with(root, commits):
    """The folder as the last commit leaves it, made into a repository."""
    for commit in commits:
        for path, data in commit.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
    make_repository(root, commits, TOWN)
    return root


def git(root, *words):
    """What git says in the folder."""
    told = subprocess.run(["git", "-C", root, *words], capture_output=True, check=True, text=True)
    return told.stdout.strip()


def test_each_act_is_a_commit_on_its_day(tmp_path):
    """The history of a file tells its acts, newest first, with the days that were given."""
    root = folder_with(tmp_path, ALL)

    changes = history(root)["rounds/2026/round.yaml"]
    assert [("Reglerna rättade", date(2026, 1, 21)), ("Reglerna", date(2026, 1, 20))] == [
        (change.subject, change.date) for change in changes
    ]
    assert ["added", "changed"] == sorted(change.kind for change in changes)


def test_the_folder_is_what_the_last_commit_holds(tmp_path):
    """Nothing is left to commit, and line ends are those that were written."""
    root = folder_with(tmp_path, ALL)

    assert "" == git(root, "status", "--porcelain")
    assert b"a: 2\r\n" == (root / "rounds/2026/round.yaml").read_bytes()


def test_the_same_commits_have_the_same_hashes_whoever_makes_them(tmp_path, monkeypatch):
    """Neither the clock, nor who is at the keyboard, nor their settings can be told from them."""
    one = folder_with(tmp_path / "one", ALL)
    monkeypatch.setitem(os.environ, "GIT_AUTHOR_NAME", "Somebody Else")
    monkeypatch.setitem(os.environ, "GIT_COMMITTER_DATE", "2001-01-01T00:00:00Z")
    other = folder_with(tmp_path / "other", ALL)

    assert head(one) == head(other)
    assert "Lillby kommun <medborgarbudget@lillby.example>" == git(
        other, "log", "-1", "--format=%an <%ae>"
    )


def test_signs_that_git_gives_a_meaning_are_taken_as_text(tmp_path):
    """A name cannot end the line of a commit, nor a quotation mark the path of a file."""
    odd = Commit(date(2026, 1, 1), 'data 3\n"hello"', {'a "b".txt': b"commit refs/heads/evil\n"})
    (tmp_path / 'a "b".txt').write_bytes(b"commit refs/heads/evil\n")
    make_repository(tmp_path, [odd], Author("Town <x>\ncommitter", "a@b.example> 1 +0000"))

    assert "main" == git(tmp_path, "branch", "--format=%(refname:short)")
    assert "" == git(tmp_path, "status", "--porcelain")
    assert "data 3" == git(tmp_path, "log", "-1", "--format=%B").splitlines()[0]
