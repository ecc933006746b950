"""Work shared out between processes: in order, and a process that dies takes only itself."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import struct
from multiprocessing.connection import Connection

import pytest

from medborgarbudget.counting.workers import shared_out

DEADLY = "__import__('os').kill(__import__('os').getpid(), 9)"


def test_results_come_in_order_and_only_the_deadly_items_are_lost() -> None:
    """As if the memory had run out: the kernel kills without a word."""
    items = [DEADLY if n in (3, 4, 11) else f"{n} * 2" for n in range(12)]
    told: list[tuple[int, int]] = []
    found = shared_out(eval, items, len, 2, lambda done, total: told.append((done, total)))
    assert tuple(len(DEADLY) if n in (3, 4, 11) else 2 * n for n in range(12)) == found
    assert [(n, 12) for n in range(1, 13)] == told
    assert [] == multiprocessing.active_children()


def breaks_off(pipe: Connection, data: bytes) -> None:
    """Says how long the answer will be, gives some of it and dies."""
    part = {1: b"", 2: data[:3]}[pickle.loads(data)]
    pipe._send(struct.pack("!i", len(data)) + part)
    os.kill(os.getpid(), signal.SIGKILL)


def answered(item: int) -> int:
    """The number; but of two of them the answer breaks off."""
    if item in (1, 2):
        Connection._send_bytes = breaks_off
    return item


def test_an_answer_that_breaks_off_keeps_nobody_waiting() -> None:
    """Neither those who work beside it nor those who wait for it."""
    found = shared_out(answered, [0, 1, 2, 3], int.__neg__, 2, lambda done, total: None)
    assert (0, -1, -2, 3) == found


def interrupted(done: int, total: int) -> None:
    """As if somebody pressed Ctrl-C when the first is done."""
    raise KeyboardInterrupt


def test_an_interrupt_ends_all_processes() -> None:
    """Whoever stops it gets the machine back at once, also from what would never end."""
    with pytest.raises(KeyboardInterrupt):
        shared_out(eval, ["1", "__import__('signal').pause()"], len, 2, interrupted)
    assert [] == multiprocessing.active_children()


def test_nothing_to_do_is_done_at_once() -> None:
    """No process is started for it."""
    assert () == shared_out(eval, (), len, 2, lambda done, total: None)
