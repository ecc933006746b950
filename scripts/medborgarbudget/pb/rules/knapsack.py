"""The most valuable things that fit in a sack, exactly: whole numbers only, no solver, no rounding.

Source: Pisinger, "A Minimal Algorithm for the 0-1 Knapsack Problem", Operations Research 45, 1997:
begin with the things that give most for their cost, and turn round (put in, take out) those first
that are nearest to where the sack was full. Of the selections found so far only those are kept than
which no other is both cheaper and better, and which the rest, counted in parts (Dantzig 1957),
could still bring above the best one known. The pairing of two lists is Horowitz, Sahni, "Computing
Partitions with Applications to the Knapsack Problem", Journal of the ACM 21, 1974.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from medborgarbudget.pb.rules.selections import Selections

MOST_SELECTIONS = 50_000_000
MOST_AT_ONCE = 1 << 21
LARGE_NUMBERS_COST = 16
PAIRED_FROM = 1 << 9
PAIRED_AGAIN = 4


class EffortSpentError(Exception):
    """The effort was spent before the best selection was proven."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be taken: `cost` is above 0, `worth` is 0 or more."""

    item_id: str
    cost: int
    worth: int


@dataclass(slots=True)
class Effort:
    """How many selections one count may look at in all its searches together."""

    most: int = MOST_SELECTIONS
    at_once: int = MOST_AT_ONCE
    looked_at: int = 0

    def spend(self, found: Selections) -> None:
        """Count these, more for large numbers. Raises EffortSpentError where it is too much."""
        size = len(found) * (LARGE_NUMBERS_COST if found.large else 1)
        self.looked_at += size
        if size > self.at_once or self.looked_at > self.most:
            raise EffortSpentError


def best(
    items: Sequence[Item], limit: int, effort: Effort | None = None
) -> tuple[int, frozenset[str]]:
    """The highest worth that the limit is enough for, and one selection that has it.

    Where several have it, which one is returned depends on nothing but the items and the limit.
    Raises EffortSpentError where `effort` is spent before the best one is proven.
    """
    order = by_ratio([item for item in items if item.worth and item.cost <= limit])
    if sum(item.cost for item in order) <= limit:
        return sum(item.worth for item in order), frozenset(item.item_id for item in order)
    sack = _Sack(order, limit)
    sack.search(effort or Effort())
    chosen = frozenset(order[place].item_id for place in sack.chosen)
    return sum(order[place].worth for place in sack.chosen), chosen


def by_ratio(items: Sequence[Item]) -> list[Item]:
    """What gives most for its cost first; equals by id."""
    return sorted(items, key=lambda item: (-Fraction(item.worth, item.cost), item.item_id))


class _Sack:
    """One search. Costs and worths are divided by what all of them share."""

    def __init__(self, order: Sequence[Item], limit: int) -> None:
        in_cost = gcd(*(item.cost for item in order))
        in_worth = gcd(*(item.worth for item in order))
        self.limit = limit // in_cost
        self.costs = [item.cost // in_cost for item in order]
        self.worths = [item.worth // in_worth for item in order]
        self.ratios = [
            Fraction(worth, cost) for worth, cost in zip(self.worths, self.costs, strict=True)
        ]
        self.full, cost, worth = 0, 0, 0
        while cost + self.costs[self.full] <= self.limit:
            cost += self.costs[self.full]
            worth += self.worths[self.full]
            self.full += 1
        self.most = worth + int((self.limit - cost) * self.ratios[self.full])
        self.first = cost, worth
        self._greedily(cost, worth)

    def _greedily(self, cost: int, worth: int) -> None:
        """The first selection known: those from the top, and what then still fits."""
        self.chosen = set(range(self.full))
        for place in range(self.full, len(self.costs)):
            if cost + self.costs[place] <= self.limit:
                cost += self.costs[place]
                worth += self.worths[place]
                self.chosen.add(place)
        self.known = worth

    def search(self, effort: Effort) -> None:
        """Make `chosen` a selection that is worth most, and `known` its worth."""
        found = Selections.of(*self.first, large=not self._in_64_bits())
        turns = list(self._turns())
        pair_at = PAIRED_FROM
        for at, place in enumerate(turns):
            if self.known == self.most or not len(found):
                return
            found = found.turned(at, *self._turn(place))
            fitting = found.fitting(self.limit)
            if fitting and found.worth[fitting - 1] > self.known:
                self._learn(int(found.worth[fitting - 1]), turns, found.turns(fitting - 1))
            found = self._hopeful(found, fitting, turns[at + 1 :])
            effort.spend(found)
            if len(found) >= pair_at:
                pair_at = PAIRED_AGAIN * len(found)
                if self._pair(found, turns, at + 1, effort):
                    return

    def _turns(self) -> Iterator[int]:
        """The places in the order in which they are turned round: outward from `full`."""
        for step in range(max(self.full, len(self.costs) - self.full)):
            if self.full + step < len(self.costs):
                yield self.full + step
            if step < self.full:
                yield self.full - 1 - step

    def _turn(self, place: int) -> tuple[int, int]:
        """What it changes in cost and worth to put this in, or to take it out."""
        sign = -1 if place < self.full else 1
        return sign * self.costs[place], sign * self.worths[place]

    def _in_64_bits(self) -> bool:
        """Whether no number in `_hopeful` comes near 64 bits."""
        gaps = 2 * sum(self.costs) * max(ratio.numerator for ratio in self.ratios)
        lacks = 2 * (sum(self.worths) + 1) * max(ratio.denominator for ratio in self.ratios)
        return max(gaps, lacks) < 1 << 62

    def _learn(self, worth: int, turns: Sequence[int], turned: set[int]) -> None:
        self.known = worth
        self.chosen = set(range(self.full)) ^ {turns[at] for at in turned}

    def _hopeful(self, found: Selections, fitting: int, rest: Sequence[int]) -> Selections:
        """Those that what is not yet turned could bring above the best one known.

        Money left buys at most at the ratio of the next to put in. Money that is missing comes
        back at best at that of the next to take out. Where there is no next there is no hope.
        """
        next_in = min((place for place in rest if place >= self.full), default=None)
        next_out = max((place for place in rest if place < self.full), default=None)
        gap = self.limit - found.cost
        lack = self.known + 1 - found.worth
        hope = gap != gap
        if next_in is not None:
            ratio = self.ratios[next_in]
            hope[:fitting] = gap[:fitting] * ratio.numerator >= lack[:fitting] * ratio.denominator
        if next_out is not None:
            ratio = self.ratios[next_out]
            hope[fitting:] = gap[fitting:] * ratio.numerator >= lack[fitting:] * ratio.denominator
        return found.only(hope)

    def _pair(self, found: Selections, turns: Sequence[int], at: int, effort: Effort) -> bool:
        """Look for something better that turns the next few too: each way to do so with its best.

        Where many selections come close to the limit it soon finds one that cannot be passed.
        Whether there was no more to turn, so that nothing better can exist.
        """
        more = Selections.of(0, 0, found.large)
        while at < len(turns) and len(more) < len(found):
            more = more.turned(at, *self._turn(turns[at]))
            at += 1
        effort.spend(more)
        partner = found.cost.searchsorted(self.limit - more.cost, side="right") - 1
        worth = found.worth[partner] + more.worth
        worth[partner < 0] = -1
        top = int(worth.argmax())
        if worth[top] > self.known:
            turned = found.turns(int(partner[top])) | more.turns(top)
            self._learn(int(worth[top]), turns, turned)
        return at == len(turns)
