"""What a project must reach before it is counted, as cities demand it beside a fixed score."""

from __future__ import annotations

from medborgarbudget.pb.round import RuleChoice


def votes_needed(choice: RuleChoice, cost: int, budget_limit: int, voters: int) -> int:
    """How many ballots must name a project of this cost for it to be counted; 0 for no demand.

    `threshold_percent` demands a share of all ballots, as Warsaw did in 2018 (10 % of those cast in
    the district). `threshold_cost` demands votes/voters >= cost/(threshold_cost × budget), as
    Świecie does with 3: who wants a third of the money needs a ninth of the voters. Just that share
    is enough. `cost` and `budget_limit` are in the same unit.
    """
    needed = 0
    if choice.threshold_percent:
        needed = _at_least(choice.threshold_percent * voters, 100)
    if choice.threshold_cost and budget_limit:
        needed = max(needed, _at_least(cost * voters, choice.threshold_cost * budget_limit))
    return needed


def _at_least(dividend: int, divisor: int) -> int:
    """The quotient, rounded up."""
    return -(-dividend // divisor)
