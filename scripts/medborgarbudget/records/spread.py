"""What a pot's result means: how many voters got a wish met, and where the money goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from medborgarbudget.pb.area import area_at
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.measures import Portion, by_area, by_category, wishes_met
from medborgarbudget.pb.profile import Profile
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import explained
from medborgarbudget.records.folders import RoundFolder, TownTree
from medborgarbudget.records.results import RoundResult


@dataclass(frozen=True)
class Spread:
    """`wishes` is how many voters had 0, 1, 2... wishes met; empty where no ballots are known."""

    wishes: Mapping[int, int] = field(default_factory=dict)
    areas: tuple[Portion, ...] = ()
    categories: tuple[Portion, ...] = ()

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return sum(self.wishes.values())

    @property
    def happy(self) -> int:
        """How many voters got at least one wish."""
        return sum(voters for wishes, voters in self.wishes.items() if wishes)


def spread(
    tree: TownTree,
    folder: RoundFolder,
    result: RoundResult,
    pot_id: str,
    profile: Profile | None,
) -> Spread:
    """The spread of a pot of the result. Raises KeyError for another."""
    selected = result.pots[pot_id].outcome.selected
    instance = placed(tree, folder, folder.instance(pot_id))
    return Spread(
        wishes_met(profile, selected) if profile is not None else {},
        by_area(instance, selected),
        by_category(instance, selected),
    )


def placed(tree: TownTree, folder: RoundFolder, instance: Instance) -> Instance:
    """The instance with each project in the district that its place lies in, where that is known.

    A project of a pot for the whole town lies somewhere too.
    """
    projects = []
    for project in instance.projects:
        proposal = folder.proposals.get(project.project_id)
        place = proposal.location if proposal else None
        if place is not None and place.longitude is not None and place.latitude is not None:
            here = area_at(tree.areas, place.longitude, place.latitude)
            project = replace(project, area=here or project.area)
        projects.append(project)
    return replace(instance, projects=tuple(projects))


def together(portions: Iterable[Portion]) -> tuple[Portion, ...]:
    """The portions of several pots, those of one group added up, in the order of the first."""
    sums: dict[str | None, Portion] = {}
    for one in portions:
        known = sums.get(one.group, Portion(one.group, 0, 0, 0))
        sums[one.group] = Portion(
            one.group,
            known.projects + one.projects,
            known.selected + one.selected,
            known.cost + one.cost,
        )
    return tuple(sorted(sums.values(), key=lambda one: (one.group is None, one.group or "")))


def wish_sentence(found: Spread, language: str) -> str:
    """How many voters got at least one wish."""
    figures = {"happy": found.happy, "voters": found.voters}
    shown = {name: formats.number(figure, language) for name, figure in figures.items()}
    return explained(language, "wish-voters", **shown)
