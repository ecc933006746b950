"""Work shared out between processes, where one that dies takes nobody's work with it."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WAITING_FOR_EACH = 2
"""So many pieces are handed out for each process, so that none is idle between two."""


def shared_out(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    lost: Callable[[Item], Result],
    processes: int,
    progress: Callable[[int, int], None],
) -> tuple[Result, ...]:
    """What `work` makes of each item, in the items' order, `processes` of them at a time.

    `work` and all that it needs must be picklable, and must not raise. An item at which a process
    dies (memory, a signal) is tried once more alone, and if that dies too, it becomes what `lost`
    makes of it. `progress` is told how many are done, of how many. An interrupt ends all processes.
    """
    crew = _Crew(work, items, progress)
    waiting = deque(range(len(items)))
    while waiting:
        for number in crew.run(waiting, processes):
            if crew.run(deque([number]), 1):
                crew.done(number, lost(items[number]))
    return tuple(crew.results[number] for number in range(len(items)))


class _Crew(Generic[Item, Result]):
    """The work, and its results so far by the items' numbers."""

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        progress: Callable[[int, int], None],
    ) -> None:
        self.work = work
        self.items = items
        self.progress = progress
        self.results: dict[int, Result] = {}

    def done(self, number: int, result: Result) -> None:
        """Keep a result."""
        self.results[number] = result
        self.progress(len(self.results), len(self.items))

    def run(self, waiting: deque[int], processes: int) -> list[int]:
        """Work until nothing waits, or a process dies: then the numbers in hand are returned."""
        pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"))
        in_hand: dict[Future[Result], int] = {}
        try:
            while waiting or in_hand:
                with _no_interrupts():
                    while waiting and len(in_hand) < WAITING_FOR_EACH * processes:
                        future = pool.submit(self.work, self.items[waiting[0]])
                        in_hand[future] = waiting.popleft()
                for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                    self.done(in_hand[future], future.result())
                    del in_hand[future]
        except BrokenProcessPool:
            return sorted(in_hand.values())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()
            raise
        pool.shutdown()
        return []


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """While processes start: they inherit this, so that an interrupt is ours alone to answer."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
