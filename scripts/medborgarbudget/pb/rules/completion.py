"""Completion of Equal Shares: what to do with the money that the shares leave over.

Every choice is the round's: see `pb.round.Completion` and docs/decisions/0012.

Source: Faliszewski et al., "Participatory Budgeting: Data, Tools and Analysis", IJCAI 2023 (Add1,
Add1U, utilitarian); the outcomes that Wieliczka, Świecie and Assen announced say how Add1 stops.
"""

from __future__ import annotations

from fractions import Fraction

from medborgarbudget.pb.outcome import StepFact
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.equal_shares import buyers_of, equal_shares, record
from medborgarbudget.pb.rules.greedy import fund
from medborgarbudget.pb.rules.purchases import Purchases
from medborgarbudget.pb.rules.raising import Steps, raised_until


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
    steps = Steps(buyers, first, completion.step * units, completion.max_steps)
    bought, attempts, ended_by = raised_until(
        steps, count.instance.budget_limit, lambda some: end(count, completion, some), count.watch
    )
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
