"""An instance: the projects on the ballot of one pot, with its budget limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from medborgarbudget.pb.project import Project


@dataclass(frozen=True)
class Instance:
    """What a rule is run on.

    Money is int everywhere. `units_per_currency` is how many of its units make one currency unit:
    1 for our own rounds; 100 where an imported file writes amounts such as ``776314.03``.
    Projects keep the order in which they are handed in; no rule depends on it.
    """

    projects: tuple[Project, ...]
    budget_limit: int
    units_per_currency: int = 1

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.projects):
            raise ValueError("two projects of an instance share an id")

    @cached_property
    def by_id(self) -> Mapping[str, Project]:
        """The projects by their ids."""
        return {project.project_id: project for project in self.projects}

    def cost(self, project_ids: tuple[str, ...] | list[str] | set[str] | frozenset[str]) -> int:
        """The sum of the costs of the named projects. Raises KeyError for an unknown id."""
        return sum(self.by_id[project_id].cost for project_id in project_ids)
