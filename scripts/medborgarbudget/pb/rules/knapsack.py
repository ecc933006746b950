"""The most valuable things that fit in a sack, exactly: whole numbers only, no solver, no rounding.

Source: Nemhauser, Ullmann, "Discrete Dynamic Programming and Capital Allocation", Management
Science 15, 1969: of all selections only those are kept than which no other is both cheaper and
better. What cannot come to the best even with the rest counted in parts (Dantzig 1957) is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be taken: `cost` is above 0, `worth` is 0 or more."""

    item_id: str
    cost: int
    worth: int


Chain = tuple[str, "Chain"] | None
State = tuple[int, int, Chain]
"""What a selection costs, what it is worth, and its items, the last one first."""


def best(items: Sequence[Item], limit: int) -> tuple[int, frozenset[str]]:
    """The highest worth that the limit is enough for, and one selection that has it.

    Where several have it, which one is returned depends on nothing but the items and the limit.
    """
    order = sorted(items, key=lambda item: (-Fraction(item.worth, item.cost), item.item_id))
    floor, floor_chain = _greedy(order, limit)
    states: list[State] = [(0, 0, None)]
    for at, item in enumerate(order):
        taken: list[State] = [
            (cost + item.cost, worth + item.worth, (item.item_id, chain))
            for cost, worth, chain in states
            if cost + item.cost <= limit
        ]
        states = _undominated(states, taken)
        rest = order[at + 1 :]
        states = [state for state in states if state[1] + _at_most(rest, limit - state[0]) > floor]
    for _, worth, chain in states:
        if worth > floor:
            floor, floor_chain = worth, chain
    return floor, frozenset(_ids(floor_chain))


def _greedy(order: Sequence[Item], limit: int) -> tuple[int, Chain]:
    worth = 0
    chain: Chain = None
    for item in order:
        if item.cost <= limit:
            limit, worth, chain = limit - item.cost, worth + item.worth, (item.item_id, chain)
    return worth, chain


def _undominated(states: list[State], taken: list[State]) -> list[State]:
    """Both lists in one, by cost, without what is no better than something cheaper."""
    kept: list[State] = []
    for state in sorted((*states, *taken), key=lambda state: (state[0], -state[1])):
        if not kept or state[1] > kept[-1][1]:
            kept.append(state)
    return kept


def _at_most(rest: Sequence[Item], money: int) -> int:
    """No selection of the rest can be worth more: the last one counted in parts, rounded down."""
    worth = 0
    for item in rest:
        if item.cost > money:
            return worth + item.worth * money // item.cost
        money -= item.cost
        worth += item.worth
    return worth


def _ids(chain: Chain) -> list[str]:
    found = []
    while chain is not None:
        found.append(chain[0])
        chain = chain[1]
    return found
