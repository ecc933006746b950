"""Open connections to an engine, kept for whichever thread asks next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from medborgarbudget.voting.stores import UnavailableError


class Closable(Protocol):
    """What can be let go of."""

    def close(self) -> None:
        """Let go."""
        ...


Connection = TypeVar("Connection", bound=Closable)


class Connections(Generic[Connection]):
    """As many connections as calls run at once, and no more than `most`.

    A thread has one for itself while it uses it. What is free is kept in one list rather than by
    thread: servers start and end threads as they like, and would leave connections behind.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        is_open: Callable[[Connection], bool],
        most: int,
        patience: float,
    ) -> None:
        self._connect = connect
        self._is_open = is_open
        self._patience = patience
        self._room = threading.BoundedSemaphore(most)
        self._free: list[Connection] = []

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """A connection for one caller.

        Whoever finds one broken lets go of all that are free, as they have most likely broken with
        it: after the engine was restarted one call fails, not as many as there were connections.
        Raises UnavailableError where all are in use for longer than `patience` seconds.
        """
        if not self._room.acquire(timeout=self._patience):
            raise UnavailableError("all connections are in use")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                if self._is_open(connection):
                    self._free.append(connection)
                else:
                    self.close()
        finally:
            self._room.release()

    def close(self) -> None:
        """Let go of every connection that nobody uses just now."""
        while self._free:
            try:
                self._free.pop().close()
            except IndexError:  # another thread took the last one
                return

    def _take(self) -> Connection:
        try:
            return self._free.pop()  # the one that was used last; list.pop is atomic
        except IndexError:
            return self._connect()
