"""The public audit trail: when each file was made, changed, renamed or taken away.

One pass over ``git log`` serves all files. Names and addresses of those who committed are left
out from the start: what a page shows is what was done, not by whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from git import Git
from git.exc import GitCommandError, GitCommandNotFound

from medborgarbudget.pb.problem import Place, Problem

ChangeKind = Literal["added", "changed", "renamed", "removed"]

_KINDS: Mapping[str, ChangeKind] = {"A": "added", "C": "added", "R": "renamed", "D": "removed"}
_MAX_SUBJECT = 200
_COMMIT = "\x01"
_ADDRESS = re.compile(r"\S+@\S+")


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's effect on one file.

    `date` is the committer's, as written in the commit: evidence of an order, not of a time.
    `subject` is the first line of the commit's message, with e-mail addresses struck out.
    """

    date: date
    subject: str
    commit: str
    kind: ChangeKind


def history(root: Path) -> Mapping[str, tuple[Change, ...]]:
    """All changes of every file that is or was below the folder, newest first, by path.

    A renamed file's changes under its earlier names come after those under its present one, and
    are not listed under the earlier names. Empty where the folder has no history.
    """
    if head(root) is None:
        return {}
    log = Git(str(root)).log(
        "-z",
        "--relative",
        "--name-status",
        "--find-renames",
        "--no-color",
        "--no-ext-diff",
        "--topo-order",
        f"--format={_COMMIT}%H%x00%cs%x00%s",
    )
    changes: dict[str, list[Change]] = {}
    now_called: dict[str, str] = {}
    for commit, day, subject, statuses in _commits(log):
        earlier: dict[str, str] = {}
        for status, old, new in statuses:
            path = now_called.get(new, new)
            kind = _KINDS.get(status, "changed")
            changes.setdefault(path, []).append(Change(day, subject, commit, kind))
            if kind == "renamed":
                earlier[old] = path
            if kind in ("renamed", "added"):
                # Before this, another file may have had the name.
                earlier.setdefault(new, f"{new}")
        now_called |= earlier
    return {path: tuple(found) for path, found in sorted(changes.items())}


def head(root: Path) -> str | None:
    """The commit that is checked out, in full; None where there is none, or no repository."""
    return said_by_git(root, "rev-parse", "--verify", "--quiet", "HEAD")


def last_commit_date(root: Path) -> date | None:
    """The day of the newest commit, so that a build needs no clock; None without history."""
    said = said_by_git(root, "log", "-1", "--format=%cs")
    return date.fromisoformat(said) if said else None


def history_problems(root: Path) -> tuple[Problem, ...]:
    """A warning where the audit trail is not there, or was cut off when the folder was fetched."""
    if head(root) is None:
        return (Problem("history-missing", Place("."), severity="warning"),)
    if said_by_git(root, "rev-parse", "--is-shallow-repository") == "true":
        return (Problem("history-cut-off", Place("."), severity="warning"),)
    return ()


def said_by_git(root: Path, *arguments: str) -> str | None:
    """What Git answers, or None where it has no answer."""
    try:
        return str(Git(str(root)).execute(["git", *arguments])).strip() or None
    except (GitCommandError, GitCommandNotFound):
        return None


def _commits(log: str) -> Iterator[tuple[str, date, str, list[tuple[str, str, str]]]]:
    """Each commit as (id, day, subject, [(status letter, old path, new path)])."""
    for entry in log.split(_COMMIT)[1:]:
        commit, day, subject, *fields = entry.split("\0")
        yield commit, date.fromisoformat(day), _plain(subject), list(_statuses(fields))


def _statuses(fields: list[str]) -> Iterator[tuple[str, str, str]]:
    words = iter(field.lstrip("\n") for field in fields)
    for status in words:
        if not status:
            continue
        old = next(words)
        new = next(words) if status[0] in "RC" else old
        yield status[0], old, new


def _plain(subject: str) -> str:
    """One line to show: no control characters, no e-mail addresses, not endless."""
    letters = "".join(letter if letter.isprintable() else " " for letter in subject)
    return _ADDRESS.sub("…", " ".join(letters.split()))[:_MAX_SUBJECT]
