"""Writing files: the same data give the same bytes, and a file is whole or not there.

What is written here reads back through `records.source` as the same data.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from medborgarbudget.records.paths import is_inside, link_on_the_way

WIDTH = 100
UNFINISHED = ".writing-"
"""How the name of a file begins that is not whole yet."""
MAX_INTEGER = 10**15 - 1
"""The largest whole number that `records.source` reads as a number."""


# Readers of YAML differ on ``0180``, ``1e3`` and their like; between quotation marks all agree.
_LIKE_A_NUMBER = re.compile(r"^[-+]?[0-9][0-9_]*(\.[0-9]*)?([eE][-+]?[0-9]+)?$", re.ASCII)


class Dumper(yaml.CSafeDumper):
    """PyYAML's C dumper with our own habits. Quotes what YAML 1.1 would not take as text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way of being configured
        first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
        for first, pairs in yaml.CSafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:
        """Say everything in full; an alias would be refused by our own reader."""
        return True


def _text(dumper: Dumper, text: str) -> yaml.Node:
    block = "\n" in text.strip("\n") or (text.endswith("\n") and len(text) > 1)
    tidy = not re.search(r"[ \t]\n|^\s|\t", text)
    style = "|" if block and tidy else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _integer(dumper: Dumper, value: int) -> yaml.Node:
    if abs(value) > MAX_INTEGER:
        raise ValueError(f"{value} has more digits than our files hold as a number")
    return dumper.represent_scalar("tag:yaml.org,2002:int", str(value))


def _decimal(dumper: Dumper, value: float) -> yaml.Node:
    written = f"{value:.12f}".rstrip("0")
    return dumper.represent_scalar(
        "tag:yaml.org,2002:float", f"{written}0" if written.endswith(".") else written
    )


def _moment(dumper: Dumper, value: date | datetime) -> yaml.Node:
    timespec = {"timespec": "minutes"} if isinstance(value, datetime) else {}
    return dumper.represent_scalar("tag:yaml.org,2002:str", value.isoformat(**timespec))


def _list(dumper: Dumper, values: list[Any] | tuple[Any, ...]) -> yaml.Node:
    """Short lists of short words on one line, everything else one item a line."""
    flat = all(isinstance(value, int | str | None) for value in values)
    short = sum(len(str(value)) + 2 for value in values) <= WIDTH - 30
    one_line = flat and short and not any("\n" in str(value) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=one_line)


Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _LIKE_A_NUMBER, list("-+0123456789"))
Dumper.add_representer(str, _text)
Dumper.add_representer(int, _integer)
Dumper.add_representer(float, _decimal)
Dumper.add_representer(date, _moment)
Dumper.add_representer(datetime, _moment)
Dumper.add_representer(list, _list)
Dumper.add_representer(tuple, _list)


def dump_yaml(data: Any) -> str:
    """The YAML text of plain data, keys in the order in which they are handed in.

    Takes dict, list, tuple, str, int of at most 15 digits, float, bool, None and dates. Raises
    ValueError for longer integers and yaml.YAMLError for anything else.
    """
    return str(
        yaml.dump(
            data,
            Dumper=Dumper,
            allow_unicode=True,
            default_flow_style=False,
            sort_keys=False,
            width=WIDTH,
        )
    )


def write_text(root: Path, path: str, text: str) -> None:
    """Write a text file below the root: UTF-8, lines ending with ``\\n``, all of it or nothing.

    Makes the folders on the way. Raises ValueError for a path that leads outside or over a link.
    """
    write_bytes(root, path, text.encode("utf-8"))


def write_bytes(root: Path, path: str, data: bytes, to_disk: bool = False) -> None:
    """Write a file's bytes below the root, all of them or nothing. Raises as `write_text`.

    With `to_disk` they are on the disk when this returns, also if the power then fails.
    """
    if not is_inside(path) or link_on_the_way(root, path) is not None:
        raise ValueError(f"{path} does not lead to a file below the folder")
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if to_disk:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if to_disk:
        _sync_folders(root, target.parent)


def write_in_turn(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files one after the other, each on the disk before the next. Raises as `write_text`.

    What an interrupted writing has left half-done in their folders is taken away. So only one
    process at a time may write there.
    """
    for folder in {(root / path).parent for path in files}:
        for left in folder.glob(f"{UNFINISHED}*"):
            left.unlink()
    for path, data in files.items():
        write_bytes(root, path, data, to_disk=True)


def _sync_folders(root: Path, folder: Path) -> None:
    """The names in a folder and those above it; nothing where a system cannot sync folders."""
    for one in (folder, *folder.parents):
        with suppress(OSError):
            descriptor = os.open(one, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        if one == root:
            return


def move_in(made: Path, folder: Path) -> None:
    """Move all that a folder holds into another, which is empty or not there yet.

    The folder itself stays where it is, so it may be the one that somebody stands in.
    """
    folder.mkdir(exist_ok=True)
    for entry in sorted(made.iterdir()):
        entry.rename(folder / entry.name)
    made.rmdir()
