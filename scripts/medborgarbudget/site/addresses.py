"""Addresses: where a page is written, and how one page points to another.

Every link is relative, so that the site works from any folder of any host. `Page.path` is the
address without the language: ``2026/rules/``; a file such as ``feed.xml`` has no final slash.
"""

from __future__ import annotations

import posixpath
from urllib.parse import quote


def file_of(path: str) -> str:
    """The file that an address is served from: ``2026/`` → ``2026/index.html``."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def relative(target: str, here: str, as_files: bool = False) -> str:
    """How the page at `here` points to `target`; both from the site's root, either may have a #.

    `as_files` names the index file of a folder, so that the site can be read without a server.
    """
    path, mark, fragment = target.partition("#")
    folder = posixpath.dirname(here)
    wanted = file_of(path) if as_files else path
    if wanted.endswith("/") or wanted == "":
        found = posixpath.relpath(f"/{wanted}", f"/{folder}") + "/"
        found = "./" if found == "./" else found
    else:
        found = posixpath.relpath(f"/{wanted}", f"/{folder}")
    if mark and path == here:
        return f"#{fragment}"
    return f"{quote(found, safe='/.~')}{mark}{fragment}"


def absolute(base: str, path: str) -> str:
    """The public address: for feeds, the site map and links between languages only."""
    return f"{base.rstrip('/')}/{quote(path, safe='/.~')}"
