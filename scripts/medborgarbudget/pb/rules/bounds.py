"""Between which bounds the prices lie in a count in fixed point, asked no more than need be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from medborgarbudget.pb.rules.fixed import FixedPurses, Quote
from medborgarbudget.pb.rules.purchases import Key

FINENESS = 64
"""Prices per unit of utility are compared as whole numbers of 2^-64 units."""

GONE: Key = 1 << 256
"""In place of a lowest price: all that the supporters have is too little."""


class Bounds:
    """The price of each project by number, as last asked; and which projects wait to be asked.

    `waiting` is a heap of lowest prices per unit of utility. A price never falls, so a project with
    too high a last lowest price need not be asked. `asked` has, purchase by purchase, the lowest
    prices that were found for projects not yet bought; a later count with a lower endowment takes
    them over (`learn`), as nothing is cheaper there: docs/decisions/0091.
    """

    def __init__(self, purses: FixedPurses, costs: Sequence[int], utility: Sequence[int]) -> None:
        self.purses = purses
        self.costs = costs
        self.utility = utility
        self.quotes: list[Quote] = []
        self.waiting: list[tuple[Key, int]] = []
        self.asked: list[list[tuple[int, Key]]] = []
        self._known: list[Key] = [0] * len(costs)

    def start(self) -> None:
        """What each would cost if every supporter could pay as much as any other."""
        numbers = self.purses.supporters.numbers
        for cost, voters in zip(self.costs, numbers, strict=True):
            owed = cost * self.purses.unit
            self.quotes.append(Quote(owed // voters, -(-owed // voters)))
        self.resume(range(len(self.costs)))

    def resume(self, numbers: Iterable[int]) -> None:
        """Let just these wait."""
        self.waiting = [(self.lower(number), number) for number in numbers]
        heapify(self.waiting)

    @property
    def lowest_waiting(self) -> Key | None:
        """No project that waits costs less; None where none does."""
        return self.waiting[0][0] if self.waiting else None

    def next(self, highest: Key) -> int | None:
        """The next project whose price may be as low as this, taken from those that wait."""
        while self.waiting and self.waiting[0][0] <= highest:
            bound, number = heappop(self.waiting)
            known = self._known[number]
            if known <= bound:
                return number
            if known < GONE:
                heappush(self.waiting, (known, number))
        return None

    def ask(self, number: int) -> bool:
        """Ask a project for its price; False where it can be paid for no more."""
        if self._known[number] >= GONE:
            return False
        last = self.quotes[number]
        least = max(last.least, self._known[number] * self.utility[number] >> FINENESS)
        last = Quote(least, max(last.most, least))
        quote = self.purses.quote(number, self.costs[number], last)
        if quote is None:
            self._known[number] = GONE
        else:
            self.quotes[number] = quote
        self.asked[-1].append((number, GONE if quote is None else self.lower(number)))
        return quote is not None

    def ask_up_to(self, highest: Key) -> None:
        """Ask those that may be as cheap as this; all of them wait on."""
        asked = []
        while (number := self.next(highest)) is not None:
            if self.ask(number):
                asked.append(number)
        self.wait(asked)

    def wait(self, numbers: Iterable[int]) -> None:
        """Let these wait too, but for those that can no longer be paid for."""
        for number in numbers:
            if self._known[number] < GONE:
                heappush(self.waiting, (self.lower(number), number))

    def learn(self, found: Iterable[tuple[int, Key]], unit: int) -> None:
        """Take over what was found with a higher endowment, in its units, for the next purchase."""
        for number, lowest in found:
            known = lowest * self.purses.unit // unit if lowest < GONE else GONE
            if known > self._known[number]:
                self._known[number] = known
                self.asked[-1].append((number, known))

    def lower(self, number: int) -> Key:
        """The project's price per unit of utility is not less."""
        return (self.quotes[number].least << FINENESS) // self.utility[number]

    def upper(self, number: int) -> Key:
        """The project's price per unit of utility is not more."""
        return -((-self.quotes[number].most << FINENESS) // self.utility[number])
