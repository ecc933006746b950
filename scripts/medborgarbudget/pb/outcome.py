"""An outcome: the budget allocation, with the steps that explain it and every tie met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Action = Literal[
    "selected",
    "dearer-than-limit",
    "no-votes",
    "below-threshold",
    "below-share",
    "does-not-fit",
    "excluded",
    "topped-up",
    "partly-funded",
    "stopped",
    "not-reached",
    "endowment",
    "raised-endowment",
    "not-affordable",
    "not-in-best",
    "compared",
    "enough-winners",
    "filling-up",
    "rolled-over",
    "next-round",
    "board-decides",
    "band-full",
    "above-bands",
    "quota-full",
    "quota-spent",
    "size-not-wanted",
    "other-size",
    "share-of-pot",
]
"""What a rule did at a step.

`stopped`: this project did not fit and greedy without skipping ended here; those ranked after it
are `not-reached`. `topped-up`: it did not fit, but enough was left that the rest is paid from
outside the pot; it is selected, and the count ends here. `partly-funded`: it gets a part of its
cost and is not selected. `endowment` and `raised-endowment` are about the voters, not about a
project; `filling-up`, `rolled-over`, `next-round` and `board-decides` are about what is left.
"""

StepFact = int | str | Fraction

MONEY_FACTS = (
    *("endowment", "first", "last", "payment", "supporters_money", "from_outside", "given"),
    *("granted", "paid", "amount", "ceiling"),
)
"""The facts of steps that are money, in the instance's units; all others are plain numbers."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a rule did, in its order, with the figures that made it do so.

    `money_left` is what was left of the budget limit before this step. `facts` are the figures
    that decided. A project's cost is in its instance and is not said again.

    Greedy: ``score``, and ``threshold`` where one was missed. `below-share`: ``votes``, how many
    were ``needed`` for that share of ``voters``. `excluded`: ``by`` which selected project.
    `topped-up`: ``from_outside``, the part of the cost that the pot does not pay.
    `partly-funded`: ``granted``, the whole units that it gets, beside what the rule tells of a
    selected project.
    `band-full`: ``ceiling``, the most that a project of its band may cost, and its ``places``, all
    taken. `above-bands`: the highest ``ceiling``. Where some areas stand before others, every step
    about a project says its ``turn``: ``first`` or ``second``.
    `quota-full` and `quota-spent`: the ``group`` (an area or a category), and its ``places`` or the
    ``ceiling`` of its costs. `selected` with money that was ``set_aside``: for which group.
    Sizes: how many voters ``wanted`` that size or a larger one; `size-not-wanted`: not more than
    half. `other-size`: the one selected ``by`` the rule. `share-of-pot`: the item is selected with
    the money ``granted``, as the ``voters`` who named a percentage named so many ``points``.
    Equal Shares, `endowment`: ``voters`` and ``endowment``, what each of them was given to spend.
    `raised-endowment`: ``first`` and ``last`` endowment, ``attempts`` (how many were tried after
    the first) and ``ended_by``: ``exhaustive``, ``overspend`` or ``all-selected``.
    Majority judgement: ``score``; ``middle``, the middle grade; how many voters gave a ``better``
    and how many a ``worse`` one. `enough-winners`: as many had won as the round lets win.
    `compared`: how many voters ``prefer_this`` outcome and how many ``prefer_greedy``; where these
    are more, the steps that follow are greedy's.
    Maximum welfare: ``welfare``, what the project is worth. `not-in-best`: ``best``, what the
    selected projects are worth together, and ``with_it``, the most that any would be with this one.
    Phragmén: ``supporters`` (``score`` where it was not selected) and ``given``, what each voter
    had been given in all when they could pay for it.
    Equal Shares, `selected`: ``supporters``; ``payment``, what each of them paid; ``paying_less``,
    how many had less than that left and paid all they had; ``price_per_vote``, the payment per unit
    of utility
    (for cost utility one divided by the effective votes), the lowest of all projects. With points
    as the utility both are the price of one point.
    `not-affordable`: ``supporters`` and ``supporters_money``, what they had left together.
    `rolled-over`: the ``amount`` that is left and goes ``to`` which pot. `next-round` and
    `board-decides`: the ``amount``.
    Bounded overspending, `selected`: ``payment`` is what each was charged, and ``paid`` what all
    supporters paid together, which may be less than the cost; both to the millionth of a unit.
    """

    action: Action
    project_id: str | None
    money_left: int
    facts: Mapping[str, StepFact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects between which the votes could not choose, and what did.

    `decided_by` is the tie-breaking criterion that chose `winner` among `projects` (sorted ids).
    """

    projects: tuple[str, ...]
    winner: str
    decided_by: str


@dataclass(frozen=True)
class Outcome:
    """What a rule chose and why. All money in the instance's units.

    `selected` is in the order of choice; `votes` are ballots that name each project, `scores`
    what the rule ranked by (equal to the votes where a ballot gives no points). `granted` has the
    whole units for each project that gets a part of its cost; it is not selected, and the part is
    in `spent`.
    """

    rule: str
    parameters: Mapping[str, int | str | tuple[str, ...]]
    selected: tuple[str, ...]
    spent: int
    budget_limit: int
    votes: Mapping[str, int]
    scores: Mapping[str, int]
    steps: tuple[Step, ...]
    ties: tuple[Tie, ...] = ()
    granted: Mapping[str, int] = field(default_factory=dict)

    @property
    def from_outside(self) -> int:
        """What the selected projects cost beyond the pot, paid with other money."""
        return sum(int(step.facts.get("from_outside", 0)) for step in self.steps)

    @property
    def by_votes(self) -> bool:
        """Whether the scores are numbers of ballots: of all its sizes, where a project has some."""
        return self.scores == self.votes or "options" in self.parameters

    @property
    def given(self) -> Mapping[str, int]:
        """What projects got where that is not their cost: a share of the pot, or only a part."""
        given = ((step.project_id, step.facts.get("granted")) for step in self.steps)
        return {one: int(money) for one, money in given if one is not None and money is not None}

    @property
    def unspent(self) -> int:
        """What is left of the budget limit."""
        return self.budget_limit - self.spent
