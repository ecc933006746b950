"""The SHA-256 of files inside a town's folder, and of nothing outside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from medborgarbudget.records.paths import is_inside, link_on_the_way


def file_digest(root: Path, path: str) -> str | None:
    """The SHA-256 of a file in hexadecimal; None where there is no such file inside `root`."""
    if not is_inside(path) or link_on_the_way(root, path) or not (root / path).is_file():
        return None
    with (root / path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def bytes_digest(data: bytes) -> str:
    """The SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
