"""The scripts of the vote pages: addresses, hashes, and the policy that lets them run."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from medborgarbudget.records.client_code import BUILT, SOURCES, built_scripts, sources
from medborgarbudget.site.pages import Copy


@dataclass(frozen=True)
class Client:
    """The built scripts and their style by name; any other byte gives their folder another name.

    `sources` are what they are built from, to be read by whoever wants to.
    """

    files: Mapping[str, bytes]
    sources: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder's address: a browser may keep what is in it for ever."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
        return f"static/vote.{digest.hexdigest()[:8]}"

    def address(self, name: str) -> str:
        """Where a script is published."""
        return f"{self.folder}/{name}"

    def integrity(self, name: str) -> str:
        """The hash that a browser holds a script against before it runs it."""
        return _hash(self.files[name], "sha384")

    def import_map(self, relative: str) -> str:
        """The hashes of the parts that a script fetches by itself, as an import map.

        `relative` is the folder's address as seen from the page.
        """
        hashes = {f"{relative}/{name}": self.integrity(name) for name in self.scripts}
        return json.dumps({"integrity": hashes}, separators=(",", ":"))

    @property
    def scripts(self) -> tuple[str, ...]:
        """The names of the scripts, sorted."""
        return tuple(name for name in sorted(self.files) if name.endswith(".js"))

    def source_address(self, name: str) -> str:
        """Where a source is published."""
        return f"{self.folder}/source/{name}"

    def published(self, path: str) -> str:
        """Where the file with this path below the theme is published; "" where it is not."""
        name = path.rpartition("/")[2]
        if path == "/".join((*BUILT, name)) and name in self.files:
            return self.address(name)
        source = path.removeprefix(f"{'/'.join(SOURCES)}/")
        return self.source_address(source) if source in self.sources else ""

    def copies(self) -> Iterator[Copy]:
        """The files to publish."""
        for name, data in sorted(self.files.items()):
            yield Copy(self.address(name), data)
        for name, data in sorted(self.sources.items()):
            yield Copy(self.source_address(name), data)


@cache
def client_of(theme: Path) -> Client:
    """The scripts of a theme."""
    style = (theme / "static" / "vote.css").read_bytes()
    return Client({**built_scripts(theme), "vote.css": style}, sources(theme))


def script_json(value: object) -> str:
    """The value as JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def policy(import_map: str, function: str) -> str:
    """The content security policy of a vote page: our scripts, and the vote function's address."""
    origin = f" {'/'.join(function.split('/')[:3])}" if function.startswith("http") else ""
    return (
        f"default-src 'none'; script-src 'self' '{_hash(import_map.encode(), 'sha256')}'; "
        "style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'{origin}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(data: bytes, name: str) -> str:
    digest = hashlib.new(name, data).digest()
    return f"{name}-{base64.b64encode(digest).decode('ascii')}"
