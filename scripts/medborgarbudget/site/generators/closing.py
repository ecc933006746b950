"""What belongs to the site as a whole: style, 404, site map, headers; then the build is closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.headers import headers
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page
from medborgarbudget.site.sitemap import robots, sitemap
from medborgarbudget.site.style import static_files
from medborgarbudget.site.writer import SiteWriter


class ClosingGenerator(PageGenerator):
    """Runs last: it needs to know which pages there are."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """The page for addresses that lead nowhere, and the files that hosts and robots read."""
        yield Page("404.html", "404.html", None, indexed=False)
        yield Copy("robots.txt", robots(site))
        yield Copy("_headers", headers())
        yield from static_files(Path(self.settings["THEME"]), site.town.colours)

    def generate_output(self, writer: SiteWriter) -> None:
        """Write them, then the site map of all pages, and remove what is no longer there."""
        super().generate_output(writer)
        writer.put(Copy("sitemap.xml", sitemap(writer.site, writer.pages)))
        writer.output.finish()
