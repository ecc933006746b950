"""News: a list, a page for each item, and an Atom feed in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from medborgarbudget.records.prose import Prose
from medborgarbudget.site.feed import Entry, feed
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.languages import prefix
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page
from medborgarbudget.site.writer import SiteWriter

IN_FEED = 50


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news in the languages that it is written in."""

    slug: str
    date: date
    pieces: Mapping[str, Prose]

    @property
    def path(self) -> str:
        """Its address."""
        return f"news/{self.slug}/"

    @property
    def titles(self) -> Mapping[str, str]:
        """Its title by language."""
        return {language: piece.title for language, piece in self.pieces.items()}


@dataclass(frozen=True, slots=True)
class NewsPage:
    """The values of the list: the newest first."""

    items: tuple[Item, ...]


class NewsGenerator(PageGenerator):
    """``/news/``, ``/news/<slug>/`` and ``/feed.xml``."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """The list, the items, and one feed per language."""
        items = news_items(site)
        yield Page("news/", "news.html", NewsPage(items), section="news")
        for item in items:
            yield Page(item.path, "news_item.html", item, section="news")

    def generate_output(self, writer: SiteWriter) -> None:
        """The pages, then the feeds, which need each language's own prose."""
        super().generate_output(writer)
        site = writer.site
        for renderer in writer.renderers:
            language = renderer.language
            title = renderer.messages.gettext("Participatory budget")
            start = prefix(language, site.languages)
            entries = [
                Entry(f"{start}{item.path}", item.date, piece.title, renderer.town_html(piece.body))
                for item in news_items(site)[:IN_FEED]
                if (piece := item.pieces.get(language)) is not None
            ]
            writer.put(Copy(f"{start}feed.xml", feed(site, language, title, entries)))


def news_items(site: Site) -> tuple[Item, ...]:
    """All news up to the day of the build, the newest first."""
    by_slug: dict[tuple[date, str], dict[str, Prose]] = {}
    for piece in site.tree.news:
        if piece.date is not None and piece.date <= site.today:
            by_slug.setdefault((piece.date, piece.slug), {})[piece.language] = piece
    order = sorted(by_slug, key=lambda key: (-key[0].toordinal(), key[1]))
    return tuple(Item(slug, day, by_slug[day, slug]) for day, slug in order)
