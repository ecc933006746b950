"""What is being built: every funded project, how far it is, and what it has cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.assessment import STAGES, Implementation
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.cards import Card, card
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page

LAST = STAGES.index("completed")


@dataclass(frozen=True, slots=True)
class Work:
    """One project under way: `far` of `LAST` stages done; late where its day has passed."""

    card: Card
    work: Implementation
    far: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class ImplementationPage:
    """The values of the page, with the money of all its projects together."""

    folder: RoundFolder
    works: tuple[Work, ...]
    stages: tuple[tuple[str, int], ...]
    last: int
    cost: int
    spent: int


class ImplementationGenerator(PageGenerator):
    """``/R/implementation/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page for each round in which work has begun."""
        for folder in site.rounds:
            if "implementation" in site.sections(folder):
                works = tuple(_works(site, folder))
                stages = [each.work.stage for each in works]
                view = ImplementationPage(
                    folder=folder,
                    works=works,
                    stages=tuple((one, stages.count(one)) for one in STAGES if one in stages),
                    last=LAST,
                    cost=sum(each.card.cost for each in works),
                    spent=sum(each.work.spent for each in works),
                )
                path = f"{folder.round_id}/implementation/"
                yield Page(path, "implementation.html", view, folder.round_id, "implementation")


def _works(site: Site, folder: RoundFolder) -> Iterator[Work]:
    for project_id, work in sorted(folder.implementation.items()):
        if project_id in folder.proposals:
            ended = work.stage in ("completed", "cancelled")
            yield Work(
                card=card(site, folder, project_id),
                work=work,
                far=0 if work.stage == "cancelled" else STAGES.index(work.stage),
                is_late=not ended and work.planned_completion < site.today,
            )
