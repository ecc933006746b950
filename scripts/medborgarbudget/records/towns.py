"""`content/town.yaml`: the facts about the town."""

from __future__ import annotations

from medborgarbudget.pb.town import Contact, Town
from medborgarbudget.records.source import Document


def town_of(document: Document) -> Town:
    """The town of a document that has the shape of one."""
    data = document.data
    return Town(
        name=data["name"],
        short_name=data["short_name"],
        organisation_number=data.get("organisation_number", ""),
        municipality_code=data.get("municipality_code", ""),
        population=data["population"],
        languages=tuple(data["languages"]),
        currency=data["currency"],
        time_zone=data["time_zone"],
        url=data["url"].rstrip("/"),
        repository=data.get("repository", ""),
        contact=Contact(**data["contact"]),
        colours=data.get("colours", {}),
        logo=data.get("logo", ""),
    )
