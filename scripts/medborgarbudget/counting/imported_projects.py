"""The projects of an imported file as proposals and assessments of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from medborgarbudget.counting.imported_facts import Facts
from medborgarbudget.counting.imported_names import clean, one_line, safe_name

OTHER = "other"
MAX_TITLE, MAX_SUMMARY, MAX_DESCRIPTION = 255, 500, 20_000
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """One row of PROJECTS: its id here and there, its cost in whole currency units, its cells."""

    project_id: str
    original_id: str
    cost: int
    cells: Mapping[str, str]

    @property
    def title(self) -> str:
        """The project's name; its original id where the file has no name."""
        name = one_line(self.cells.get("name", ""))
        return _cut(name if len(name) >= FEWEST_LETTERS else f"# {self.original_id}", MAX_TITLE)

    @property
    def category(self) -> str:
        """The first category that the file names, as it is written; empty where it names none."""
        return one_line(self.cells.get("category", "").split(",")[0])[:200]


def imported_projects(facts: Facts, ids: Mapping[str, str]) -> tuple[ImportedProject, ...]:
    """All projects of the file, in its order. `ids` maps original ids to ours."""
    file = facts.file
    instance = file.instance()
    return tuple(
        ImportedProject(
            project_id=ids[project.project_id],
            original_id=project.project_id,
            cost=facts.cost(project.cost),
            cells=dict(zip(file.project_columns, row, strict=True)),
        )
        for project, row in zip(instance.projects, file.projects, strict=True)
    )


def categories_of(projects: tuple[ImportedProject, ...]) -> Mapping[str, str]:
    """The round's categories: ids and the names they come from; an empty name for the rest."""
    found = {category_id(project): project.category for project in projects if project.category}
    if not all(project.category for project in projects):
        found.setdefault(OTHER, "")
    return dict(sorted(found.items()))


def category_id(project: ImportedProject) -> str:
    """The id of the project's category."""
    return safe_name(project.category, OTHER) if project.category else OTHER


def proposal_data(project: ImportedProject, facts: Facts) -> dict[str, Any]:
    """A proposal in the city's own words. The name stands for texts that the file does not have."""
    text = clean(project.cells.get("description", ""))
    name = one_line(project.cells.get("name", ""))
    name = name if len(name) >= FEWEST_LETTERS else project.title
    description = text if len(text) >= FEWEST_LETTERS else name
    data: dict[str, Any] = {
        "title": project.title,
        "summary": _cut(one_line(text) if len(text) >= FEWEST_LETTERS else name, MAX_SUMMARY),
        "language": facts.language,
        "pot": facts.pot_id,
        "category": category_id(project),
        "cost": project.cost,
        "submitted": facts.submitted.isoformat(),
    }
    if place := _place(project, facts):
        data["location"] = place
    if groups := tuple(_groups(project)):
        data["beneficiaries"] = list(groups)
    if proposer := one_line(project.cells.get("proposer", "")):
        data["proposer"] = _cut(proposer, 120)
    data["description"] = _cut(description, MAX_DESCRIPTION).rstrip() + "\n"
    return data


def assessment_data(project: ImportedProject, facts: Facts) -> dict[str, Any]:
    """The verdict that follows from the project's having been on the ballot, and says no more."""
    return {
        "verdict": "eligible",
        "assessed_by": facts.unit[:200],
        "date": facts.assessed.isoformat(),
        "reason": {
            "sv": "Importerat från Pabulib. Stadens bedömning finns inte i filen; att projektet"
            f" stod på röstsedeln gör det. Projektets id i filen: {project.original_id}",
            "en": "Imported from Pabulib. The city's assessment isn't in the file; that the project"
            f" was on the ballot is. The project's id in the file: {project.original_id}",
        },
        "cost": project.cost,
        "criteria": {
            "on-the-ballot": {
                "finding": "met",
                "reason": {"sv": "Projektet står i filen.", "en": "The project is in the file."},
            }
        },
    }


def _place(project: ImportedProject, facts: Facts) -> dict[str, Any] | None:
    """The project's point, where the file has both numbers and they lie on the globe."""
    try:
        latitude, longitude = (
            float(project.cells.get(key, "").strip().replace(",", "."))
            for key in ("latitude", "longitude")
        )
    except ValueError:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return {"name": facts.area, "latitude": latitude, "longitude": longitude}


def _groups(project: ImportedProject) -> Iterator[str]:
    """The groups that the project is for, each once, at most 20."""
    written = project.cells.get("beneficiaries") or project.cells.get("target") or ""
    groups = (one_line(group)[:80].strip() for group in written.split(","))
    yield from list(dict.fromkeys(group for group in groups if group))[:20]


def _cut(text: str, most: int) -> str:
    """The beginning of a text that is too long, with an ellipsis."""
    return text if len(text) < most else text[: most - 2].rstrip() + "…"
