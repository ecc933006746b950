"""A count under way: what is selected so far, and the record of how it came about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Action, Outcome, Step, StepFact, Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.demands import votes_needed
from medborgarbudget.pb.rules.scoring import BY_VOTES, scores_by
from medborgarbudget.pb.ties import TieRefusedError, Untie

Compete = Callable[[Sequence[Project]], bool]
"""Whether it matters which of these equals goes first: the money does not reach for all."""

Watch = Callable[[int], None]
"""Told how many attempts a rule has made that tries again and again; decides nothing."""


def unwatched(_: int) -> None:
    """Nobody looks on."""


class Count:
    """The notebook of one count. A rule selects and passes over; the count adds up and records.

    `standing` are the votes that a tie-breaker goes by: those that name each project, unless the
    rule counts some of them together.
    """

    def __init__(
        self,
        instance: Instance,
        profile: Profile,
        choice: RuleChoice,
        untie: Untie | None = None,
        watch: Watch = unwatched,
    ) -> None:
        self.instance = instance
        self.profile = profile
        self.choice = choice
        self.untie = untie or choice.tie_breaking
        self.watch = watch
        ids = sorted(instance.by_id)
        self.votes = profile.votes(ids)
        self.score = choice.score if choice.name.startswith("greedy") else None
        self.scores = scores_by(self.score, profile, ids)
        self.standing = self.votes
        self.parameters: dict[str, int | str | tuple[str, ...]] = {}
        if profile.vote_type == "ordinal" and self.score not in BY_VOTES:
            self.parameters["places"] = profile.most_rank_points(len(ids))
        if self.score is not None:
            self.parameters["score"] = self.score
        for demand in ("threshold", "threshold_percent", "threshold_cost"):
            if getattr(choice, demand):
                self.parameters[demand] = getattr(choice, demand)
        if untie is None:
            self.parameters["tie_breaking"] = choice.tie_breaking.order
            if choice.tie_breaking.seed is not None:
                self.parameters["lot_seed"] = choice.tie_breaking.seed
        self.selected: list[str] = []
        self.granted: dict[str, int] = {}
        self.rank: Callable[[Project], Any] | None = None
        self.spent = 0
        self.steps: list[Step] = []
        self.ties: list[Tie] = []

    @property
    def money_left(self) -> int:
        """What is left of the budget limit."""
        return self.instance.budget_limit - self.spent

    def fits(self, *projects: Project) -> bool:
        """Whether the money left reaches for all of these."""
        return sum(project.cost for project in projects) <= self.money_left

    def note(self, action: Action, project: Project | None, facts: Mapping[str, StepFact]) -> None:
        """Record a step that spends nothing."""
        project_id = project.project_id if project else None
        self.steps.append(Step(action, project_id, self.money_left, facts))

    def select(self, project: Project, facts: Mapping[str, StepFact]) -> None:
        """Fund the project."""
        self.note("selected", project, facts)
        self.selected.append(project.project_id)
        self.spent += project.cost

    def top_up(self, project: Project, facts: Mapping[str, StepFact]) -> None:
        """Fund the project with all that is left, and the rest with money from outside."""
        outside = project.cost - self.money_left
        self.note("topped-up", project, {**facts, "from_outside": outside})
        self.selected.append(project.project_id)
        self.spent += self.money_left

    def grant(self, project: Project, amount: int, facts: Mapping[str, StepFact]) -> None:
        """Give the project a part of its cost: whole units, and not more than is left."""
        self.note("partly-funded", project, {**facts, "granted": amount})
        self.granted[project.project_id] = amount
        self.spent += amount

    def share(self, project: Project, granted: int, facts: Mapping[str, StepFact]) -> None:
        """Fund the project with this part of the pot, whatever it might cost."""
        self.note("share-of-pot", project, {**facts, "granted": granted})
        self.selected.append(project.project_id)
        self.spent += granted

    def merit(self, project: Project) -> tuple[bool, Fraction | int]:
        """What greedy rules rank the project by, the highest first.

        Its score; or its votes per cost, and then all that cost nothing stand first, by votes.
        """
        score = self.scores[project.project_id]
        if self.score != "votes-per-cost":
            return False, score
        return not project.cost, Fraction(score, project.cost or 1)

    def candidates(
        self, dearest: int | None = None, without: Collection[str] = ()
    ) -> list[Project]:
        """The projects that can be funded at all, by id; the others are passed over, each noted.

        `dearest` is the highest cost that can be funded, where it is not the budget limit; those in
        `without` are left out, and not noted.
        """
        found = []
        dearest = self.instance.budget_limit if dearest is None else dearest
        for project_id, project in sorted(self.instance.by_id.items()):
            score = self.scores[project_id]
            facts: dict[str, StepFact] = {"score": score}
            if project_id in without:
                continue
            if project.cost > dearest:
                self.note("dearer-than-limit", project, facts)
            elif self.votes[project_id] == 0 or score <= 0:
                self.note("no-votes", project, facts)
            elif score < self.choice.threshold:
                self.note("below-threshold", project, {**facts, "threshold": self.choice.threshold})
            elif self.votes[project_id] < (needed := self._votes_needed(project)):
                voters = self.profile.voters
                shares = {"votes": self.votes[project_id], "needed": needed, "voters": voters}
                self.note("below-share", project, shares)
            else:
                found.append(project)
        return found

    def _votes_needed(self, project: Project) -> int:
        if not (self.choice.threshold_percent or self.choice.threshold_cost):
            return 0
        limit = self.instance.budget_limit
        return votes_needed(self.choice, project.cost, limit, self.profile.voters)

    def first(self, tied: Sequence[Project], compete: Compete) -> Project:
        """The one of these equals that goes first; the tie is recorded if it matters."""
        chosen, tie = self.precedence(tied, compete)
        if tie is not None:
            self.ties.append(tie)
        return chosen

    def precedence(self, tied: Sequence[Project], compete: Compete) -> tuple[Project, Tie | None]:
        """The one of these equals that goes first, and the tie if it matters; records nothing.

        Where the tie-breaking cannot choose between some that do not compete with each other,
        any order gives the same allocation, and the ids make it the same record too.
        """
        ids = tuple(sorted(project.project_id for project in tied))
        if len(tied) == 1 or not compete(tied):
            return self.instance.by_id[ids[0]], None
        try:
            winner, decided_by = self.untie(tied, self.standing)
        except TieRefusedError as refusal:
            if compete([self.instance.by_id[refused] for refused in refusal.project_ids]):
                raise
            winner, decided_by = min(refusal.project_ids), refusal.narrowed_by
        return self.instance.by_id[winner], Tie(ids, winner, decided_by)

    def outcome(self, rule: str) -> Outcome:
        """What came of it."""
        return Outcome(
            rule=rule,
            parameters=dict(sorted(self.parameters.items())),
            selected=tuple(self.selected),
            spent=self.spent,
            budget_limit=self.instance.budget_limit,
            votes=self.votes,
            scores=self.scores,
            steps=tuple(self.steps),
            ties=tuple(self.ties),
            granted=dict(sorted(self.granted.items())),
        )
