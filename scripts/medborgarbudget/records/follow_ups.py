"""`rounds/<round>/follow-up.yaml`: what came of the round, and what the town does otherwise."""

from __future__ import annotations

from medborgarbudget.pb.assessment import FollowUp, Indicator
from medborgarbudget.records.moments import day
from medborgarbudget.records.source import Document


def follow_up_of(document: Document) -> FollowUp:
    """The follow-up of a document that has the shape of one."""
    data = document.data
    return FollowUp(
        date=day(data["date"]),
        summary=data["summary"],
        indicators=tuple(
            Indicator(entry["id"], entry["name"], entry["value"], entry["unit"])
            for entry in data.get("indicators", ())
        ),
        changes=tuple(data.get("changes", ())),
        followed_up=tuple(data.get("followed_up", ())),
    )
