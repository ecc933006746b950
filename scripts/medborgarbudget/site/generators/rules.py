"""The rules of a round in plain words: the ballot, the count, the criteria, money and dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.round import Pot, RuleChoice
from medborgarbudget.records.tree import RoundFolder
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page
from medborgarbudget.site.pots import PotShare, pot_shares
from medborgarbudget.site.steps import Line
from medborgarbudget.site.timeline import TimelineRow, timeline
from medborgarbudget.site.town_map import TownMap, town_map


@dataclass(frozen=True, slots=True)
class VoteRule:
    """One way to vote and count, and the pots that it holds for."""

    ballot: BallotLimits
    rule: RuleChoice
    pots: tuple[Pot, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The values of a round's rules page."""

    folder: RoundFolder
    line: Line
    ways: tuple[VoteRule, ...]
    pots: tuple[PotShare, ...]
    map: TownMap | None
    timeline: tuple[TimelineRow, ...]


class RulesGenerator(PageGenerator):
    """``/R/rules/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page per round."""
        for folder in site.rounds:
            view = RulesPage(
                folder=folder,
                line=site.line(folder),
                ways=vote_rules(folder),
                pots=pot_shares(site, folder),
                map=town_map(site.tree.areas),
                timeline=timeline(folder.round.schedule, site.now),
            )
            yield Page(f"{folder.round_id}/rules/", "rules.html", view, folder.round_id, "rules")


def vote_rules(folder: RoundFolder) -> tuple[VoteRule, ...]:
    """Each different way to vote once, with its pots in the order of the file."""
    pots: dict[tuple[BallotLimits, RuleChoice], list[Pot]] = {}
    for pot in folder.round.pots.values():
        pots.setdefault((pot.ballot, pot.rule), []).append(pot)
    return tuple(VoteRule(ballot, rule, tuple(its)) for (ballot, rule), its in pots.items())
