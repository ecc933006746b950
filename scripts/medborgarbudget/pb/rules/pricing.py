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
    left = budgets.take(groups)
    money = rich_money = int(left @ weights)
    if money < cost:
        return None
    paying, lowest = voters, at_least
    while True:
        owed = cost - (money - rich_money)
        lowest = max(lowest, -(-owed // paying))
        can_pay = left >= lowest
        if np.count_nonzero(can_pay) == len(left):
            return lowest, paying
        richer = can_pay.nonzero()[0]
        left, weights = left.take(richer), weights.take(richer)
        rich_money, paying = int(left @ weights), int(np.add.reduce(weights))
