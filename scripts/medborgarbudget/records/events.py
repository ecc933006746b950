"""`rounds/<round>/events.yaml`: meetings and polling places."""

from __future__ import annotations

from medborgarbudget.pb.event import Event
from medborgarbudget.records.moments import closing, opening
from medborgarbudget.records.proposals import location_of
from medborgarbudget.records.source import Document


def events_of(document: Document) -> tuple[Event, ...]:
    """The events of a document that has their shape, in the order in which they are written."""
    return tuple(
        Event(
            event_id=entry["id"],
            kind=entry["kind"],
            title=entry["title"],
            opens=opening(entry["opens"]),
            closes=closing(entry["closes"]),
            place=location_of(entry.get("place")),
            text=entry.get("text", {}),
            url=entry.get("url", ""),
        )
        for entry in document.data["events"]
    )
