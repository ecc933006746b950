"""Equal Shares as it went: how much each voter had, and what they bought with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from medborgarbudget.pb.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Bought:
    """One project: what each of its supporters paid at most, None if bought with the remainder."""

    title: str
    supporters: int
    payment: Fraction | None


@dataclass(frozen=True, slots=True)
class Shares:
    """The purses of one count. `each` is what every voter had, in money.

    `first` is what each had in the first try, None where the purses were not raised.
    """

    voters: int
    each: Fraction
    first: Fraction | None
    rows: tuple[Bought, ...]


def shares(outcome: Outcome, titles: Mapping[str, str]) -> Shares | None:
    """The purses and purchases of an outcome; None for a rule without purses."""
    start = next((step for step in outcome.steps if step.action == "endowment"), None)
    if start is None:
        return None
    raised = next((step for step in outcome.steps if step.action == "raised-endowment"), None)
    first = None if raised is None else Fraction(raised.facts["first"])
    rows = []
    for step in outcome.steps:
        if step.action in ("selected", "partly-funded") and step.project_id:
            payment = step.facts.get("payment")
            supporters = int(step.facts.get("supporters", 0))
            paid = None if payment is None else Fraction(payment)
            rows.append(Bought(titles.get(step.project_id, step.project_id), supporters, paid))
    return Shares(
        int(start.facts["voters"]), Fraction(start.facts["endowment"]), first, tuple(rows)
    )
