"""Work shared out between processes: in order, and a process that dies takes only itself."""

from __future__ import annotations

from medborgarbudget.counting.workers import shared_out

DEADLY = "__import__('os').kill(__import__('os').getpid(), 9)"


def test_results_come_in_order_and_only_the_deadly_items_are_lost() -> None:
    """As if the memory had run out: the kernel kills without a word."""
    items = [DEADLY if n in (3, 4, 11) else f"{n} * 2" for n in range(12)]
    told: list[tuple[int, int]] = []
    found = shared_out(eval, items, len, 2, lambda done, total: told.append((done, total)))
    assert tuple(len(DEADLY) if n in (3, 4, 11) else 2 * n for n in range(12)) == found
    assert [(n, 12) for n in range(1, 13)] == told


def test_nothing_to_do_is_done_at_once() -> None:
    """No process is started for it."""
    assert () == shared_out(eval, (), len, 2, lambda done, total: None)
