"""Bounded overspending and fractional Equal Shares once more, voter by voter, in plain fractions.

Slow and short: what the rules of the package are tested against. `points` are one mapping from
project to points for each voter; `worth` is the utility of one point of a project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Points = Sequence[Mapping[str, int]]


def bos(
    costs: Mapping[str, int], limit: int, points: Points, worth: Mapping[str, int]
) -> list[str]:
    """What bounded overspending buys, in order; ties by id. Who wants what costs nothing has it."""
    purse = [Fraction(limit, len(points)) for _ in points]
    bought: list[str] = []
    left = limit
    while True:
        offers = []
        for one, cost in costs.items():
            if one in bought or cost > left:
                continue
            owners = [v for v, given in enumerate(points) if given.get(one, 0) > 0]
            if owners and cost == 0:
                offers.append((Fraction(0), one, Fraction(0)))
            found = []
            for payment in {purse[v] / points[v][one] for v in owners} - {0}:
                money = sum(min(purse[v], payment * points[v][one]) for v in owners)
                if cost and money < cost:
                    found.append((payment, Fraction(money, cost)))
            if cost and sum(purse[v] for v in owners) >= cost:
                found.append((_full(cost, [(purse[v], points[v][one]) for v in owners]), 1))
            if found:
                payment, part = min(found, key=lambda f: (f[0] / f[1] ** 2, -f[1]))
                offers.append((payment / part**2 / worth[one], one, payment / part))
        if not offers:
            return bought
        _, chosen, charge = min(offers)
        for voter, given in enumerate(points):
            purse[voter] -= min(purse[voter], charge * max(0, given.get(chosen, 0)))
        bought.append(chosen)
        left -= costs[chosen]


def _full(cost: int, owners: list[tuple[Fraction, int]]) -> Fraction:
    """The price of a point at which these purses pay the whole cost."""
    owed, rest = Fraction(cost), sum(given for _, given in owners)
    for money, given in sorted(owners, key=lambda owner: owner[0] / owner[1]):
        if owed / rest * given <= money:
            break
        owed -= money
        rest -= given
    return owed / rest


def fractional(
    costs: Mapping[str, int], limit: int, points: Points, worth: Mapping[str, int]
) -> dict[str, Fraction]:
    """What fractional Equal Shares pays for each project that somebody wants; ties by id."""
    purse = [Fraction(limit, len(points)) for _ in points]
    paid = {one: Fraction(0) for one in costs if any(given.get(one, 0) > 0 for given in points)}
    done: set[str] = {one for one in paid if costs[one] == 0}
    while True:
        offers = []
        for one in paid.keys() - done:
            owners = [v for v, given in enumerate(points) if given.get(one, 0) > 0 and purse[v]]
            power = sum(points[v][one] for v in owners)
            if power:
                offers.append((Fraction(costs[one], power * worth[one]), one, power, owners))
        if not offers:
            return paid
        _, chosen, power, owners = min(offers)
        ends = min(purse[v] / points[v][chosen] for v in owners)
        step = min(ends, (costs[chosen] - paid[chosen]) / power)
        for voter in owners:
            purse[voter] -= step * points[voter][chosen]
        paid[chosen] += step * power
        if paid[chosen] == costs[chosen]:
            done.add(chosen)
