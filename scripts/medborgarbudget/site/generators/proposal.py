"""One page per proposal: its text, its cost, its place, what the town found, and its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from medborgarbudget.pb.area import area_at
from medborgarbudget.pb.assessment import Implementation
from medborgarbudget.pb.round import Criterion
from medborgarbudget.pb.words import Words
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.cards import Card, card
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page
from medborgarbudget.site.proposal_path import Station, path_of
from medborgarbudget.site.stories import ProjectStory
from medborgarbudget.site.town_map import Point, TownMap, town_map


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one of the proposal's files, from the history that anybody can clone."""

    date: date
    about: str
    subject: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The values of a proposal's page.

    `cap` is the criterion that limits the cost, `limit` its sum: else the pot's. `pin` is the
    place on the map and `area` the name of the district that it lies in. `story` tells why it won
    or lost, once that may be shown.
    """

    folder: RoundFolder
    card: Card
    stations: tuple[Station, ...]
    cap: Criterion | None
    limit: int
    map: TownMap | None
    pin: Point | None
    area_id: str
    area: Words | None
    merged_into: Card | None
    merged_from: tuple[Card, ...]
    work: Implementation | None
    story: ProjectStory | None
    history: tuple[Event, ...]


class ProposalGenerator(PageGenerator):
    """``/R/proposals/<id>/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page for every proposal, whatever became of it."""
        drawn = town_map(site.tree.areas)
        for folder in site.rounds:
            merged = _merged(folder)
            for project_id in sorted(folder.proposals):
                view = proposal_page(site, folder, project_id, drawn, merged)
                yield Page(view.card.path, "proposal.html", view, folder.round_id, "proposals")


def proposal_page(
    site: Site,
    folder: RoundFolder,
    project_id: str,
    drawn: TownMap | None,
    merged: dict[str, list[str]],
) -> ProposalPage:
    """All that is known of one proposal. `merged` lists, by project, those merged into it."""
    here = card(site, folder, project_id)
    place = here.proposal.location
    pin = drawn.pin(place.longitude, place.latitude) if drawn and place else None
    area = None
    if pin and place and place.longitude is not None and place.latitude is not None:
        area = area_at(site.tree.areas, place.longitude, place.latitude)
    caps = (each for each in folder.round.criteria.values() if each.check == "max-cost")
    cap = next(caps, None)
    limit = here.pot.budget_limit if here.pot else folder.round.budget_limit
    into = here.assessment.merged_into if here.assessment else None
    return ProposalPage(
        folder=folder,
        card=here,
        stations=path_of(site, folder, here),
        cap=cap,
        limit=cap.value if cap and isinstance(cap.value, int) else limit,
        map=drawn,
        pin=pin,
        area_id=area or "",
        area=site.tree.areas[area].name if area else None,
        merged_into=card(site, folder, into) if into and into in folder.proposals else None,
        merged_from=tuple(card(site, folder, one) for one in merged.get(project_id, ())),
        work=folder.implementation.get(project_id) if site.voting_is_over(folder) else None,
        story=site.stories[folder.round_id].projects.get(project_id),
        history=_history(site, folder, project_id),
    )


def _merged(folder: RoundFolder) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for project_id, assessment in sorted(folder.assessments.items()):
        if assessment.merged_into and project_id in folder.proposals:
            found.setdefault(assessment.merged_into, []).append(project_id)
    return found


def _history(site: Site, folder: RoundFolder, project_id: str) -> tuple[Event, ...]:
    """The changes of the proposal's own files, the newest first."""
    files = {
        "proposal": f"proposals/{folder.round_id}/{project_id}.yaml",
        "assessment": f"{folder.path}/assessments/{project_id}.yaml",
        "implementation": f"{folder.path}/implementation/{project_id}.yaml",
    }
    found = [
        Event(change.date, about, change.subject)
        for about, path in files.items()
        for change in site.history.get(path, ())
    ]
    return tuple(sorted(found, key=lambda event: event.date, reverse=True))
