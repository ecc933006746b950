"""How far a project was from winning: counted again with more votes, never worked out by formula.

Source: Boehmer, Faliszewski, Janeczko, Peters, Pierczyński, Schierreich, Skowron, Szufa,
"Evaluation of Project Performance in Participatory Budgeting", IJCAI 2024. There rivals lose
ballots too; here nobody's ballot is touched, and the new voters want this one project only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from medborgarbudget.pb.further import Further, Sums
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import TooManyStepsError, run
from medborgarbudget.pb.rules.scoring import BY_VOTES
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

GREEDY = frozenset(
    {"greedy", "greedy-no-skip", "greedy-threshold", "greedy-custom", "greedy-exclusive"}
)
BY_SUMS = GREEDY | {"max-welfare"}
"""The rules that look at nothing but each project's votes and score."""

MOST_RUNS = 200
"""Where no more smaller numbers than this are left, each is tried: one of them may do as well."""

Wins = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Margin:
    """What would have been enough: with `number` the project wins, with one fewer it does not.

    `number` is None where nothing that was tried was enough. `surely` tells whether more than that
    is known: no smaller number is enough, or, with None, none at all up to the most that was asked.
    """

    number: int | None
    surely: bool


def votes_short(
    instance: Instance,
    profile: Profile,
    choice: RuleChoice,
    project_id: str,
    most: int,
    most_runs: int = MOST_RUNS,
) -> Margin:
    """With how many more votes the project would have won: with one fewer it does not.

    The votes are those of new voters who choose this project alone (with points: who give it as
    many as the average supporter did, rounded up), added to all ballots that were cast, and the
    whole pot is counted again. 0 for a winner; None where not even `most` of them are enough, as
    for a project dearer than the pot. A tie that is refused is no win.

    For greedy rules and maximum welfare more votes never harm, and the number is surely the
    smallest. In Equal Shares and Phragmén every new voter also changes everybody's share, and with
    `threshold_percent` what all others need: there a number is found by halving, and then all that
    are smaller are tried, where these are at most `most_runs`.
    Raises KeyError for a project not in the instance.
    """
    further = Further(instance, profile, project_id)
    by_sums = choice.name in BY_SUMS and choice.comparison is None
    grown = further.sums(Sums.of_all(profile, instance)) if by_sums else further.profiles()

    def outcome(more: int) -> Outcome | None:
        return _outcome(instance, grown(more), choice)

    def wins(more: int) -> bool:
        found = outcome(more)
        return found is not None and project_id in found.selected

    base = outcome(0)
    if base is not None and project_id in base.selected:
        return Margin(0, surely=True)
    if instance.by_id[project_id].cost > instance.budget_limit and not _may_pass(choice):
        return Margin(None, surely=True)
    gain = 1 if choice.score in BY_VOTES else further.gain()[project_id]
    guess = _votes_missing(base, instance, project_id, gain) if base else 1
    sure = more_never_harm(choice, profile)
    tied = _never_refusing(choice)

    def wins_any_tie(more: int) -> bool:
        return project_id in run(instance, grown(more), tied).selected

    return _smallest(wins, most, guess, most_runs, wins_any_tie if sure else None)


def cost_short(
    instance: Instance,
    profile: Profile,
    choice: RuleChoice,
    project_id: str,
    most_runs: int = MOST_RUNS,
) -> Margin:
    """How much less the project should have cost to win; with a unit less than that it does not.

    In the instance's units. None where it would not have won at any cost. 0 where it did win. As
    with votes: for greedy rules surely the smallest, for others a smaller one may exist.
    Raises KeyError for a project not in the instance.
    """
    own = instance.by_id[project_id].cost
    by_sums = choice.name in BY_SUMS and choice.comparison is None
    voted = Sums.of_all(profile, instance) if by_sums else profile

    def with_less(less: int) -> Instance:
        projects = tuple(
            replace(one, cost=own - less) if one.project_id == project_id else one
            for one in instance.projects
        )
        return replace(instance, projects=projects)

    def outcome(less: int) -> Outcome | None:
        return _outcome(with_less(less), voted, choice)

    def wins(less: int) -> bool:
        found = outcome(less)
        return found is not None and project_id in found.selected

    base = outcome(0)
    if base is not None and project_id in base.selected:
        return Margin(0, surely=True)
    guess = _money_missing(base, project_id, own) if base else 1
    tied = _never_refusing(choice)

    def wins_any_tie(less: int) -> bool:
        return project_id in run(with_less(less), voted, tied).selected

    sure = less_never_harms(choice)
    return _smallest(wins, own, guess, most_runs, wins_any_tie if sure else None)


def more_never_harm(choice: RuleChoice, profile: Profile) -> bool:
    """Whether a further vote for a project alone can never make it lose.

    It can where new voters change what all others need or have, or what the unnamed are given.
    Ties that stop the count are another matter: see `_smallest`.
    """
    return (
        choice.name in BY_SUMS
        and choice.comparison is None
        and not choice.threshold_percent
        and not choice.threshold_cost
        and not profile.default_score
    )


def less_never_harms(choice: RuleChoice) -> bool:
    """Whether a lower cost can never make a project lose.

    It can where cost makes a project's worth, and where the dearer of two equals goes first.
    """
    dearer_first = "max-cost" in choice.tie_breaking.order
    return choice.name in GREEDY and choice.comparison is None and not dearer_first


def _never_refusing(choice: RuleChoice) -> RuleChoice:
    """The same choice where a lot decides what its tie-breaking leaves open."""
    breaking = choice.tie_breaking
    order = breaking.order
    if "refuse" in order:
        order = order[: order.index("refuse")]
    if breaking.seed is None or "lot" not in order:
        order = (*(one for one in order if one != "lot"), "lot")
    return replace(choice, tie_breaking=TieBreaking(order, breaking.seed or ""))


def _outcome(instance: Instance, profile: Profile, choice: RuleChoice) -> Outcome | None:
    try:
        return run(instance, profile, choice)
    except (TieRefusedError, TooManyStepsError):
        return None


def _votes_missing(base: Outcome, instance: Instance, project_id: str, gain: int) -> int:
    """Where to begin looking: what lacked to stand level with the last one to find enough money.

    In Equal Shares: so many new voters as would bring what their supporters lacked.
    """
    cost, ours = instance.by_id[project_id].cost, base.scores[project_id]
    endowment = Fraction(0)
    for step in base.steps:
        endowment = Fraction(step.facts.get("endowment", endowment))
        if step.project_id == project_id and "supporters_money" in step.facts and endowment:
            return ceil((cost - Fraction(step.facts["supporters_money"])) / endowment)
        if step.project_id == project_id and "with_it" in step.facts:
            lacking = int(step.facts["best"]) - int(step.facts["with_it"])
            each = max(gain * (cost if base.parameters["utility"] == "cost" else 1), 1)
            return -(-lacking // each)
    level = [
        int(step.facts["score"])
        for step in base.steps
        if step.project_id != project_id and step.money_left >= cost and "score" in step.facts
    ]
    return -(-(level[-1] - ours) // max(gain, 1)) if level else 1


def _money_missing(base: Outcome, project_id: str, own: int) -> int:
    """Where to begin looking: what was missing when the project's turn came."""
    last = [step for step in base.steps if step.project_id == project_id][-1:]
    theirs = [int(step.facts.get("supporters_money", step.money_left)) for step in last]
    return own - theirs[0] if theirs else 1


def _smallest(
    wins: Wins, most: int, guess: int, most_runs: int, wins_any_tie: Wins | None
) -> Margin:
    """A number up to `most` that wins while the one before it does not; 0 is known not to win.

    `wins_any_tie` is given where more never harm as long as no tie stops the count, and breaks all
    ties. It agrees with `wins` wherever none stops it. So where it does not win with one fewer, it
    wins with no smaller number, and neither does the rule.
    """
    known: dict[int, bool] = {0: False}

    def does(number: int) -> bool:
        if number not in known:
            known[number] = wins(number)
        return known[number]

    found = _edge(does, most, min(max(guess, 1), most)) if most > 0 else None
    smaller = range(1, most + 1 if found is None else found)
    if not smaller or (wins_any_tie is not None and not wins_any_tie(smaller[-1])):
        return Margin(found, surely=True)
    if len(smaller) > most_runs:
        return Margin(found, surely=False)
    return Margin(next((number for number in smaller if does(number)), found), surely=True)


def _edge(wins: Wins, most: int, start: int) -> int | None:
    """A number that wins while the one before does not, from `start` in ever longer steps."""
    low, high, stride = 0, start, 1
    if wins(start):
        while high > 0 and wins(max(high - stride, 0)):
            high, stride = high - stride, 2 * stride
        low = max(high - stride, 0)
    else:
        low = start
        while not wins(high := min(low + stride, most)):
            if high == most:
                return None
            low, stride = high, 2 * stride
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return high


def _may_pass(choice: RuleChoice) -> bool:
    """Whether something dearer than the pot can win: topped up, or as an item with a percentage."""
    return bool(choice.top_up or choice.percentage)
