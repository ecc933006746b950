"""A Pabulib file as a value: all that it says, in its order, and what our nouns make of it.

Source of keys and columns: the Pabulib format (https://pabulib.org/format).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from medborgarbudget.pb.ballot import VOTE_TYPES, WITH_POINTS, Ballot, BallotLimits, VoteType
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Comparison, Completion, RuleChoice
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records.pabulib import amounts
from medborgarbudget.records.pabulib.ids import choices, project_id
from medborgarbudget.records.pabulib.plain import PlainVotes
from medborgarbudget.records.pabulib.rows import Style

MONEY_KEYS = ("budget", "min_sum_cost", "max_sum_cost")
COUNT_LIMITS = ("min_length", "max_length")
POINT_LIMITS = ("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score")
THRESHOLD = "min_project_score_threshold"

CHEAPEST_FIRST = TieBreaking(("min-cost", "max-votes"))
"""What the Pabulib checker does with ties, and most announced outcomes; still tied: see `tally`."""

TOP_UP_OF_POZNAN = 80
"""Per cent of the cost that must be left: what the comment of every ``greedy-custom`` file says."""

GREEDY = ("greedy", "greedy-no-skip", "greedy-threshold", "greedy-exclusive")
SHARES = ("equalshares", "equalshares/utilitarian")
RAISED = ("equalshares/add1", "equalshares/add1u")
OTHERS = ("phragmen", "max-welfare")
"""Rules of which a name says all. Of these only ``equalshares`` and add1 are Pabulib's own words;
the others stand in files that `tally --format pb` wrote."""

COMPARED = "-comparison"

UNTIL_OVERSPEND = Completion("floor", 1, "overspend")
"""The only completion that gives all announced Equal Shares outcomes."""


@dataclass(frozen=True)
class PabulibFile:
    """Every META key, project column and vote column of one file, as text, in the file's order.

    Amounts become int in the instance's units: whole currency units, or hundredths and finer where
    any amount in the file has decimals. Only a file that `read_pabulib` found whole may be asked
    for values.
    """

    meta: Mapping[str, str]
    project_columns: tuple[str, ...]
    projects: tuple[tuple[str, ...], ...]
    vote_columns: tuple[str, ...]
    votes: Sequence[tuple[str, ...]]
    style: Style = field(default_factory=Style)

    @property
    def vote_type(self) -> VoteType:
        """The file's vote type, one of Pabulib's five."""
        return next(v for v in VOTE_TYPES if v == self.meta["vote_type"].strip())

    @cached_property
    def units_per_currency(self) -> int:
        """How many units make one currency unit: 1, or a power of ten that holds all decimals."""
        written = [self.meta[key] for key in MONEY_KEYS if self.meta.get(key, "").strip()]
        return int(10 ** amounts.decimals([*written, *self.project_cells("cost")]))

    def project_cells(self, column: str) -> tuple[str, ...]:
        """One column of PROJECTS from top to bottom; empty where the file has no such column."""
        if column not in self.project_columns:
            return ()
        at = self.project_columns.index(column)
        return tuple(row[at].strip() for row in self.projects)

    def vote_cells(self, column: str) -> tuple[str, ...]:
        """One column of VOTES from top to bottom; empty where the file has no such column."""
        if column not in self.vote_columns:
            return ()
        at = self.vote_columns.index(column)
        return tuple(row[at] for row in self.votes)

    @cached_property
    def project_ids(self) -> tuple[str, ...]:
        """The projects' ids in the file's order."""
        return tuple(project_id(cell) for cell in self.project_cells("project_id"))

    def instance(self) -> Instance:
        """What a rule is run on: all projects of the file and its budget."""
        units = self.units_per_currency
        costs = self.project_cells("cost")
        unsaid = ("",) * len(costs)
        names, areas, categories = (
            self.project_cells(column) or unsaid for column in ("name", "neighborhood", "category")
        )
        projects = tuple(
            Project(
                project_id,
                amounts.scaled(cost, units),
                name,
                area or None,
                tuple(part.strip() for part in category.split(",") if part.strip()),
            )
            for project_id, cost, name, area, category in zip(
                self.project_ids, costs, names, areas, categories, strict=True
            )
        )
        return Instance(projects, amounts.scaled(self.meta["budget"], units), units)

    def profile(self) -> Profile:
        """All ballots of the file, as they stand: a breached limit removes none of them.

        A project that a ballot names twice counts once. Empty ballots count among the voters.
        Where a ballot is longer than `max_length`, it is that limit which is wrong: no such limit
        then says how many places an ordinal ballot has.
        """
        return self._profile

    @cached_property
    def _profile(self) -> Profile:
        if isinstance(self.votes, PlainVotes):
            return self._profile_of(self.votes.ballots)
        counted: Counter[Ballot] = Counter()
        for (vote, points), number in self.different_votes.items():
            counted[ballot_of(self.vote_type, vote, points)] += number
        in_order = sorted(counted.items(), key=lambda item: (item[0].choices, item[0].points))
        return self._profile_of(tuple(in_order))

    def _profile_of(self, ballots: Sequence[tuple[Ballot, int]]) -> Profile:
        if isinstance(ballots, MergedBallots):
            longest = int(ballots.lengths.max(initial=0))
        else:
            longest = max((len(ballot.choices) for ballot, _ in ballots), default=0)
        default_score = self.limits().default_score
        return Profile(self.vote_type, ballots, self._places(longest), default_score)

    def _places(self, longest: int) -> int | None:
        """The places on a ballot: `max_length`, unless a ballot is longer."""
        limit = self.limits().max_length
        return limit if limit is None or longest <= limit else None

    @cached_property
    def different_votes(self) -> Mapping[tuple[str, str], int]:
        """Each different pair of vote and points as written, with the number of its voters."""
        votes = self.vote_cells("vote")
        points = self.vote_cells("points") if self.vote_type in WITH_POINTS else ()
        return Counter(zip(votes, points or ("",) * len(votes), strict=True))

    def limits(self) -> BallotLimits:
        """The limits that META sets for a ballot, money in the instance's units.

        A `max_length` of 0 sets none: nobody could vote under it.
        """
        limits = {key: self._whole(key) for key in (*COUNT_LIMITS, *POINT_LIMITS)}
        limits["default_score"] = limits["default_score"] or 0
        limits["max_length"] = limits["max_length"] or None
        for key in ("min_sum_cost", "max_sum_cost"):
            text = self.meta.get(key, "").strip()
            limits[key] = amounts.scaled(text, self.units_per_currency) if text else None
        return BallotLimits(self.vote_type, **limits)  # type: ignore[arg-type]

    def _whole(self, key: str) -> int | None:
        text = self.meta.get(key, "").strip()
        return amounts.whole(text) if text else None

    def marks(self) -> Mapping[str, int] | None:
        """The `selected` column by project: 0 not funded, 1 funded, 2 and 3 with other money.

        Pabulib: 2 is funded from outside this budget, 3 with what other districts left over.
        None where the file does not say.
        """
        cells = self.project_cells("selected")
        if not any(cells):
            return None
        return {
            p: amounts.whole(cell) or 0 for p, cell in zip(self.project_ids, cells, strict=True)
        }

    def announced(self) -> tuple[str, ...] | None:
        """The projects that the city said it funds, in the file's order; None if it does not say.

        Those funded with money from outside the budget are among them: see `marks`.
        """
        marks = self.marks()
        return None if marks is None else tuple(p for p, mark in marks.items() if mark)

    @property
    def threshold(self) -> int:
        """The votes or points that META demands of a project; 0 where it demands none."""
        return self._whole(THRESHOLD) or 0

    def rule_choice(self) -> RuleChoice | None:
        """The city's rule as one of ours; None for a rule that we do not know.

        A threshold in META holds whatever the rule is called: only so do the announced outcomes
        come out. Add1 starts from the endowment rounded down, is raised by 1 and runs until it
        would overspend: what the announced Equal Shares outcomes need. ``-comparison`` after a name
        is the comparison step with plain greedy, by satisfaction as the Pabulib checker has it.
        ``greedy-custom`` is Poznań's top-up, as its files say; ``greedy-exclusive`` comes without
        the conflicts, which no file records.
        """
        name = self.meta.get("rule", "").strip().lower()
        threshold = self.threshold
        if name == "greedy" and threshold:
            name = "greedy-threshold"
        if name in GREEDY:
            return RuleChoice(name, CHEAPEST_FIRST, threshold)
        if name == "greedy-custom":
            return RuleChoice(name, CHEAPEST_FIRST, threshold, top_up=TOP_UP_OF_POZNAN)
        shares = name.removesuffix(COMPARED)
        comparison: Comparison | None = "satisfaction" if shares != name else None
        if shares not in (*SHARES, *RAISED):
            return RuleChoice(name, CHEAPEST_FIRST, threshold) if name in OTHERS else None
        completion = UNTIL_OVERSPEND if shares in RAISED else None
        return RuleChoice(
            shares, CHEAPEST_FIRST, threshold, "cost", completion, comparison=comparison
        )


def ballot_of(vote_type: VoteType, vote: str, points: str = "") -> Ballot:
    """The ballot that these cells hold: ids, and points one to one, with commas between.

    Of a project named twice the first mention counts.
    """
    chosen = choices(vote)
    if vote_type not in WITH_POINTS:
        return Ballot.of(vote_type, tuple(dict.fromkeys(chosen)))
    given: dict[str, int] = {}
    for choice, point in zip(chosen, points.split(","), strict=False):
        given.setdefault(choice, amounts.whole(point) or 0)
    return Ballot.of(vote_type, given)
