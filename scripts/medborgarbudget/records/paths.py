"""Files inside a town's folder: never through a link, never outside, never larger than allowed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from medborgarbudget.pb.problem import Place, Problem

MOST_LEVELS = 6
"""Folders inside each other: more than any file of a town needs."""


def is_inside(path: str) -> bool:
    """Whether a relative path, written with ``/``, can only lead to something below its root."""
    parts = path.split("/")
    return not (
        path.startswith("/")
        or "\\" in path
        or "\0" in path
        or ":" in parts[0]
        or any(part in ("", ".", "..") for part in parts)
    )


def link_on_the_way(root: Path, path: str) -> str | None:
    """The first part of the path, from the root, that is a symbolic link; None where none is."""
    so_far = PurePosixPath()
    for part in PurePosixPath(path).parts:
        so_far /= part
        if is_link(root / so_far):
            return str(so_far)
    return None


# os.path, not pathlib: in Python 3.11 a Path raises where it may not look; here the answer is no.


def is_file(path: Path) -> bool:
    """Whether a regular file, or a link to one, can be seen there."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Whether a folder, or a link to one, can be seen there."""
    return os.path.isdir(path)  # noqa: PTH112


def is_link(path: Path) -> bool:
    """Whether a symbolic link can be seen there, wherever it leads."""
    return os.path.islink(path)  # noqa: PTH114


def is_there(root: Path, path: str) -> bool:
    """Whether anything has this name: a file, a folder, a pipe, a link that leads nowhere."""
    return os.path.lexists(root / path)


def read_bytes(root: Path, path: str, max_bytes: int) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The bytes of a regular file below the root, or None with the reason why not."""
    place = Place(path)
    if not is_inside(path):
        return None, (Problem("path-outside", place, {"path": path}),)
    link = link_on_the_way(root, path)
    if link is not None:
        return None, (Problem("file-is-link", place, {"path": link}),)
    try:
        descriptor = os.open(root / path, os.O_RDONLY | _flags())
    except FileNotFoundError:
        return None, (Problem("file-missing", place, {"path": path}),)
    except OSError:
        return None, (Problem("file-unreadable", place, {"path": path}),)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None, (Problem("file-unreadable", place, {"path": path}),)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(max_bytes + 1)
        if len(data) > max_bytes:
            size = -(-os.fstat(descriptor).st_size // 1024)
            facts = {"size": size, "limit": max_bytes // 1024}
            return None, (Problem("file-too-large", place, facts),)
        return data, ()


def files_below(root: Path, folder: str = "") -> Iterator[str]:
    """The paths of all files below a folder, sorted; links are named and never followed.

    Names that begin with a dot are left out: they are the tools', not the town's. A folder that
    lies more than `MOST_LEVELS` deep, or that may not be looked into, is named as if it were a
    file: nothing of the town's is there.
    """
    base = root / folder if folder else root
    if is_folder(base) and not (folder and link_on_the_way(root, folder)):
        yield from _files_in(root, folder)


def _files_in(root: Path, folder: str) -> Iterator[str]:
    try:
        with os.scandir(root / folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in found:
        if entry.name.startswith("."):
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False) and path.count("/") < MOST_LEVELS:
            yield from _files_in(root, path)
        else:
            yield path


def folders_in(root: Path, folder: str) -> tuple[str, ...]:
    """The names of the folders in a folder, sorted; none behind a link or where none may look.

    Names that begin with a dot are left out, as in `files_below`.
    """
    if link_on_the_way(root, folder):
        return ()
    try:
        names = sorted(entry.name for entry in (root / folder).iterdir())
    except OSError:
        return ()
    return tuple(
        name for name in names if not name.startswith(".") and is_folder(root / folder / name)
    )


def _flags() -> int:
    """Never follow a link in the last step, and never wait for a pipe to open."""
    return getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
