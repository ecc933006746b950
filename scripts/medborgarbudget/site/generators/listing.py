"""The list of a round's proposals: all of them, those of one pot, those of one theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.cards import Card, cards
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page

AT_A_TIME = 60
LEFT_OUT = ("refused", "merged", "withdrawn")


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list, or one part of a long one: `number` of `parts`, each at its address.

    `pot_id` and `category` are "" where the list is not limited to one. `left_out` counts the
    proposals that went no further, which have a page of their own.
    """

    folder: RoundFolder
    cards: tuple[Card, ...]
    total: int
    pot_id: str
    category: str
    number: int
    parts: tuple[str, ...]
    left_out: int
    sections: tuple[str, ...]


class ListingGenerator(PageGenerator):
    """``/R/proposals/``, ``/R/proposals/in/<pot>/`` and ``/R/proposals/about/<category>/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """The lists, each in as many parts as it needs."""
        for folder in site.rounds:
            everything = cards(site, folder, sorted(folder.proposals))
            alive = tuple(each for each in everything if each.state not in LEFT_OUT)
            base = f"{folder.round_id}/proposals/"
            left_out = len(everything) - len(alive)
            yield from _list(site, folder, base, alive, left_out=left_out)
            for pot_id in folder.round.pots:
                its = tuple(each for each in alive if each.proposal.pot == pot_id)
                yield from _list(site, folder, f"{base}in/{pot_id}/", its, pot_id=pot_id)
            for category in folder.round.categories:
                its = tuple(each for each in alive if each.proposal.category == category)
                yield from _list(site, folder, f"{base}about/{category}/", its, category=category)


def _list(
    site: Site,
    folder: RoundFolder,
    base: str,
    found: tuple[Card, ...],
    pot_id: str = "",
    category: str = "",
    left_out: int = 0,
) -> Iterator[Page]:
    chunks = [found[at : at + AT_A_TIME] for at in range(0, len(found), AT_A_TIME)] or [()]
    parts = tuple(f"{base}page/{n}/" if n > 1 else base for n in range(1, len(chunks) + 1))
    for number, chunk in enumerate(chunks, start=1):
        view = ListPage(
            folder=folder,
            cards=chunk,
            total=len(found),
            pot_id=pot_id,
            category=category,
            number=number,
            parts=parts,
            left_out=left_out,
            sections=site.sections(folder),
        )
        yield Page(parts[number - 1], "proposals.html", view, folder.round_id, "proposals")
