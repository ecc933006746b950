"""What a list shows of one proposal: the same card on every page that lists some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from medborgarbudget.pb.assessment import Assessment
from medborgarbudget.pb.lifecycle import State, state
from medborgarbudget.pb.proposal import Proposal
from medborgarbudget.pb.round import Pot
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.drawings import drawing
from medborgarbudget.site.model import Site
from medborgarbudget.site.spans import alphabetical

PICTURES = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal as lists and its own page show it.

    `path` is its address; `cost` the town's figure where there is one, else the proposer's;
    `number` its number on the ballot; `picture` an address from the site's root.
    """

    proposal: Proposal
    path: str
    state: State
    pot: Pot | None
    cost: int
    is_assessed: bool
    assessment: Assessment | None
    number: int | None
    picture: str
    has_photo: bool


def state_today(site: Site, folder: RoundFolder, project_id: str) -> State:
    """The proposal's state, without what the vote brought as long as anybody can still vote."""
    traces = folder.traces(project_id)
    if not site.voting_is_over(folder):
        traces = replace(traces, selected=None, funded=None, stage=None, followed_up=False)
    return state(traces)


def card(site: Site, folder: RoundFolder, project_id: str) -> Card:
    """The card of one proposal of a round."""
    proposal = folder.proposals[project_id]
    assessment = folder.assessments.get(project_id)
    assessed = assessment.cost if assessment else None
    photo = next((each.file for each in proposal.photos if is_picture(each.file)), None)
    return Card(
        proposal=proposal,
        path=f"{folder.round_id}/proposals/{project_id}/",
        state=state_today(site, folder, project_id),
        pot=folder.round.pots.get(proposal.pot),
        cost=proposal.cost if assessed is None else assessed,
        is_assessed=assessed is not None,
        assessment=assessment,
        number=site.ballot_numbers.get((folder.round_id, project_id)),
        picture=f"{folder.round_id}/photos/{photo}" if photo else drawing(proposal.category),
        has_photo=photo is not None,
    )


def cards(site: Site, folder: RoundFolder, project_ids: Iterable[str]) -> tuple[Card, ...]:
    """Cards by their number on the ballot; before there is one, by title from A to Ö."""
    found = [card(site, folder, project_id) for project_id in project_ids]
    return tuple(sorted(found, key=_place))


def is_picture(name: str) -> bool:
    """Whether a file may be published as a photo: by its ending, as SVG can hold scripts."""
    return "/" not in name and name.lower().endswith(PICTURES)


def _place(each: Card) -> tuple[bool, int, str, str]:
    title = alphabetical(each.proposal.title)
    return each.number is None, each.number or 0, title, each.proposal.project_id
