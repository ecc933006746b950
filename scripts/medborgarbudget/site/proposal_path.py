"""The way of one proposal: what is done, what is now, what may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medborgarbudget.pb.lifecycle import State
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.cards import Card
from medborgarbudget.site.model import Site
from medborgarbudget.site.spans import last_day
from medborgarbudget.site.steps import Light

ENDS: tuple[State, ...] = (
    "refused", "merged", "withdrawn", "not-selected", "not-decided", "cancelled"
)  # fmt: skip
STATIONS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("sent-in", ("submitted",)),
    ("checked", ("needs-work", "eligible", "refused", "merged", "withdrawn")),
    ("on-ballot", ("on-ballot",)),
    ("voted", ("selected", "not-selected")),
    ("decided", ("decided", "not-decided")),
    ("built", ("under-way", "completed", "cancelled")),
    ("followed-up", ("followed-up",)),
)
"""The stations in order, and the states in which a proposal stands at each."""


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the way. `state` is said at the one where the proposal stands now."""

    name: str
    light: Light
    date: date | None
    state: State | None


def path_of(site: Site, folder: RoundFolder, card: Card) -> tuple[Station, ...]:
    """The stations that the proposal has passed, and those still open to it.

    A proposal whose way has ended has none to come.
    """
    place = next(at for at, (_, states) in enumerate(STATIONS) if card.state in states)
    shown = STATIONS[: place + 1] if card.state in ENDS else STATIONS
    done = card.state in ("completed", "followed-up")
    lights: tuple[Light, ...] = ("done", "now", "to-come")
    return tuple(
        Station(
            name,
            lights[(at >= place and not done) + (at > place)],
            _date(site, folder, card, name) if at <= place else None,
            card.state if at == place else None,
        )
        for at, (name, _) in enumerate(shown)
    )


def _date(site: Site, folder: RoundFolder, card: Card, name: str) -> date | None:
    work = folder.implementation.get(card.proposal.project_id)
    periods = folder.round.schedule.periods
    match name:
        case "sent-in":
            return card.proposal.submitted
        case "checked":
            return card.assessment.date if card.assessment else None
        case "on-ballot":
            return folder.manifest.opened if folder.manifest else None
        case "voted":
            return last_day(periods["voting"]) if site.voting_is_over(folder) else None
        case "decided":
            return folder.decision.date if folder.decision else None
        case "built":
            past = (
                [each.date for each in work.milestones if each.date <= site.today] if work else []
            )
            return max(past, default=None)
        case _:
            return folder.follow_up.date if folder.follow_up else None
