"""The Pelican plugin: the site's generators and its writer, and nothing of Pelican's own pages."""

from __future__ import annotations

from typing import Any

from pelican import signals

from medborgarbudget.site.generators import GENERATORS
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.reading import read_site
from medborgarbudget.site.writer import SiteWriter


def generators(pelican: Any) -> tuple[type[PageGenerator], ...]:
    """Read the town, and name one generator per kind of page. Raises TownNotReadableError."""
    pelican.settings["TOWN_SITE"] = read_site(pelican.settings)
    return GENERATORS


def writer(_: Any) -> type[SiteWriter]:
    """The class of the writer."""
    return SiteWriter


def register() -> None:
    """Called by Pelican when it loads the plugin."""
    signals.get_generators.connect(generators)
    signals.get_writer.connect(writer)
