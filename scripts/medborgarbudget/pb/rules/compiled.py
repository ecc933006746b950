"""The loop of a certified count as machine code: the optional accelerator (extra ``fast``).

`sweep` does what `certified.Run` does, purchase after purchase, as long as the bounds tell; where
they do not, it stops before the purchase and leaves it to exact figures. All figures are whole
numbers of 64 bits, so the outcome is the same to the last fraction: docs/decisions/0014.

The one module that imports numba, and so one that may be missing: `accelerator` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from numba import njit

from medborgarbudget.pb.rules.purses import Groups

DONE, DOUBTFUL = 0, 1
LARGEST = 1 << 62
LOW = (1 << 31) - 1

Function = TypeVar("Function", bound=Callable[..., Any])


def machine_code(function: Function) -> Function:
    """The function compiled when first called, and kept between processes where that can be."""
    try:
        return cast(Function, njit(cache=True)(function))
    except RuntimeError:  # no folder to write to, neither beside this file nor the user's own
        return cast(Function, njit(function))


class Wants(NamedTuple):
    """Who wants what: does not change in a count.

    `groups` and `weights` are the supporters of all projects, one project after the other, as
    `begins` says; `costs` in units, `utility` and `numbers` of supporters are by project.
    """

    begins: Groups
    groups: Groups
    weights: Groups
    costs: Groups
    utility: Groups
    numbers: Groups
    voters: int


class State(NamedTuple):
    """Where a count stands; all is changed in place.

    By group: `budgets` (at least), whether it has `money`, which purchase `emptied` it. By project:
    price bounds `least` and `most`, and whether it `is_open`. `bounds`: widest, doubt, how many
    purchases there are, how many of them are the guide's. `record`, by purchase: project, price at
    most, how many paid that, the next lowest bound and its project, or -1. `buffer` has two rows.
    """

    budgets: Groups
    money: Any
    emptied: Groups
    least: Groups
    most: Groups
    is_open: Any
    bounds: Groups
    record: Groups
    buffer: Groups


@machine_code
def above(a: int, b: int, c: int, d: int) -> bool:
    """Whether a × b is more than c × d, all below 2^62, though the products need 124 bits."""
    middle = (a >> 31) * (b & LOW) + (a & LOW) * (b >> 31)
    low = (a & LOW) * (b & LOW) + ((middle & LOW) << 31)
    high = (a >> 31) * (b >> 31) + (middle >> 31) + (low >> 62)
    other_middle = (c >> 31) * (d & LOW) + (c & LOW) * (d >> 31)
    other_low = (c & LOW) * (d & LOW) + ((other_middle & LOW) << 31)
    other_high = (c >> 31) * (d >> 31) + (other_middle >> 31) + (other_low >> 62)
    if high != other_high:
        return high > other_high
    return (low & (LARGEST - 1)) > (other_low & (LARGEST - 1))


@machine_code
def cheapest(waiting: Any, least: Any, share: Any, utility: Any) -> int:
    """The first of the waiting projects with the lowest bound per unit of utility; -1 for none.

    `share` is that bound rounded down, which nearly always tells.
    """
    found = -1
    for project in range(len(waiting)):
        if waiting[project] and (
            found < 0
            or share[project] < share[found]
            or (
                share[project] == share[found]
                and above(least[found], utility[project], least[project], utility[found])
            )
        ):
            found = project
    return found


@machine_code
def asked(
    state: State, groups: Any, weights: Any, cost: int, at_least: int, doubt: int
) -> tuple[int, int]:
    """What `pricing.price` finds: the price, and how many voters pay it in full.

    (-1, 0) where the supporters have too little though they had `doubt` more; (-1, 1) where that
    does not tell.
    """
    lowest, money, rich, paying = at_least, 0, 0, 0
    lefts = state.buffer[: len(groups)]
    for at in range(len(groups)):
        left, number = state.budgets[groups[at]], weights[at]
        lefts[at] = left
        money += left * number
        if left >= lowest:
            rich += left * number
            paying += number
    if money < cost:
        return -1, int(money + doubt >= cost)
    while True:
        raised = max(lowest, -((money - rich - cost) // paying))
        before, lowest, rich, paying = paying, raised, 0, 0
        for at in range(len(lefts)):
            if lefts[at] >= lowest:
                rich += lefts[at] * weights[at]
                paying += weights[at]
        if paying == before:
            return lowest, paying


@machine_code
def paid(state: State, groups: Any, weights: Any, least: int, most: int, close: int) -> int:
    """Take the price from the supporters: how many pay it in full. -1 where some are too close."""
    paying = 0
    for at in range(len(groups)):
        left = state.budgets[groups[at]]
        if left > most:
            paying += weights[at]
        elif left >= least - close and state.money[groups[at]]:
            return -1
    for at in range(len(groups)):
        group = groups[at]
        if state.budgets[group] > most:
            state.budgets[group] -= most
        elif state.money[group]:
            state.budgets[group] = 0
            state.money[group] = False
            state.emptied[group] = state.bounds[2]
    return paying


@machine_code
def sweep(wants: Wants, state: State, guide: Groups) -> int:
    """Buy on, the lowest price per utility first, until nothing can be paid for or it is doubtful.

    `guide` has the project and the highest price of each purchase of a count to compare with.
    """
    begins, groups, weights, costs, utility, numbers, voters = wants
    least, most, is_open, bounds = state.least, state.most, state.is_open, state.bounds
    share = least // utility
    while bounds[0] < LARGEST // (2 * voters) and bounds[1] < LARGEST // 2:
        widest, doubt, at = bounds[0], bounds[1], bounds[2]
        same = bounds[3] == at and at < len(guide)
        waiting = is_open.copy()
        best = -1
        while True:
            project = cheapest(waiting, least, share, utility)
            if project < 0:
                break
            worth, bound = utility[project], least[project]
            if (
                best >= 0
                and above(bound, utility[best], most[best], worth)
                and (not same or above(bound, utility[guide[at, 0]], guide[at, 1], worth))
            ):
                break
            waiting[project] = False
            if costs[project] == 0:
                return DOUBTFUL
            first, last = begins[project], begins[project + 1]
            price, paying = asked(
                state,
                groups[first:last],
                weights[first:last],
                costs[project],
                most[project],
                min(doubt, widest * numbers[project]),
            )
            if price < 0 and paying:
                return DOUBTFUL
            if price < 0:
                is_open[project] = False
                continue
            unsure = min(doubt, widest * (numbers[project] - paying))
            most[project] = price
            least[project] = max(bound, price - 1 - (unsure + paying - 1) // paying)
            share[project] = least[project] // worth
            if best < 0 or above(most[best], worth, price, utility[best]):
                best = project
        if best < 0:
            return DONE
        is_open[best] = False
        follows = cheapest(is_open, least, share, utility)
        paying = -1
        if follows < 0 or above(least[follows], utility[best], most[best], utility[follows]):
            first, last = begins[best], begins[best + 1]
            paying = paid(
                state, groups[first:last], weights[first:last], least[best], most[best], widest
            )
        if paying < 0:
            is_open[best] = True
            return DOUBTFUL
        state.record[at, :3] = best, most[best], paying
        state.record[at, 3:] = (least[follows], follows) if follows >= 0 else (-1, -1)
        bounds[0] += most[best] - least[best]
        bounds[1] += numbers[best]
        bounds[2] += 1
        bounds[3] += same and guide[at, 0] == best
    return DOUBTFUL
