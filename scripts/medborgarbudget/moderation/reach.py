"""How far a change reaches: in which files it can have caused a problem."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

from medborgarbudget.records.kinds import kind_of
from medborgarbudget.records.paths import is_file
from medborgarbudget.records.tree import MANY

ONE_PER_PROJECT = ("assessments", "implementation")


def in_reach(path: str, changed: Collection[str]) -> bool:
    """Whether a change of these files can have caused a problem in the file at `path`.

    A proposal or an assessment reaches its own project and the round's shared files; a file of
    the round reaches the whole round; the town's facts reach everything; other files themselves.
    """
    return any(_reaches(one, path) for one in changed)


def _reaches(changed: str, path: str) -> bool:
    if is_named(path, (changed,)):
        return True
    if changed == "content/town.yaml" or changed.startswith("content/areas/"):
        return True
    theirs, ours = _address(path), _address(changed)
    if theirs is None or ours is None or theirs[0] != ours[0]:
        return False
    return theirs[1] is None or ours[1] is None or theirs[1] == ours[1]


@cache
def _address(path: str) -> tuple[str, str | None] | None:
    """The round of a file, and its project where it belongs to one; None outside the rounds."""
    match PurePosixPath(path).parts:
        case ("proposals", round_id, name):
            return round_id, PurePosixPath(name).stem
        case ("rounds", round_id, folder, name) if folder in ONE_PER_PROJECT:
            return round_id, PurePosixPath(name).stem
        case ("rounds", round_id, *_):
            return round_id, None
    return None


def is_named(path: str, names: Collection[str]) -> bool:
    """Whether a file is one of those named, or lies below one of the folders named."""
    return any(name in (path, ".") or path.startswith(f"{name}/") for name in names)


def to_be_read(root: Path, only: Collection[str] | None) -> Collection[str] | None:
    """What must be read to judge the named files: them alone, or everything (None).

    A project's own files are judged with what belongs to them; any other file (the round's, the
    town's, a photo, one that is gone) can be judged only beside all the rest.
    """
    if only is None or not all(kind_of(path) in MANY and is_file(root / path) for path in only):
        return None
    return only


def asked_for(root: Path, here: Path, names: Sequence[str]) -> tuple[str, ...]:
    """The paths from the town's root that a person means by these names, seen from a folder.

    A folder means itself. A name is looked for from `here` and then from the root. Raises
    FileNotFoundError, with the name, for what is in neither place or outside the town.
    """
    found = set()
    for name in names:
        candidates = [Path(os.path.normpath(folder / name)) for folder in (here, root)]
        inside = [one for one in candidates if one.is_relative_to(root) and os.path.lexists(one)]
        if not inside:
            raise FileNotFoundError(errno.ENOENT, "not in the town", name)
        found.add(inside[0].relative_to(root).as_posix())
    return tuple(sorted(found))
