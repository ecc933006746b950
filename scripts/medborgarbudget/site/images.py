"""The town's own pictures, as they are in ``content/images``."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.records.paths import files_below, read_bytes
from medborgarbudget.site.cards import PICTURES
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy
from medborgarbudget.site.photos import LARGEST

DRAWINGS = (".svg", ".ico")
"""The town's own hand drew these, so they may be published, unlike a resident's."""


def images(site: Site) -> Iterator[Copy]:
    """Every picture at ``/images/<path>``."""
    folder = "content/images"
    for path in files_below(site.root, folder):
        if path.lower().endswith((*PICTURES, *DRAWINGS)):
            data, _ = read_bytes(site.root, path, LARGEST)
            if data is not None:
                yield Copy(f"images/{path.removeprefix(folder + '/')}", data)
