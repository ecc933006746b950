"""Making a Git repository: a folder's files as a history of commits, the same bytes every time.

`git fast-import` writes hundreds of commits in one go, runs no hook and asks for no identity, so
that the same commits have the same hashes on every machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from git import Git

BRANCH = "refs/heads/main"
MORNING = 8 * 3600
"""Commits of one day stand from eight o'clock (UTC), a minute apart."""


@dataclass(frozen=True, slots=True)
class Author:
    """Whose name the commits bear: a body's, such as the municipality's, never a person's."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: the day, what was done, and the files that came or changed, by path."""

    day: date
    subject: str
    files: Mapping[str, bytes]


def make_repository(root: Path, commits: Iterable[Commit], author: Author) -> None:
    """Make the folder a repository with these commits on ``main``, the files in it checked out.

    The folder must hold the files as the last commit leaves them, and no repository yet. Commits
    stand in order of time. Raises git.exc.GitCommandError, or GitCommandNotFound without Git.
    """
    git = Git(str(root))
    git.init("--quiet", "--template=", "--initial-branch=main")
    git.config("core.autocrlf", "false")
    with tempfile.TemporaryFile() as stream:
        for part in _stream(commits, author):
            stream.write(part)
        stream.seek(0)
        git.execute(["git", "fast-import", "--quiet", "--date-format=raw"], istream=stream)
    git.reset("--quiet", "--mixed")


def _stream(commits: Iterable[Commit], author: Author) -> Iterator[bytes]:
    """The commits in the words of git-fast-import(1)."""
    who = f"{_plain(author.name)} <{_plain(author.email)}>"
    today, minute = None, 0
    for commit in commits:
        minute = minute + 1 if commit.day == today else 0
        today = commit.day
        midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
        when = f"{int(midnight.timestamp()) + MORNING + 60 * minute} +0000"
        message = commit.subject.strip().encode()
        yield f"commit {BRANCH}\nauthor {who} {when}\ncommitter {who} {when}\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        for path, data in sorted(commit.files.items()):
            yield f"M 100644 inline {_quoted(path)}\ndata {len(data)}\n".encode()
            yield data + b"\n"


def _plain(text: str) -> str:
    return " ".join(text.translate(dict.fromkeys(map(ord, "<>\0"), " ")).split())


def _quoted(path: str) -> str:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        path = path.replace(sign, written)
    return f'"{path}"'
