"""Rules for the town's areas and the figures that they share with the town's own file."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import finding, place_of
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.tree import TownTree


def the_areas_hold_no_more_people_than_the_town(tree: TownTree) -> Iterator[Problem]:
    """Maps and figures per person rest on these populations: a slip shows when they are summed."""
    total = sum(area.population for area in tree.areas.values())
    if tree.town is not None and total > tree.town.population:
        yield finding(
            "population-above-town",
            place_of(tree, "content/town.yaml", "population"),
            "warning",
            population=tree.town.population,
            total=total,
        )


TOWN_RULES = (the_areas_hold_no_more_people_than_the_town,)
