"""The price of a project in fixed point: the one loop that the time of a count goes into."""

from __future__ import annotations

import numpy as np

from medborgarbudget.pb.rules.purses import Groups


def price(
    budgets: Groups, groups: Groups, weights: Groups, voters: int, cost: int, at_least: int
) -> tuple[int, int] | None:
    """The lowest whole price that covers the cost, and how many voters have that much.

    All who have less pay all they have. `groups` are the supporters' places in `budgets`, `weights`
    how many voters are in each, `voters` their sum; `at_least` must not be more than the price.
    None where all their budgets together are less than the cost.
    """
    left = budgets[groups]
    owed, paying, lowest = cost, voters, at_least
    while paying:
        lowest = max(lowest, -(-owed // paying))
        poorer = left < lowest
        if not poorer.any():
            return lowest, paying
        owed -= int(left[poorer] @ weights[poorer])
        paying -= int(weights[poorer].sum())
        richer = np.flatnonzero(~poorer)
        left, weights = left[richer], weights[richer]
    return None
