"""`proposals/<round>/<project_id>.yaml`: what residents file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medborgarbudget.pb.proposal import Location, Photo, Proposal, Translation
from medborgarbudget.records.kinds import stem
from medborgarbudget.records.moments import day
from medborgarbudget.records.source import Document


def proposal_of(document: Document) -> Proposal:
    """The proposal of a document that has the shape of one. Its id is the file's name."""
    data = document.data
    return Proposal(
        project_id=stem(document.path),
        title=data["title"],
        summary=data["summary"],
        description=data["description"],
        language=data["language"],
        pot=data["pot"],
        category=data["category"],
        cost=data["cost"],
        submitted=day(data["submitted"]),
        running_cost=data.get("running_cost", 0),
        area=data.get("area"),
        location=location_of(data.get("location")),
        beneficiaries=tuple(data.get("beneficiaries", ())),
        proposer=data.get("proposer", ""),
        photos=tuple(Photo(**photo) for photo in data.get("photos", ())),
        translations={
            language: Translation(**translation)
            for language, translation in data.get("translations", {}).items()
        },
    )


def location_of(data: Mapping[str, Any] | None) -> Location | None:
    """The place that a mapping names, with its point where it has one."""
    if data is None:
        return None
    return Location(data["name"], data.get("latitude"), data.get("longitude"))
