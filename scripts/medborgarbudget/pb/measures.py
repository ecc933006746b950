"""What an allocation means: how many voters got a wish fulfilled, and where the money goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project


@dataclass(frozen=True, slots=True)
class Portion:
    """What one group of projects (an area, a category) got, and what there was of it to choose.

    `group` is the area's or the category's name; None where a project names none. `cost` is in the
    instance's units. A project of several categories is in each of them.
    """

    group: str | None
    projects: int
    selected: int
    cost: int


def wishes_met(profile: Profile, selected: Collection[str]) -> Mapping[int, int]:
    """How many voters had 0, 1, 2... of the projects that they named selected, fewest first.

    Every voter is in one of these numbers, also who named none. A project named with points of 0
    or less was not wished for.
    """
    chosen = frozenset(selected)
    ballots = profile.ballots
    if isinstance(ballots, MergedBallots):
        met = ballots.sums({project_id: int(project_id in chosen) for project_id in ballots.ids})
        found = np.bincount(met, weights=ballots.numbers).astype(np.int64).tolist()
        return {wishes: voters for wishes, voters in enumerate(found) if voters}
    counted: Counter[int] = Counter()
    for ballot, voters in ballots:
        points = ballot.points or (1,) * len(ballot.choices)
        pairs = zip(ballot.choices, points, strict=True)
        counted[sum(given > 0 and choice in chosen for choice, given in pairs)] += voters
    return dict(sorted(counted.items()))


def with_a_wish(profile: Profile, selected: Collection[str]) -> int:
    """How many voters had at least one of the projects that they named selected."""
    return sum(voters for wishes, voters in wishes_met(profile, selected).items() if wishes)


def by_area(instance: Instance, selected: Collection[str]) -> tuple[Portion, ...]:
    """How the selected projects spread over the areas, sorted; projects of no area come last."""
    return _portions(instance, selected, lambda project: (project.area,))


def by_category(instance: Instance, selected: Collection[str]) -> tuple[Portion, ...]:
    """How the selected projects spread over the categories, sorted; those of none come last."""
    return _portions(instance, selected, lambda project: project.categories or (None,))


def _portions(
    instance: Instance,
    selected: Collection[str],
    groups_of: Callable[[Project], Sequence[str | None]],
) -> tuple[Portion, ...]:
    chosen = frozenset(selected)
    members: dict[str | None, list[Project]] = {}
    for project in instance.projects:
        for group in dict.fromkeys(groups_of(project)):
            members.setdefault(group, []).append(project)
    return tuple(
        Portion(
            group,
            len(members[group]),
            sum(project.project_id in chosen for project in members[group]),
            sum(project.cost for project in members[group] if project.project_id in chosen),
        )
        for group in sorted(members, key=lambda group: (group is None, group or ""))
    )
