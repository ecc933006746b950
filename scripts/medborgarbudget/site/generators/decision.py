"""The political decision, and where it leaves the vote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.assessment import Decision, Deviation
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.cards import Card, card, cards
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The values of the page. `web_minutes` tells whether the minutes are at a web address."""

    folder: RoundFolder
    decision: Decision
    funded: tuple[Card, ...]
    cost: int
    deviations: tuple[tuple[Card | None, Deviation], ...]
    web_minutes: bool


class DecisionGenerator(PageGenerator):
    """``/R/decision/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page for each round that has been decided."""
        for folder in site.rounds:
            if folder.decision is None or "decision" not in site.sections(folder):
                continue
            there = [one for one in folder.decision.funded if one in folder.proposals]
            funded = cards(site, folder, there)
            view = DecisionPage(
                folder=folder,
                decision=folder.decision,
                funded=funded,
                cost=sum(each.cost for each in funded),
                deviations=tuple(
                    (
                        card(site, folder, each.project_id)
                        if each.project_id in folder.proposals
                        else None,
                        each,
                    )
                    for each in folder.decision.deviations
                ),
                web_minutes=folder.decision.minutes.startswith(("https://", "http://")),
            )
            path = f"{folder.round_id}/decision/"
            yield Page(path, "decision.html", view, folder.round_id, "decision")
