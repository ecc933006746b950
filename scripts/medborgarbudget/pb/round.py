"""A round: the period with its rules, from criteria to follow-up. The one word that is ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.provisions import CostBand, Percentage, Quota
from medborgarbudget.pb.schedule import Schedule
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.pb.weights import Split, Weights
from medborgarbudget.pb.words import Words

Orientation = Literal["territory", "group", "theme"]
Utility = Literal["cost", "cardinality", "points"]
Comparison = Literal["satisfaction", "exclusion-ratio"]
Score = Literal["votes", "points", "rank-points", "votes-per-cost"]
Leftover = Literal["next-that-fits", "partial", "roll-over", "next-round", "board"]
Start = Literal["exact", "floor"]
Stop = Literal["exhaustive", "overspend"]


@dataclass(frozen=True, slots=True)
class Completion:
    """How Equal Shares goes on when money is left: every choice explicit, none by silence.

    `start`: the first endowment per voter is budget/voters exactly, or rounded down to whole
    currency units. `step`: by how many whole currency units per voter it grows. `stop`: at the
    first exhaustive outcome, or at the last one before overspending. `max_steps` bounds the work.
    """

    start: Start
    step: int
    stop: Stop
    max_steps: int = 100_000


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """A rule by its name in `pb.rules.RULES`, with all that it needs to know.

    `threshold` is the score (for Equal Shares the supporters) that a project needs to be counted.
    `threshold_percent` is the least share of the ballots that must name it (Warsaw 2018: 10).
    `threshold_cost` makes dear projects need more: votes/voters must reach
    cost/(threshold_cost × budget) (Świecie: 3). 0 demands nothing; all that is demanded must hold.
    `score` is what greedy rules rank by; None is what the vote type gives: `Profile.scores`.
    `top_up` is the percentage of the cost of the first project that does not fit which must be
    left for it to be funded all the same (`greedy-custom`; Poznań: 80).
    `conflicts` are pairs of projects that exclude each other (`greedy-exclusive`), and `elsewhere`
    those of them that earlier pots of the round have selected already.
    `comparison` is how the outcome of Equal Shares is compared with plain greedy, if it is.
    `winners` is how many projects win at most (`majority-judgement`).
    `leftover` is what happens to money that the rule leaves; None says nothing of it. With
    ``roll-over`` it goes to the pot `rolls_to`, which is counted later: see `pb.rules.leftovers`.
    `bands` are the places for projects up to each ceiling (`greedy-bands`), and `areas_first` the
    areas whose projects stand before all others (there, and in `greedy-areas-first`).
    `quotas` are what single areas and categories get (`greedy-quotas`), in the order of their turn.
    `options` are the sizes of each project that comes in several, the smallest first
    (`greedy-options`, `greedy-percentage`), and `percentage` the standing item of the latter.
    `lot_source` says in the town's words where the lot's seed comes from. With `lot_after_close`
    the seed is drawn when the ballots are fixed, and until then there is none.
    """

    name: str
    tie_breaking: TieBreaking
    threshold: int = 0
    utility: Utility = "cost"
    completion: Completion | None = None
    threshold_percent: int = 0
    threshold_cost: int = 0
    score: Score | None = None
    top_up: int = 0
    conflicts: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[str, ...] = ()
    comparison: Comparison | None = None
    winners: int = 0
    leftover: Leftover | None = None
    rolls_to: str = ""
    bands: tuple[CostBand, ...] = ()
    areas_first: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()
    options: tuple[tuple[str, ...], ...] = ()
    percentage: Percentage | None = None
    lot_source: Words = field(default_factory=dict, hash=False)
    lot_after_close: bool = False


@dataclass(frozen=True, slots=True)
class Pot:
    """One amount of money with its own ballot list: a district, an age group, a theme, the town.

    `weights` are what its part of the money follows from, where the round has a `split`.
    """

    pot_id: str
    name: Words
    budget_limit: int
    ballot: BallotLimits
    rule: RuleChoice
    area: str | None = None
    electorate: int | None = None
    weights: Weights | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One published criterion: by what it is checked, with which value, and in whose words.

    `check` is a name in `pb.criteria.CHECKS`, or ``manual`` where people judge.
    """

    criterion_id: str
    check: str
    value: int | str | tuple[str, ...] | None
    title: Words
    explanation: Words
    source: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """Step 1 of the model as data: what the town promised before anybody proposed or voted.

    `budget_limit` is the sum of the pots. `split` is how the pots with weights share
    theirs. Money is whole currency units.
    """

    round_id: str
    title: Words
    summary: Words
    orientation: Orientation
    currency: str
    budget_limit: int
    voters: Words
    minimum_age: int
    schedule: Schedule
    pots: Mapping[str, Pot]
    criteria: Mapping[str, Criterion]
    categories: Mapping[str, Words]
    decision: str = ""
    split: Split | None = None
    maximum_age: int | None = None
