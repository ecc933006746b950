"""Work shared out between processes, where one that dies takes nobody's work with it.

Each process has a pipe of its own, which ends with it. Those of `concurrent.futures` share two: one
that is killed while it writes leaves all others waiting for the rest (docs/decisions/0093).
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


def nobody_looks(done: int, total: int) -> None:
    """No progress is shown."""


def shared_out(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    lost: Callable[[Item], Result],
    processes: int,
    progress: Progress,
) -> tuple[Result, ...]:
    """What `work` makes of each item, in the items' order, `processes` of them at a time.

    `work`, the items and the results must be picklable, and `work` must not raise. An item at
    which a process dies (memory, a signal) is tried once more alone, and if that dies too, it
    becomes what `lost` makes of it. `progress` is told how many are done, of how many. However this
    is left, by an interrupt too, no process is left.
    """
    crew = _Crew(work, items, progress)
    for number in crew.run(range(len(items)), processes):
        if crew.run([number], 1):
            crew.done(number, lost(items[number]))
    return tuple(crew.results[number] for number in range(len(items)))


class _Crew(Generic[Item, Result]):
    """The work, and its results so far by the items' numbers."""

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        progress: Progress,
    ) -> None:
        self.work = work
        self.items = items
        self.progress = progress
        self.results: dict[int, Result] = {}

    def done(self, number: int, result: Result) -> None:
        """Keep a result."""
        self.results[number] = result
        self.progress(len(self.results), len(self.items))

    def run(self, numbers: Sequence[int], processes: int) -> list[int]:
        """Have these items worked at; the numbers of those at which a process died."""
        waiting, died = deque(numbers), []
        idle: list[Connection] = []
        in_hand: dict[Connection, int] = {}
        with ExitStack() as crew:
            while waiting or in_hand:
                while waiting and len(in_hand) < processes:
                    pipe = idle.pop() if idle else crew.enter_context(_worker(self.work))
                    in_hand[pipe] = waiting.popleft()
                    with suppress(ConnectionError):  # it died before: reading tells
                        pipe.send(self.items[in_hand[pipe]])
                for pipe in cast(list[Connection], wait([*in_hand])):
                    number = in_hand.pop(pipe)
                    try:
                        result = pipe.recv()
                    except (EOFError, OSError):  # it ended, or broke off
                        died.append(number)
                    else:
                        idle.append(pipe)
                        self.done(number, result)
        return died


@contextmanager
def _worker(work: Callable[[Any], object]) -> Iterator[Connection]:
    """The pipe of a process that answers each item with its result; it ends when this is left."""
    # Spawned, not forked: a progress bar has threads, and these do not survive a fork.
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(work, its), daemon=True)
    try:
        with _no_interrupts():
            process.start()
        its.close()
        yield ours
    finally:
        with _no_interrupts():
            if process.pid is not None:
                process.kill()
                process.join()
            ours.close()


def _serve(work: Callable[[Any], object], pipe: Connection) -> None:
    """Work until nobody asks any more. Ctrl-C reaches us too, but is another's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionError):
        while True:
            pipe.send(work(pipe.recv()))


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """While a process begins, which inherits this, or ends: an interrupt waits until it has."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
