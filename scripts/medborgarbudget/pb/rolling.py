"""The order in which pots are counted, and the money that goes from one pot to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.round import Pot


def districts_first(pots: Mapping[str, Pot]) -> list[tuple[str, Pot]]:
    """The pots in the order of the count: those for an area before those for the whole town.

    Only where projects exclude each other does the order matter: what a district has chosen then
    rules out its rival in the city's pot, as in Warsaw.
    """
    return sorted(pots.items(), key=lambda item: (item[1].area is None, item[0]))


def counting_order(pots: Mapping[str, Pot]) -> tuple[list[tuple[str, Pot]], tuple[str, ...]]:
    """The pots so that each comes after all that roll their money over to it, districts first.

    The second value has the pots, sorted, that cannot be counted as they wait for each other; a pot
    that would be rolled over to, and is not in the round, is waited for by nobody.
    """
    waiting = districts_first(pots)
    order: list[tuple[str, Pot]] = []
    while waiting:
        awaited = {pot.rule.rolls_to for _, pot in waiting if pot.rule.leftover == "roll-over"}
        following = next((item for item in waiting if item[0] not in awaited), None)
        if following is None:
            return order, tuple(sorted(pot_id for pot_id, _ in waiting))
        waiting.remove(following)
        order.append(following)
    return order, ()


def with_more(instance: Instance, rolled_in: Mapping[str, int]) -> Instance:
    """The instance with the money that came from other pots, by pot, in its budget limit."""
    return replace(instance, budget_limit=instance.budget_limit + sum(rolled_in.values()))


def received(outcome: Outcome, rolled_in: Mapping[str, int]) -> Outcome:
    """The outcome, saying in `rolled_in` which pots its money came from, as ``pot amount``."""
    if not rolled_in:
        return outcome
    came = tuple(f"{pot_id} {amount}" for pot_id, amount in sorted(rolled_in.items()))
    return replace(
        outcome, parameters=dict(sorted({**outcome.parameters, "rolled_in": came}.items()))
    )
