"""Invented voters with a letter: who votes online, in which pots, on which night, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from medborgarbudget.demo.open_secrets import CODES, letters_of
from medborgarbudget.demo.voters import Filled, camps_of, draw, fill
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.tree import RoundFolder

VOTERS = 90
"""Of the letters for an area, so many are used; who is left may be tried out by anybody."""

ALSO_WHOLE = 80
"""Of 100 who vote online in their area, so many vote in the pots of the whole town, too."""

CHANGES, HANDS_IN, CUT = 12, 40, 50
"""One in so many votes again later; hands in the letter and votes on paper; gets no answer."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the holder of a letter does once: `letter` is its area's pot, `number` which of them.

    `cut` is a vote whose answer is lost on the way, so that it is sent again.
    """

    letter: str
    number: int
    kind: Literal["cast", "hand-in"]
    pot_id: str = ""
    marks: Marks | None = None
    cut: bool = False


def nights_of(folder: RoundFolder) -> tuple[date, ...]:
    """The days on which there is a night of voting behind one."""
    voting = folder.round.schedule.periods["voting"]
    first, last = voting.opens.date(), (voting.closes - timedelta(seconds=1)).date()
    return tuple(first + timedelta(days=day) for day in range((last - first).days + 1))


def visits_of(folder: RoundFolder) -> Mapping[date, tuple[Visit, ...]]:
    """All that is done online in a round, by its day."""
    nights = nights_of(folder)
    found: dict[date, list[Visit]] = {night: [] for night in nights}
    for letter, pots in letters_of(folder.round).items():
        for number in range(VOTERS):
            key = f"{folder.round_id} {letter} letter {number}"
            first = draw(key, "night") % len(nights)
            for pot_id in pots:
                if pot_id != letter and draw(key, pot_id) % 100 >= ALSO_WHOLE:
                    continue
                cut = draw(key, pot_id, "cut") % CUT == 0
                marks = _marks(folder, pot_id, f"{key} {pot_id}")
                found[nights[first]].append(Visit(letter, number, "cast", pot_id, marks, cut))
            later = nights[first + draw(key, "later") % (len(nights) - first)]
            if draw(key, "paper") % HANDS_IN == 0:
                found[later].append(Visit(letter, number, "hand-in"))
            elif draw(key, "changes") % CHANGES == 0:
                marks = _marks(folder, letter, f"{key} {letter} again")
                found[later].append(Visit(letter, number, "cast", letter, marks))
    return {night: tuple(visits) for night, visits in found.items()}


def spare(number: int) -> bool:
    """Whether this letter of an area is one that nobody in the play uses."""
    return VOTERS <= number < CODES


def _marks(folder: RoundFolder, pot_id: str, voter: str) -> Marks:
    """What this voter chooses: in the pot's camps, as those do who vote on paper.

    Where a slip would be spoiled nothing is marked. Some mark too much, which the page prevents:
    they use a program of their own, and the count finds them.
    """
    assert folder.manifest is not None
    limits, lines = folder.round.pots[pot_id].ballot, folder.manifest.pots[pot_id].projects
    camps = camps_of(f"{folder.round_id} {pot_id}", lines)
    (slip,) = fill(voter, 1, limits, lines, camps)
    return _of_slip(slip)


def _of_slip(slip: Filled) -> Marks:
    words = list(_numbers(slip.choices))
    points = tuple(given for _, given in words if given is not None)
    return Marks(tuple(number for number, _ in words), points or None)


def _numbers(choices: str) -> Iterator[tuple[int, int | None]]:
    """The ballot numbers that a typist would write, with their points where there are any."""
    for word in choices.split():
        number, _, given = word.partition("=")
        yield int(number), int(given) if given else None
