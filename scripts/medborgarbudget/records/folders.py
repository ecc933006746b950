"""What a town's repository holds, as values: its rounds, and all that is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from medborgarbudget.pb.area import Area
from medborgarbudget.pb.assessment import Assessment, Decision, FollowUp, Implementation
from medborgarbudget.pb.event import Event
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.lifecycle import State, Traces, state
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.proposal import Proposal
from medborgarbudget.pb.round import Round
from medborgarbudget.pb.town import Town
from medborgarbudget.records.classes import Classes
from medborgarbudget.records.keys import VotingKeys, election_for
from medborgarbudget.records.lots import Lot
from medborgarbudget.records.manifest import Manifest
from medborgarbudget.records.paper import PaperBatch
from medborgarbudget.records.prose import Prose
from medborgarbudget.records.results import RoundResult
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.source import Document
from medborgarbudget.records.sums import PotSums


@dataclass(frozen=True)
class RoundFolder:
    """One round with all that is known of it, step by step. Mappings are by id, sorted.

    What has not happened yet is None or empty. `lessons` is Markdown. Where a `lot` was drawn after
    closing, the rules of `round` hold its seed. `sums` are of the pots whose ballots online are too
    few to be shown.
    """

    round_id: str
    path: str
    round: Round
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    keys: VotingKeys | None = None
    manifest: Manifest | None = None
    batches: Mapping[str, PaperBatch] = field(default_factory=dict)
    result: RoundResult | None = None
    decision: Decision | None = None
    implementation: Mapping[str, Implementation] = field(default_factory=dict)
    follow_up: FollowUp | None = None
    lessons: str = ""
    lot: Lot | None = None
    classes: Classes | None = None
    sums: PotSums = field(default_factory=dict)

    @cached_property
    def election(self) -> Election | None:
        """The public description of the round's online vote; None where it votes on paper alone."""
        return election_for(self.round, self.keys) if self.keys is not None else None

    def instance(self, pot_id: str) -> Instance:
        """The instance of a pot: as frozen where voting has opened, else as it would be today.

        Cost is the town's assessed cost; projects are sorted by id. Raises KeyError for a pot
        that the round does not have.
        """
        if self.manifest is not None:
            frozen = self.manifest.instance(pot_id)
            return replace(
                frozen, projects=tuple(self._placed(one, pot_id) for one in frozen.projects)
            )
        eligible = (
            (self.proposals[project_id], assessment)
            for project_id, assessment in sorted(self.assessments.items())
            if assessment.verdict == "eligible" and project_id in self.proposals
        )
        projects = tuple(
            self._placed(Project(proposal.project_id, assessment.cost, proposal.title), pot_id)
            for proposal, assessment in eligible
            if proposal.pot == pot_id and assessment.cost is not None
        )
        return Instance(projects, self.round.pots[pot_id].budget_limit)

    def _placed(self, project: Project, pot_id: str) -> Project:
        """The project with its place and its purpose: the ballot's word goes before its proposal's.

        So a count comes out the same whether the proposals were read for it or not.
        """
        proposal = self.proposals.get(project.project_id)
        area = project.area or self.round.pots[pot_id].area
        categories = project.categories
        if proposal is not None:
            area, categories = area or proposal.area, categories or (proposal.category,)
        return replace(project, area=area, categories=categories)

    def area_of(self, project_id: str) -> str | None:
        """The area that a proposal is in: its pot's, or else the one that it names itself."""
        proposal = self.proposals.get(project_id)
        pot = self.round.pots.get(proposal.pot) if proposal is not None else None
        if pot is not None and pot.area is not None:
            return pot.area
        return proposal.area if proposal is not None else None

    def traces(self, project_id: str) -> Traces:
        """What the round's files say of one proposal."""
        assessment = self.assessments.get(project_id)
        implementation = self.implementation.get(project_id)
        return Traces(
            verdict=assessment.verdict if assessment is not None else None,
            on_ballot=self.manifest.holds(project_id) if self.manifest is not None else None,
            selected=project_id in self._selected if self.result is not None else None,
            funded=project_id in self.decision.funded if self.decision is not None else None,
            stage=implementation.stage if implementation is not None else None,
            followed_up=self.follow_up is not None and project_id in self.follow_up.followed_up,
        )

    def state(self, project_id: str) -> State:
        """The one state of a proposal, derived from the round's files."""
        return state(self.traces(project_id))

    @cached_property
    def _selected(self) -> frozenset[str]:
        return frozenset(self.result.selected if self.result is not None else ())


@dataclass(frozen=True)
class TownTree:
    """What was read. Files that could not be are left out of the values and in the problems.

    `documents` are by path, for the places of problems that concern several files. `paths` are all
    files below content, proposals and rounds, read or not, sorted. `checked` are those that were
    read to be judged: all, or those that were asked for with what belongs to them. `news` come
    newest first.
    """

    root: Path
    town: Town | None
    areas: Mapping[str, Area]
    rounds: Mapping[str, RoundFolder]
    documents: Mapping[str, Document]
    problems: tuple[Problem, ...]
    paths: tuple[str, ...] = ()
    checked: frozenset[str] = frozenset()
    news: tuple[Prose, ...] = ()
    pages: tuple[Prose, ...] = ()

    def data(self, path: str) -> Any:
        """The plain data of a file, or None where it was not read."""
        document = self.documents.get(path)
        return document.data if document is not None else None
