"""The rules of a round in plain words: the ballot, the count, the criteria, money and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.provisions import Percentage
from medborgarbudget.pb.round import Pot, RuleChoice
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page
from medborgarbudget.site.pots import PotShare, pot_shares
from medborgarbudget.site.steps import Line
from medborgarbudget.site.timeline import TimelineRow, timeline
from medborgarbudget.site.town_map import TownMap, town_map

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Shared(Generic[Value]):
    """Something that holds for some of the round's pots, or for all: `pots` is then empty."""

    value: Value
    pots: tuple[Pot, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The values of a round's rules page.

    A ballot is what it may hold, and the percentage that it asks for, if any.
    """

    folder: RoundFolder
    line: Line
    ballots: tuple[Shared[tuple[BallotLimits, Percentage | None]], ...]
    rules: tuple[Shared[RuleChoice], ...]
    ties: tuple[Shared[TieBreaking], ...]
    pots: tuple[PotShare, ...]
    map: TownMap | None
    timeline: tuple[TimelineRow, ...]

    @property
    def is_online(self) -> bool:
        """Whether people vote online, too, or are to."""
        promised = any(event.kind == "online" for event in self.folder.events)
        return promised or self.folder.keys is not None


class RulesGenerator(PageGenerator):
    """``/R/rules/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page per round."""
        for folder in site.rounds:
            view = RulesPage(
                folder=folder,
                line=site.line(folder),
                ballots=_shared(folder, lambda pot: (pot.ballot, pot.rule.percentage)),
                rules=_shared(folder, lambda pot: replace(pot.rule, tie_breaking=TieBreaking())),
                ties=_shared(folder, lambda pot: pot.rule.tie_breaking),
                pots=pot_shares(site, folder),
                map=town_map(site.tree.areas),
                timeline=timeline(folder.round.schedule, site.now),
            )
            yield Page(f"{folder.round_id}/rules/", "rules.html", view, folder.round_id, "rules")


def _shared(folder: RoundFolder, what: Callable[[Pot], Value]) -> tuple[Shared[Value], ...]:
    """Each different value once, with its pots in the order of the file."""
    pots: dict[Value, list[Pot]] = {}
    for pot in folder.round.pots.values():
        pots.setdefault(what(pot), []).append(pot)
    if len(pots) == 1:
        return tuple(Shared(value, ()) for value in pots)
    return tuple(Shared(value, tuple(its)) for value, its in pots.items())
