"""The result: an overview of the round, and a page per pot that explains every line of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.round import Pot
from medborgarbudget.records.announced import read_announced
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.pot_story import PotStory
from medborgarbudget.records.results import PotResult
from medborgarbudget.records.spread import together
from medborgarbudget.site.cards import Card, cards
from medborgarbudget.site.cutline import CutLine, cut_line
from medborgarbudget.site.differences import Difference, differences
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.meaning import (
    Comparison,
    GroupRow,
    WishRow,
    comparison,
    group_rows,
    wish_rows,
)
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page
from medborgarbudget.site.shares import Shares, shares
from medborgarbudget.site.stories import ProjectStory
from medborgarbudget.site.ties import TieStory, tie_stories


@dataclass(frozen=True)
class PotPage:
    """The values of a pot's result page.

    `unit` is ``votes`` or ``points``: what the bars measure. `winners` stand in the order in
    which the rule chose them. `why` holds each project's story, `wishes` nothing where no ballots
    are known. `differences` is None where no city announced an outcome of its own.
    """

    folder: RoundFolder
    pot: Pot
    result: PotResult
    chart: CutLine
    unit: str
    winners: tuple[Card, ...]
    titles: dict[str, str]
    story: PotStory
    why: dict[str, ProjectStory]
    wishes: tuple[WishRow, ...]
    areas: tuple[GroupRow, ...]
    categories: tuple[GroupRow, ...]
    compared: Comparison | None
    ties: tuple[TieStory, ...]
    shares: Shares | None
    differences: tuple[Difference, ...] | None

    @property
    def not_counted(self) -> int:
        """Slips that broke a limit."""
        return sum(self.result.counts.invalid.values())


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The values of the overview: its pots, and sums over them."""

    folder: RoundFolder
    pots: tuple[PotPage, ...]
    areas: tuple[GroupRow, ...]
    categories: tuple[GroupRow, ...]
    slips: int
    electorate: int
    spent: int
    limit: int


class ResultGenerator(PageGenerator):
    """``/R/result/`` and ``/R/result/<pot>/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """Nothing before the last day of voting has passed."""
        for folder in site.rounds:
            if site.shows_result(folder):
                pots = pot_pages(site, folder)
                path = f"{folder.round_id}/result/"
                yield Page(path, "result.html", _overview(folder, pots), folder.round_id, "result")
                for view in pots:
                    address = f"{path}{view.pot.pot_id}/"
                    yield Page(address, "pot_result.html", view, folder.round_id, "result")


def pot_pages(site: Site, folder: RoundFolder) -> tuple[PotPage, ...]:
    """The pots that have a result, in the order of the round's file."""
    results = folder.result.pots if folder.result else {}
    pots = (pot for pot in folder.round.pots.values() if pot.pot_id in results)
    return tuple(_pot_page(site, folder, pot, results[pot.pot_id]) for pot in pots)


def _pot_page(site: Site, folder: RoundFolder, pot: Pot, result: PotResult) -> PotPage:
    projects = folder.instance(pot.pot_id).projects
    titles = {each.project_id: each.name for each in projects}
    chosen = {one: at for at, one in enumerate(result.outcome.selected)}
    there = [one for one in result.outcome.selected if one in folder.proposals]
    winners = sorted(cards(site, folder, there), key=lambda card: chosen[card.proposal.project_id])
    stories = site.stories[folder.round_id]
    story = stories.pots[pot.pot_id]
    announced, _, _ = read_announced(site.root, folder.round_id)
    by_points = pot.ballot.vote_type in WITH_POINTS or pot.ballot.vote_type == "ordinal"
    outcome = result.outcome
    ranked = outcome.rule.startswith("greedy") and outcome.rule != "greedy-percentage"
    costs = {each.project_id: each.cost for each in projects} | dict(outcome.given)
    return PotPage(
        folder=folder,
        pot=pot,
        result=result,
        chart=cut_line(result.outcome, costs, titles),
        unit="points" if by_points and ranked else "votes",
        winners=tuple(winners),
        titles=titles,
        story=story,
        why={one: stories.projects[one] for one in titles},
        wishes=wish_rows(story.spread.wishes),
        areas=group_rows(story.spread.areas, story.area_names),
        categories=group_rows(story.spread.categories, folder.round.categories),
        compared=comparison(story),
        ties=tie_stories(result.outcome, titles),
        shares=shares(result.outcome, titles),
        differences=(
            differences(result.outcome, announced, pot.pot_id, titles) if announced else None
        ),
    )


def _overview(folder: RoundFolder, pots: tuple[PotPage, ...]) -> ResultPage:
    spreads = [view.story.spread for view in pots]
    names = pots[0].story.area_names if pots else {}
    areas = together(one for spread in spreads for one in spread.areas)
    categories = together(one for spread in spreads for one in spread.categories)
    known = all(view.pot.electorate for view in pots)
    return ResultPage(
        folder=folder,
        pots=pots,
        areas=group_rows(areas, names),
        categories=group_rows(categories, folder.round.categories),
        slips=sum(view.result.counts.slips for view in pots),
        electorate=sum(view.pot.electorate or 0 for view in pots) if known else 0,
        spent=sum(view.result.outcome.spent for view in pots),
        limit=sum(view.pot.budget_limit for view in pots),
    )
