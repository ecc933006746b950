"""`rounds/<round>/decision.yaml`: what the politicians decided, and where they left the vote."""

from __future__ import annotations

from medborgarbudget.pb.assessment import Decision, Deviation
from medborgarbudget.records.moments import day
from medborgarbudget.records.source import Document


def decision_of(document: Document) -> Decision:
    """The decision of a document that has the shape of one."""
    data = document.data
    return Decision(
        body=data["body"],
        date=day(data["date"]),
        paragraph=data["paragraph"],
        text=data["text"],
        funded=tuple(data["funded"]),
        deviations=tuple(Deviation(**deviation) for deviation in data.get("deviations", ())),
        minutes=data.get("minutes", ""),
    )
