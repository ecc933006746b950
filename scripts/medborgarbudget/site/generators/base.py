"""What all of the site's generators share: they name pages, and the writer writes them."""

from __future__ import annotations

from collections.abc import Iterator

from pelican.generators import Generator

from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page
from medborgarbudget.site.writer import SiteWriter


class PageGenerator(Generator):  # type: ignore[misc]
    """A generator over the site's model; a kind of page says only which pages there are."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """Every page and file of this kind, in a fixed order."""
        raise NotImplementedError

    def generate_output(self, writer: SiteWriter) -> None:
        """Called by Pelican once per build."""
        for page in self.pages(writer.site):
            writer.put(page)
