"""`rounds/<round>/implementation/<project_id>.yaml`: how far a funded project has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medborgarbudget.pb.assessment import Implementation, Milestone, Picture
from medborgarbudget.records.kinds import stem
from medborgarbudget.records.moments import day
from medborgarbudget.records.source import Document


def implementation_of(document: Document) -> Implementation:
    """The implementation of a document that has the shape of one. Its id is the file's name."""
    data = document.data
    return Implementation(
        project_id=stem(document.path),
        stage=data["stage"],
        spent=data["spent"],
        planned_completion=day(data["planned_completion"]),
        milestones=tuple(_milestone_of(entry) for entry in data.get("milestones", ())),
        contact=data.get("contact", ""),
    )


def _milestone_of(data: Mapping[str, Any]) -> Milestone:
    photo = Picture(**data["photo"]) if "photo" in data else None
    return Milestone(data["stage"], day(data["date"]), data["text"], photo)
