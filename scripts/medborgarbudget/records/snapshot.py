"""What files were at an earlier commit, and a bare repository as a folder to read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from git import Git
from git.exc import GitCommandError, GitCommandNotFound

from medborgarbudget.records.history import said_by_git
from medborgarbudget.records.paths import read_bytes

MAX_BYTES = 512 * 1024 * 1024

_RAW = re.compile(r"\s*:\d+ \d+ ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]\d*")
"""What ``git log --raw`` says of one file: its modes, then its hash before and after."""


class UnpackError(Exception):
    """The repository has no commit that could be written out as files."""


def is_bare(folder: Path) -> bool:
    """Whether the folder is a bare repository: Git's own files without a working tree."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()


def unpack(bare: Path, folder: Path) -> None:
    """Write the repository's newest state, with its history, into a new folder.

    Nothing is run on the way: no hooks, no filters of line ends; links become plain text files.
    Raises UnpackError.
    """
    try:
        Git().execute(
            [
                "git",
                *("-c", "core.autocrlf=false", "-c", "core.symlinks=false"),
                *("clone", "--quiet", "--template=", "--no-hardlinks", "--", bare.as_posix()),
                folder.as_posix(),
            ]
        )
    except (GitCommandError, GitCommandNotFound) as error:
        raise UnpackError(bare.name) from error


def added_in(root: Path, path: str) -> str | None:
    """The newest commit in which the file came into being; None where none is known."""
    return said_by_git(
        root, "log", "-1", "--diff-filter=A", "--no-renames", "--format=%H", "--", path
    )


def changed_since(root: Path, commit: str, paths: Collection[str]) -> tuple[str, ...]:
    """Those of the files whose bytes now are not what the commit holds, sorted."""
    then = _blobs(root, commit)
    return tuple(path for path in sorted(paths) if _blob(root, path, commit) != then.get(path))


def versions_of(root: Path, wanted: str, most: int) -> Mapping[str, tuple[bytes, ...]]:
    """All that these files ever held in any commit up to the one checked out, by path.

    `wanted` is a path of Git's, with ``*`` if need be. Files that are gone are there too; what is
    not committed yet is not. Empty without a history; a version that Git has lost, or one larger
    than `most` bytes, is empty bytes.
    """
    said = said_by_git(
        root,
        *("log", "-z", "--relative", "--raw", "--no-abbrev", "--no-renames", "--format="),
        *("--full-history", "-m", "--no-color", "--no-ext-diff", "HEAD", "--", wanted),
    )
    found: dict[str, set[str]] = {}
    fields = (said or "").split("\0")
    for about, path in pairwise(fields):
        match = _RAW.fullmatch(about)
        if match:
            blobs = found.setdefault(path, set())
            blobs.update(one for one in match.groups() if one.strip("0"))
    return {
        path: tuple(_held(root, blob, most) for blob in sorted(blobs))
        for path, blobs in sorted(found.items())
    }


def paths_ever(root: Path, wanted: str) -> tuple[str, ...]:
    """The files of this name, with ``*`` if need be, in any commit up to the one checked out."""
    said = said_by_git(
        root,
        *("log", "-z", "--relative", "--name-only", "--no-renames", "--format="),
        *("--full-history", "-m", "HEAD", "--", wanted),
    )
    return tuple(sorted({path for path in (said or "").split("\0") if path.strip()}))


def held_beside(
    root: Path, folders: Collection[str], path: str, most: int
) -> Iterator[tuple[str, bytes | None]]:
    """What a file held in each commit that changed the folders, where these then held anything.

    By the commit; each content once, None for none. Of one larger than `most` bytes nothing.
    """
    said = said_by_git(
        root, "log", "--full-history", "-m", "--format=%H", "HEAD", "--", *sorted(folders)
    )
    seen: set[str] = set()
    for commit in dict.fromkeys((said or "").split()):
        listed = said_by_git(root, "ls-tree", "-r", "-z", commit, "--", path, *sorted(folders))
        blobs = dict(_entries(listed or ""))
        blob = blobs.pop(path, "")
        if blobs and blob not in seen:
            seen.add(blob)
            yield commit, _held(root, blob, most) if blob else None


def _held(root: Path, blob: str, most: int) -> bytes:
    """The bytes of a file by Git's hash of it; none where they are too many, or lost."""
    size = said_by_git(root, "cat-file", "-s", blob) or ""
    if not size.isdecimal() or int(size) > most:
        return b""
    command = ["git", "cat-file", "blob", blob]
    try:
        held = Git(str(root)).execute(
            command, stdout_as_string=False, strip_newline_in_stdout=False
        )
    except GitCommandError:
        return b""
    return held if isinstance(held, bytes) else b""


def _blobs(root: Path, commit: str) -> Mapping[str, str]:
    """Git's hash of every file at the commit, by its path from the root."""
    listed = said_by_git(root, "ls-tree", "-r", "-z", commit) or ""
    return dict(_entries(listed))


def _entries(listed: str) -> Iterator[tuple[str, str]]:
    for entry in listed.split("\0"):
        about, tab, path = entry.partition("\t")
        if tab:
            yield path, about.split(" ")[2]


def _blob(root: Path, path: str, commit: str) -> str | None:
    """Git's hash of the file's bytes now, of the kind that the commit's own hash is of."""
    data, _ = read_bytes(root, path, MAX_BYTES)
    if data is None:
        return None
    digest = hashlib.sha1(usedforsecurity=False) if len(commit) == 40 else hashlib.sha256()
    digest.update(f"blob {len(data)}\0".encode() + data)
    return digest.hexdigest()
