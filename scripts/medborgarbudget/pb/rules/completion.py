"""Completion of Equal Shares: what to do with the money that the shares leave over.

Every choice is the round's: see `pb.round.Completion` and docs/decisions/0012.
"""

from __future__ import annotations

from fractions import Fraction

from medborgarbudget.pb.outcome import StepFact
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules.certified import Purchases
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.equal_shares import buyers_of, equal_shares, record
from medborgarbudget.pb.rules.greedy import fund


class TooManyStepsError(Exception):
    """The endowment was raised `max_steps` times and the completion has not come to its stop.

    `endowment` is the last one tried, in the instance's units per voter.
    """

    def __init__(self, max_steps: int, endowment: Fraction) -> None:
        super().__init__(f"not complete after {max_steps} steps, at {endowment} per voter")
        self.max_steps = max_steps
        self.endowment = endowment


def add1(count: Count, choice: RuleChoice) -> None:
    """Equal Shares again and again, each time with a little more for every voter.

    Stops as the round says: at the first outcome that leaves too little for any more project
    (``exhaustive``), or at the last one before the projects cost more than there is
    (``overspend``); either way never past the budget limit. The endowment grows step by step, since
    a larger one may fit again after a smaller one did not. Pabulib: ``equalshares/add1``.
    """
    raised(count, choice)


def add1u(count: Count, choice: RuleChoice) -> None:
    """As `add1`, and what is then left goes to the projects with most supporters that still fit.

    Pabulib: ``equalshares/add1u``.
    """
    fund(count, raised(count, choice))


def utilitarian(count: Count, choice: RuleChoice) -> None:
    """As `equal_shares`, and what is left goes to the projects with most supporters that still fit.

    Pabulib: ``equalshares/utilitarian``.
    """
    fund(count, equal_shares(count, choice))


def raised(count: Count, choice: RuleChoice) -> list[Project]:
    """Record the outcome with the endowment raised; returns the projects left that voters want."""
    completion = choice.completion
    if completion is None:
        raise ValueError("the rule needs its completion: start, step and stop")
    count.parameters["start"] = completion.start
    count.parameters["step"] = completion.step
    count.parameters["stop"] = completion.stop
    count.parameters["max_steps"] = completion.max_steps
    buyers = buyers_of(count, choice)
    if not buyers.projects:
        return []
    units = count.instance.units_per_currency
    first = Fraction(count.instance.budget_limit, count.profile.voters)
    if completion.start == "floor":
        first = Fraction(first // units * units)
    bought = buyers.buy(first)
    attempts = 0
    while (ended_by := end(count, completion, bought)) is None:
        if attempts == completion.max_steps:
            raise TooManyStepsError(attempts, bought.endowment)
        attempts += 1
        count.watch(attempts)
        more = buyers.buy(bought.endowment + completion.step * units)
        if more.spent > count.instance.budget_limit:
            ended_by = "overspend"
            break
        bought = more
    facts: dict[str, StepFact] = {
        "first": first,
        "last": bought.endowment,
        "attempts": attempts,
        "ended_by": ended_by,
    }
    count.note("raised-endowment", None, facts)
    return record(count, bought.allocation())


def end(count: Count, completion: Completion, bought: Purchases) -> str | None:
    """Why the endowment need not be raised further, or None."""
    if not bought.left:
        return "all-selected"
    money_left = count.instance.budget_limit - bought.spent
    fitting = [project for project in bought.left if project.cost <= money_left]
    return "exhaustive" if completion.stop == "exhaustive" and not fitting else None
