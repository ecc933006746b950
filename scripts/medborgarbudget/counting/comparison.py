"""Several rules on the same ballots, side by side: what each would fund, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from medborgarbudget.counting.asked import NOTHING_ELSE, Asked, choice_for, unknown
from medborgarbudget.counting.single import in_currency
from medborgarbudget.pb.ballot import VoteType
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.measures import wishes_met
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Watch, unwatched
from medborgarbudget.pb.tried import NoOutcome, tried
from medborgarbudget.records.digest import bytes_digest
from medborgarbudget.records.pabulib import PabulibFile, read_pabulib
from medborgarbudget.records.results import outcome_data

ON_CROSSES = (
    "greedy",
    "greedy-no-skip",
    "equalshares",
    "equalshares/add1",
    "equalshares/utilitarian",
    "phragmen",
    "max-welfare",
)
ON_POINTS = tuple(rule for rule in ON_CROSSES if rule != "phragmen")
"""Phragmén asks only who wants a project, and so would not hear what the points say."""

SLOW_ON_POINTS = "equalshares/add1"
MOST_MARKS = 50_000
"""With points, voters times projects: add1 is left out above it, unless it is asked for. Every
step weighs each point exactly, and a large city's would take minutes."""

WITH_POINTS: frozenset[VoteType] = frozenset({"cumulative", "scoring", "ordinal"})


@dataclass(frozen=True)
class Column:
    """One rule: what came of it, and how many voters had how many of their wishes met.

    `wishes` is as `pb.measures.wishes_met` gives it; empty where there is no outcome. `is_own` says
    that it is the rule which the file itself names.
    """

    choice: RuleChoice
    result: Outcome | NoOutcome
    wishes: Mapping[int, int]
    is_own: bool = False

    @property
    def rule(self) -> str:
        """The rule's name."""
        return self.choice.name

    @property
    def outcome(self) -> Outcome | None:
        """What came of it, if anything did."""
        return self.result if isinstance(self.result, Outcome) else None

    @property
    def with_a_wish(self) -> int:
        """How many voters had at least one of their wishes met."""
        return sum(voters for wishes, voters in self.wishes.items() if wishes)

    @property
    def wishes_each(self) -> Fraction:
        """How many wishes were met per voter; 0 where nobody voted."""
        met = sum(wishes * voters for wishes, voters in self.wishes.items())
        return Fraction(met, sum(self.wishes.values()) or 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One project: its votes, and column by column whether it is selected; None where none is."""

    project: Project
    votes: int
    selected: tuple[bool | None, ...]

    @property
    def parted(self) -> bool:
        """Whether some rules select it and others do not."""
        return {True, False} <= set(self.selected)


@dataclass(frozen=True)
class Comparison:
    """The rules' columns, in the order asked for; money in the instance's units."""

    instance: Instance
    votes: Mapping[str, int]
    voters: int
    columns: tuple[Column, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every project, those with most votes first, equals by id."""
        chosen = [
            None if column.outcome is None else frozenset(column.outcome.selected)
            for column in self.columns
        ]
        order = sorted(self.votes, key=lambda project_id: (-self.votes[project_id], project_id))
        return tuple(
            Line(
                self.instance.by_id[project_id],
                self.votes[project_id],
                tuple(None if found is None else project_id in found for found in chosen),
            )
            for project_id in order
        )

    def share_spent(self, column: Column) -> Fraction | None:
        """How much of the budget the rule spends; None where there is nothing to spend."""
        if column.outcome is None or not self.instance.budget_limit:
            return None
        return Fraction(column.outcome.spent, self.instance.budget_limit)

    def average_cost(self, column: Column) -> Fraction | None:
        """What a winner costs in the mean, in the instance's units; None where nobody wins."""
        if column.outcome is None or not column.outcome.selected:
            return None
        selected = column.outcome.selected
        return Fraction(self.instance.cost(selected), len(selected))


def compare(
    instance: Instance,
    profile: Profile,
    choices: Iterable[RuleChoice],
    own: RuleChoice | None = None,
    watch: Watch = unwatched,
) -> Comparison:
    """Each of the choices on the same ballots. A rule that comes to no end stops no other.

    `own` is the one that the ballots were cast for, where it is among the choices.
    """
    columns = []
    for choice in choices:
        result = tried(instance, profile, choice, watch)
        wishes = {} if isinstance(result, NoOutcome) else wishes_met(profile, result.selected)
        columns.append(Column(choice, result, wishes, choice == own))
    votes = profile.votes(instance.by_id)
    return Comparison(instance, votes, profile.voters, tuple(columns))


@dataclass(frozen=True)
class FileComparison:
    """One Pabulib file counted by several rules, with the file's SHA-256."""

    file: PabulibFile
    comparison: Comparison
    sha256: str


def compare_file(
    data: bytes,
    path: str,
    rules: Iterable[str] = (),
    asked: Asked = NOTHING_ELSE,
    watch: Watch = unwatched,
) -> tuple[FileComparison | None, tuple[Problem, ...]]:
    """The file's own rule first, then the named ones, or those that fit its ballots.

    None where the file cannot be read, or has not what is asked for. That holds for every
    rule that knows of it.
    """
    file, notes = read_pabulib(data, path, strangers=True)
    if file is None:
        return None, notes
    digest = bytes_digest(data)
    first, more = choice_for(file, path, replace(asked, rule=None), digest)
    choices = {first.name: first}
    for rule in rules or default_rules(file):
        wanted = replace(asked, rule=rule, utility=asked.utility or _utility(file.vote_type))
        choice, _ = choice_for(file, path, wanted, digest)
        choices.setdefault(choice.name, choice)
    missing = tuple(unknown(asked, file, path, choices))
    if missing:
        return None, (*notes, *missing)
    own = first if file.rule_choice() is not None else None
    found = compare(file.instance(), file.profile(), choices.values(), own, watch)
    return FileComparison(file, found, digest), (*notes, *more)


def default_rules(file: PabulibFile) -> tuple[str, ...]:
    """The rules worth comparing on ballots of this kind."""
    if file.vote_type not in WITH_POINTS:
        return ON_CROSSES
    quick = len(file.votes) * len(file.projects) <= MOST_MARKS
    return tuple(rule for rule in ON_POINTS if quick or rule != SLOW_ON_POINTS)


def _utility(vote_type: VoteType) -> Any:
    return "points" if vote_type in WITH_POINTS else None


def comparison_data(compared: FileComparison) -> dict[str, Any]:
    """The comparison as plain data with stable keys: amounts and shares as in `tally_data`."""
    comparison = compared.comparison
    units = comparison.instance.units_per_currency
    return {
        "voters": comparison.voters,
        "budget_limit": in_currency(comparison.instance.budget_limit, units),
        "sha256": compared.sha256,
        "rules": [_column_data(comparison, column) for column in comparison.columns],
        "projects": [
            {
                "project_id": line.project.project_id,
                "cost": in_currency(line.project.cost, units),
                "votes": line.votes,
                "parted": line.parted,
                "selected_by": [
                    column.rule
                    for column, selected in zip(comparison.columns, line.selected, strict=True)
                    if selected
                ],
            }
            for line in comparison.lines
        ],
    }


def _column_data(comparison: Comparison, column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"rule": column.rule, "own": column.is_own, "refused": None}
    if isinstance(column.result, NoOutcome):
        stop = column.result
        found["refused"] = {"reason": stop.reason, "projects": list(stop.projects)}
        return found
    units = comparison.instance.units_per_currency
    average = comparison.average_cost(column)
    share = comparison.share_spent(column)
    data = outcome_data(column.result)
    return {
        **found,
        "parameters": data["parameters"],
        "selected": data["selected"],
        "ties": data["ties"],
        "spent": in_currency(column.result.spent, units),
        "share_spent": None if share is None else _share(share),
        "voters_with_a_wish": column.with_a_wish,
        "wishes_each": _share(column.wishes_each),
        "average_cost": None if average is None else _share(average / units),
    }


def _share(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
