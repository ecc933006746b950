"""Where the demo town is kept, and the folder in which it is played."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

from medborgarbudget.records.paths import files_below
from medborgarbudget.records.source import read_yaml

NAME = "Exempelby"
FOLDERS = ("content", "proposals", "rounds")
MARKER = ".demo-town"
MARKED = (
    "Made by `medborgarbudget demo`, which empties this folder and plays anew. Keep nothing here.\n"
)


class NoDemoTownError(Exception):
    """Neither the package nor the repository that it runs from holds the demo town."""


class NotOursError(Exception):
    """The folder holds something that the demo did not make."""


def demo_town() -> Path:
    """The folder that holds Exempelby: inside the installed package, or the repository's root.

    Raises NoDemoTownError where neither does: the repository may be another town's by now.
    """
    package = Path(str(files("medborgarbudget")))
    for folder in (package / "demo_town", package.parents[1]):
        town, _ = read_yaml(folder, "content/town.yaml")
        facts = town.data if town is not None and isinstance(town.data, dict) else {}
        if facts.get("short_name") == NAME:
            return folder
    raise NoDemoTownError(NAME)


def town_files(root: Path) -> dict[str, bytes]:
    """All files of a town, by path."""
    return {
        path: (root / path).read_bytes() for folder in FOLDERS for path in files_below(root, folder)
    }


def make_room(folder: Path) -> None:
    """Leave the folder empty but for our mark. Raises NotOursError for a folder of others."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotOursError(folder)
    inside = sorted(folder.iterdir()) if folder.exists() else []
    if inside and not _marked(folder):
        raise NotOursError(folder)
    for entry in inside:
        if entry.name == MARKER:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(MARKED, encoding="utf-8")


def _marked(folder: Path) -> bool:
    mark = folder / MARKER
    return mark.is_file() and mark.read_text(encoding="utf-8", errors="replace") == MARKED
