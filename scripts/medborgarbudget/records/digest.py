"""The SHA-256 of files inside a town's folder, and of nothing outside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from medborgarbudget.records.paths import is_file, is_inside, link_on_the_way


def file_digest(root: Path, path: str) -> str | None:
    """The SHA-256 of a file in hexadecimal; None where no such file can be read inside `root`."""
    if not is_inside(path) or link_on_the_way(root, path) or not is_file(root / path):
        return None
    try:
        with (root / path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def bytes_digest(data: bytes) -> str:
    """The SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
