"""The budget cut line: the projects in their order, what each costs, and where the money ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medborgarbudget.pb.outcome import Outcome, Step, StepFact

WON = {"topped-up": "topped-up"}
"""What is said of a winner beyond that it won."""

MONEY_ENDED = frozenset(
    {"does-not-fit", "topped-up", "partly-funded", "stopped", "not-reached", "dearer-than-limit"}
)
"""What is said of a project that the money did not reach for, or not in full."""

MOST_BARS = 60
"""More bars than this are not a picture any more; the table below the chart has them all."""


NOT_IN_LINE = ("greedy-bands", "greedy-areas-first", "greedy-quotas", "greedy-percentage")
"""Greedy rules where more than votes and money decides who comes before whom."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One project of the chart and its table.

    `score` is what it is ranked by, `width` its share of the highest score in thousandths. `total`
    is what the funded projects cost together, down to and with this one. `left`, `action` and
    `facts` are those of the last step that the rule took about it: what was left before it.
    """

    place: int
    project_id: str
    title: str
    votes: int
    score: int
    width: int
    cost: int
    total: int
    won: bool
    left: int
    action: str
    facts: Mapping[str, StepFact]


@dataclass(frozen=True, slots=True)
class CutLine:
    """The bars from first to last. `cut` is how many stand above the line where money ended.

    `left` is what was left of the pot at the line; None for `cut` where all that were wanted won.
    `drawn` bars fit in the chart. `by_votes` tells whether the order is that of the votes.
    """

    bars: tuple[Bar, ...]
    cut: int | None
    left: int
    by_votes: bool
    drawn: int

    @property
    def lost(self) -> tuple[Bar, ...]:
        """The bars of the projects that did not win, not even a part of their cost."""
        return tuple(bar for bar in self.bars if not bar.won and bar.action != "partly-funded")


def cut_line(outcome: Outcome, costs: Mapping[str, int], titles: Mapping[str, str]) -> CutLine:
    """The chart of one pot's outcome; projects are those that have a cost.

    A greedy rule is shown in the order of votes, and the line stands above the first project that
    did not fit. Equal Shares follows no such order: its projects stand as they were chosen, the
    line below them, and then the others by votes.
    """
    last = {step.project_id: step for step in outcome.steps if step.project_id}
    by_votes = _by_votes(outcome)
    order = _order(outcome, costs, by_votes)
    highest = max((outcome.scores.get(one, 0) for one in order), default=0) or 1
    won, total, bars = set(outcome.selected), 0, []
    for place, project_id in enumerate(order, start=1):
        total += costs[project_id] if project_id in won else 0
        step = last.get(project_id) or Step("no-votes", project_id, 0)
        bars.append(
            Bar(
                place=place,
                project_id=project_id,
                title=titles.get(project_id, project_id),
                votes=outcome.votes.get(project_id, 0),
                score=outcome.scores.get(project_id, 0),
                width=max(0, outcome.scores.get(project_id, 0)) * 1000 // highest,
                cost=costs[project_id],
                total=total,
                won=project_id in won,
                left=step.money_left,
                action=WON.get(step.action, "selected") if project_id in won else step.action,
                facts=step.facts,
            )
        )
    cut = _cut(bars, by_votes)
    spent = bars[cut - 1].total if cut else 0
    drawn = max(MOST_BARS, (cut or 0) + 5)
    return CutLine(tuple(bars), cut, outcome.budget_limit - spent, by_votes, drawn)


def _by_votes(outcome: Outcome) -> bool:
    """Whether the projects were taken in the order of votes: also where a comparison chose that."""
    if outcome.steps and outcome.steps[0].action == "compared":
        facts = outcome.steps[0].facts
        return int(facts["prefer_greedy"]) > int(facts["prefer_this"])
    per_cost = outcome.parameters.get("score") == "votes-per-cost"
    return outcome.rule.startswith("greedy") and not per_cost and outcome.rule not in NOT_IN_LINE


def _order(outcome: Outcome, costs: Mapping[str, int], by_votes: bool) -> list[str]:
    steps = [step.project_id for step in outcome.steps if step.project_id]
    step_of = {project_id: at for at, project_id in enumerate(steps)}
    chosen = {} if by_votes else {one: at for at, one in enumerate(outcome.selected)}

    def place(project_id: str) -> tuple[int, int, int, str]:
        return (
            chosen.get(project_id, len(chosen)),
            -outcome.scores.get(project_id, 0),
            step_of.get(project_id, len(steps)),
            project_id,
        )

    return sorted(costs, key=place)


def _cut(bars: Sequence[Bar], by_votes: bool) -> int | None:
    """How many bars stand above the line: up to the first that money did not reach for."""
    if not by_votes:
        won = sum(bar.won for bar in bars)
        return won if won < len(bars) else None
    return next((at for at, bar in enumerate(bars) if bar.action in MONEY_ENDED), None)
