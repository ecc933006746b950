"""The endowment of Equal Shares raised step by step, without a count for each step.

Between two endowments that buy the same, most often everything in between buys the same too, and
where that is proven (docs/decisions/0015) it is not counted. So this ends where a count of every
step ends, with the same attempts told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.purchases import Purchases
from medborgarbudget.pb.ties import TieRefusedError

MOST_AT_ONCE = 16
NEAR = 100
"""Steps are looked at from above, the furthest first, as what it finds saves time with those below:
so many at once at most, and no more than raise the endowment by one part in `NEAR`."""


class TooManyStepsError(Exception):
    """The endowment was raised `max_steps` times and the completion has not come to its stop.

    `endowment` is the last one tried, in the instance's units per voter; None where the steps are
    of another kind (see `max_welfare`).
    """

    def __init__(self, max_steps: int, endowment: Fraction | None = None) -> None:
        super().__init__(f"not complete after {max_steps} steps, at {endowment} per voter")
        self.max_steps = max_steps
        self.endowment = endowment


class Buyers(Protocol):
    """Voters who can be asked again and again what an endowment buys."""

    @property
    def projects(self) -> tuple[Project, ...]:
        """What can be bought at all."""
        ...

    def buy(
        self,
        endowment: Fraction,
        lower: Purchases | None = None,
        higher: Purchases | None = None,
    ) -> Purchases:
        """Buy until no project's supporters can pay for it.

        `lower` is what a lower endowment bought, if the two are to be compared, and `higher` what a
        higher one did, which may save time.
        """
        ...


@dataclass
class Steps:
    """What the endowment buys after each number of steps, counted where it must be.

    `reached` is the number of steps taken and `bought` what the endowment buys there. `ahead` has
    the counts further on, the nearest last; None where a tie was refused.
    """

    buyers: Buyers
    first: Fraction
    step: int
    most: int
    reached: int = 0
    ahead: list[tuple[int, Purchases | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shortest = max(1, min(MOST_AT_ONCE, int(self.first // (self.step * NEAR))))
        self.hop = self.shortest
        self.bought = self.buyers.buy(self.first)

    def after(self, steps: int) -> Fraction:
        """The endowment after so many steps."""
        return self.first + steps * self.step

    def next(self) -> Purchases:
        """What the endowment buys after the next step or, where steps buy the same, the last such.

        Raises TieRefusedError where the next step meets a tie that is not to be broken.
        """
        while True:
            if not self.ahead:
                self._look(min(self.reached + self.hop, self.most))
            steps, found = self.ahead[-1]
            if found is not None and found.same_from(self.bought):
                self.hop = 2 * (steps - self.reached)
            elif steps > self.reached + 1:
                self._look((self.reached + steps) // 2)
                continue
            else:
                self.hop = self.shortest
            self.ahead.pop()
            self.reached = steps
            self.bought = found or self.buyers.buy(self.after(steps))
            return self.bought

    def _look(self, steps: int) -> None:
        """Count after so many steps."""
        higher = self.ahead[-1][1] if self.ahead else None
        try:
            found = self.buyers.buy(self.after(steps), self.bought, higher)
        except TieRefusedError:
            self.ahead.append((steps, None))
        else:
            self.ahead.append((steps, found))


def raised_until(
    steps: Steps,
    budget_limit: int,
    end: Callable[[Purchases], str | None],
    watch: Callable[[int], None] = lambda _: None,
) -> tuple[Purchases, int, str]:
    """The last purchases before the stop, how many steps were tried, and what ended them.

    `end` says why the endowment need not be raised further, from which projects are bought; else it
    is raised until they cost more than the budget limit: ``overspend``, and that step is tried too.
    `watch` is told how many steps were taken, as often as any were counted.
    Raises TooManyStepsError, and TieRefusedError as a count of every step does.
    """
    while (ended_by := end(steps.bought)) is None:
        if steps.reached == steps.most:
            raise TooManyStepsError(steps.reached, steps.bought.endowment)
        before = steps.bought
        after = steps.next()
        watch(steps.reached)
        if after.spent > budget_limit:
            return before, steps.reached, "overspend"
    return steps.bought, steps.reached, ended_by
