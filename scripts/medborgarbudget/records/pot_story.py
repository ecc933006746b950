"""All that can be told of a pot's result and of each of its projects, for terminal and site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from medborgarbudget.pb.alternatives import COMPARED, MOST_WORK, Alternative, alternatives
from medborgarbudget.pb.margins import MOST_RUNS
from medborgarbudget.pb.words import in_language
from medborgarbudget.records.explainer import Explainer
from medborgarbudget.records.folders import RoundFolder, TownTree
from medborgarbudget.records.lacking import Lacking, lacking, lacking_sentences
from medborgarbudget.records.other_rules import others_on_project
from medborgarbudget.records.pot_ballots import pot_ballots
from medborgarbudget.records.results import PotResult, RoundResult
from medborgarbudget.records.spread import Spread, spread, wish_sentence


class PotStory:
    """One pot of a result. What needs its ballots is empty where these are not to be had.

    `rules` are those that the pot is also counted by, with at most `most_work` each.
    """

    def __init__(
        self,
        tree: TownTree,
        folder: RoundFolder,
        result: RoundResult,
        pot_id: str,
        rules: Sequence[str] = COMPARED,
        most_work: int = MOST_WORK,
    ) -> None:
        self.folder = folder
        self.pot = folder.round.pots[pot_id]
        self.result: PotResult = result.pots[pot_id]
        self.area_names = {area_id: area.name for area_id, area in tree.areas.items()}
        self.instance = folder.instance(pot_id)
        self.ballots = pot_ballots(tree, folder, result, pot_id)
        profile = self.ballots.profile if self.ballots else None
        self.spread: Spread = spread(tree, folder, result, pot_id, profile)
        self._rules = rules
        self._most_work = most_work

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What other rules would have chosen."""
        if self.ballots is None:
            return ()
        counted = self.ballots.instance, self.ballots.profile, self.ballots.choice
        return alternatives(*counted, self._rules, self._most_work)

    def title(self, project_id: str) -> str:
        """A project's name, or its id where it has none or is not on the ballot."""
        project = self.instance.by_id.get(project_id)
        return project.name or project_id if project else project_id

    def wish_sentence(self, language: str) -> str:
        """How many voters got at least one wish, in words."""
        return wish_sentence(self.spread, language)

    def explainer(self, project_id: str, language: str) -> Explainer:
        """Why a project won or lost. Raises KeyError for one that is not on the ballot."""
        name, currency = in_language(self.pot.name, language), self.folder.round.currency
        return Explainer(self.result, self.instance, name, project_id, language, currency)

    def lacking(self, project_id: str, most_runs: int = MOST_RUNS) -> Lacking | None:
        """What a project that lost would have needed; None for a winner."""
        if self.ballots is None or project_id in self.result.outcome.selected:
            return None
        return lacking(self.ballots, project_id, most_runs)

    def margin(self, lack: Lacking | None, language: str) -> Iterator[str]:
        """That in words."""
        if lack is not None:
            yield from lacking_sentences(lack, language, self.folder.round.currency)

    def others(self, project_id: str, language: str) -> Iterator[str]:
        """With which other rules the project would have won, in words."""
        won = project_id in self.result.outcome.selected
        return others_on_project(self.alternatives, project_id, won, language)
