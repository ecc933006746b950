"""The town's own pages: about, accessibility, privacy, and whatever else it writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from medborgarbudget.records.prose import Prose
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.images import images
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page


@dataclass(frozen=True, slots=True)
class ProsePage:
    """The values of the page: the same text in the languages that it is written in."""

    slug: str
    pieces: Mapping[str, Prose]

    @property
    def titles(self) -> Mapping[str, str]:
        """Its title by language."""
        return {language: piece.title for language, piece in self.pieces.items()}


class ProsePageGenerator(PageGenerator):
    """``/<page>/`` and the pictures of ``content/images``."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """One page per slug."""
        for slug, pieces in site.prose_pages.items():
            yield Page(f"{slug}/", "prose_page.html", ProsePage(slug, pieces), section=slug)
        yield from images(site)
