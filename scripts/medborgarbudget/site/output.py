"""The output folder: only files that differ are written, and only our own stale ones are removed.

`SHA256SUMS` at its root lists every file of the site (check them with ``sha256sum -c``). The next
build reads it to know which files were ours, so that it never deletes anything else.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SUMS = "SHA256SUMS"
LINE = re.compile(r"[0-9a-f]{64}  (?P<path>[^\r\n]+)")


@dataclass
class Output:
    """The folder of one build. Paths are relative to it, with forward slashes."""

    folder: Path
    sums: dict[str, str] = field(default_factory=dict)
    written: int = 0

    def put(self, path: str, data: bytes) -> None:
        """Make the file hold these bytes. Raises ValueError for a path put twice or outside."""
        if path in self.sums or not _inside(path) or path == SUMS:
            raise ValueError(f"not an address of this site, or used by two pages: {path}")
        self.sums[path] = hashlib.sha256(data).hexdigest()
        self._write(path, data)

    def finish(self) -> None:
        """Remove what the last build wrote and this one did not, and write the list of files."""
        for path in sorted(self._earlier() - self.sums.keys()):
            self._remove(path)
        lines = (f"{digest}  {path}\n" for path, digest in sorted(self.sums.items()))
        self._write(SUMS, "".join(lines).encode())

    def _write(self, path: str, data: bytes) -> None:
        target = self.folder / path
        if target.is_file() and not target.is_symlink() and target.read_bytes() == data:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            target.unlink()
        target.write_bytes(data)
        self.written += 1

    def _earlier(self) -> set[str]:
        sums = self.folder / SUMS
        if not sums.is_file():
            return set()
        found = map(LINE.fullmatch, sums.read_text(encoding="utf-8", errors="replace").splitlines())
        return {match["path"] for match in found if match and _inside(match["path"])}

    def _remove(self, path: str) -> None:
        target = self.folder / path
        if target.is_file() or target.is_symlink():
            target.unlink()
        for parent in target.parents:
            if parent == self.folder or not parent.is_dir() or any(parent.iterdir()):
                return
            parent.rmdir()


def _inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts
