"""The start page: which step it is, how much money, and what one can do today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.event import Event
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.generators.news import Item, news_items
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page
from medborgarbudget.site.steps import Line
from medborgarbudget.site.town_map import TownMap, town_map

EVENTS = 4
NEWS = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """One more round in the list: what it had, and how far it has come."""

    folder: RoundFolder
    line: Line
    winners: int | None


@dataclass(frozen=True, slots=True)
class StartPage:
    """The values of the start page; `folder` and `line` are None before the first round."""

    folder: RoundFolder | None
    line: Line | None
    sections: tuple[str, ...]
    map: TownMap | None
    events: tuple[Event, ...]
    others: tuple[Earlier, ...]
    news: tuple[Item, ...]


class StartGenerator(PageGenerator):
    """``/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page."""
        folder = site.current
        others = tuple(each for each in site.rounds if each is not folder)
        view = StartPage(
            folder=folder,
            line=site.line(folder) if folder else None,
            sections=site.sections(folder) if folder else (),
            map=town_map(site.tree.areas),
            events=coming(site, folder)[:EVENTS] if folder else (),
            others=tuple(_earlier(site, each) for each in others),
            news=news_items(site)[:NEWS],
        )
        yield Page("", "start.html", view, folder.round_id if folder else "", "start")


def coming(site: Site, folder: RoundFolder) -> tuple[Event, ...]:
    """The round's events that are not over, the first to end first."""
    left = (event for event in folder.events if event.closes > site.now)
    return tuple(sorted(left, key=lambda event: (event.opens, event.closes, event.event_id)))


def _earlier(site: Site, folder: RoundFolder) -> Earlier:
    winners = len(folder.result.selected) if folder.result and site.shows_result(folder) else None
    return Earlier(folder, site.line(folder), winners)
