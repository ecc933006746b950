"""A round's own page: its steps with their dates, its money, and where to go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.event import Event
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.generators.start import coming
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page
from medborgarbudget.site.photos import photos
from medborgarbudget.site.pots import PotShare, pot_shares
from medborgarbudget.site.steps import Line


@dataclass(frozen=True, slots=True)
class RoundPage:
    """The values of a round's page."""

    folder: RoundFolder
    line: Line
    sections: tuple[str, ...]
    pots: tuple[PotShare, ...]
    events: tuple[Event, ...]


class RoundGenerator(PageGenerator):
    """``/R/`` and the photos of its proposals and works."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """One page per round, and every photo that a page shows."""
        for folder in site.rounds:
            view = RoundPage(
                folder=folder,
                line=site.line(folder),
                sections=site.sections(folder),
                pots=pot_shares(site, folder),
                events=coming(site, folder),
            )
            yield Page(f"{folder.round_id}/", "round.html", view, folder.round_id, "round")
            yield from photos(site, folder)
