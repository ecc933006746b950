"""What single cities write into their rules: bands of cost, quotas, a percentage of the pot."""

from __future__ import annotations

from dataclasses import dataclass

from medborgarbudget.pb.project import Project


@dataclass(frozen=True, slots=True, order=True)
class CostBand:
    """So many projects may win that cost this much at most. `ceiling` is whole currency units."""

    ceiling: int
    count: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What one area or one category gets at most or at least; None is no limit.

    Just one of `area` and `category` is given. Money is whole currency units.
    """

    area: str | None = None
    category: str | None = None
    at_most_projects: int | None = None
    at_most_cost: int | None = None
    at_least_cost: int | None = None

    @property
    def group(self) -> str:
        """The area or the category that it is about."""
        return self.area or self.category or ""

    def holds(self, project: Project) -> bool:
        """Whether the project belongs to the area or category."""
        if self.area is not None:
            return project.area == self.area
        return self.category in project.categories


@dataclass(frozen=True, slots=True)
class Percentage:
    """The standing item that gets the percentage of the pot which the voters name on average.

    Voters name it in whole steps of `step`, from 0 to 100.
    """

    item: str
    step: int = 5
