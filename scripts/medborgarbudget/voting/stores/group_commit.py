"""Many callers, one commit: who comes while others are written is written with all who wait.

A commit costs one wait for the disk, whether it holds one row or fifty. There is no thread of its
own: the caller that waits at the head of the queue writes for all, and wakes the next.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from medborgarbudget.voting.stores import Row, UnavailableError

MOST = 200
"""So many rows are in one commit at most: nobody waits long for it."""

Write = Callable[[Sequence[Row], float, bool], Sequence[bool]]
"""Writes rows in one transaction, and says of each if it was new, when they are on the disk.

Given the rows, until when it may wait for the engine (by `time.monotonic`), and whether it follows
right upon another. Raises UnavailableError where nothing is promised of any.
"""


@dataclass(slots=True, eq=False)
class _Place:
    """A caller in the queue. `news` comes with the answer, or with the turn to write for all."""

    row: Row
    until: float
    news: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    follows: bool = False
    is_new: bool | None = None


class GroupCommit:
    """A queue before one writer. Safe to use from several threads."""

    def __init__(self, write: Write, patience: float) -> None:
        self._write = write
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting: list[_Place] = []
        self._is_writing = False

    def put_new(self, row: Row) -> bool:
        """As `Store.put_new`. Raises UnavailableError after `patience` seconds at the latest."""
        place = _Place(row, monotonic() + self._patience)
        with self._lock:
            self._waiting.append(place)
            if not self._is_writing:
                self._is_writing = place.leads = True
        if not place.leads and not place.news.wait(self._patience):
            with self._lock:
                if not place.leads and place in self._waiting:
                    self._waiting.remove(place)
        if place.leads and place.is_new is None:
            self._write_for_all(place.until, place.follows)
        if place.is_new is None:
            raise UnavailableError("not written, or not in time")
        return place.is_new

    def _write_for_all(self, until: float, follows: bool) -> None:
        """Write those who wait, oneself among them, tell them, and let the next one lead."""
        with self._lock:
            together, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            answers = self._write([place.row for place in together], until, follows)
            for place, is_new in zip(together, answers, strict=True):
                place.is_new = is_new
        finally:
            with self._lock:
                self._is_writing = bool(self._waiting)
                for place in self._waiting[:1]:
                    place.leads = place.follows = True
                    place.news.set()
            for place in together:
                place.news.set()
