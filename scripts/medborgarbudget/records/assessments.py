"""`rounds/<round>/assessments/<project_id>.yaml`: the town's verdict on a proposal."""

from __future__ import annotations

from medborgarbudget.pb.assessment import Assessment, CriterionFinding
from medborgarbudget.records.kinds import stem
from medborgarbudget.records.moments import day
from medborgarbudget.records.source import Document


def assessment_of(document: Document) -> Assessment:
    """The assessment of a document that has the shape of one. Its id is the file's name."""
    data = document.data
    return Assessment(
        project_id=stem(document.path),
        verdict=data["verdict"],
        reason=data["reason"],
        assessed_by=data["assessed_by"],
        date=day(data["date"]),
        findings={
            criterion_id: CriterionFinding(found["finding"], found["reason"])
            for criterion_id, found in data.get("criteria", {}).items()
        },
        cost=data.get("cost"),
        running_cost=data.get("running_cost"),
        merged_into=data.get("merged_into"),
    )
