"""Who waits together is written together, each has an answer, and nobody waits for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from medborgarbudget.voting.stores import Row, UnavailableError
from medborgarbudget.voting.stores.group_commit import MOST, GroupCommit


def row(number):
    """A row by its number."""
    return Row(bytes(32), number, "", b"", b"", date(2026, 5, 10))


class Engine:
    """Writes when it is let; remembers what, and says that even numbers are new."""

    def __init__(self):
        self.written, self.gate, self.begun = [], threading.Event(), threading.Event()
        self.faults = []

    def write(self, rows, until, follows):
        """One commit."""
        self.begun.set()
        assert self.gate.wait(10)
        self.written.append(([row.seq for row in rows], follows))
        if self.faults:
            raise self.faults.pop()
        return [row.seq % 2 == 0 for row in rows]


@pytest.fixture
def engine():
    """One that writes at once."""
    made = Engine()
    made.gate.set()
    return made


def filled(queue, engine, numbers, pool):
    """The answers to come of the first, which is being written, and of all who wait behind it."""
    engine.gate.clear()
    engine.begun.clear()
    asked = [pool.submit(queue.put_new, row(numbers[0]))]
    assert engine.begun.wait(10)
    for number in numbers[1:]:
        asked.append(pool.submit(queue.put_new, row(number)))
        while len(queue._waiting) < len(asked) - 1:
            threading.Event().wait(0.001)
    return asked


def test_each_has_its_own_answer(engine):
    """One that is not new fails no other."""
    queue = GroupCommit(engine.write, 10)
    with ThreadPoolExecutor(8) as pool:
        asked = filled(queue, engine, range(8), pool)
        engine.gate.set()
        answers = [one.result() for one in asked]
    assert [True, False] * 4 == answers
    assert [([0], False), ([1, 2, 3, 4, 5, 6, 7], True)] == engine.written


def test_a_commit_holds_so_many_and_the_next_begins_at_once(engine):
    """None is left behind."""
    queue = GroupCommit(engine.write, 30)
    count = MOST + 3
    with ThreadPoolExecutor(count) as pool:
        asked = filled(queue, engine, range(count), pool)
        engine.gate.set()
        assert count == len([one.result() for one in asked])
    assert [1, MOST, 2] == [len(numbers) for numbers, _ in engine.written]


def test_where_a_commit_fails_nobody_in_it_is_promised_anything(engine):
    """And those behind it are written as if nothing had been; whatever it was that failed."""
    queue = GroupCommit(engine.write, 10)
    for fault, seen in ((UnavailableError(), UnavailableError), (ValueError(), ValueError)):
        with ThreadPoolExecutor(8) as pool:
            asked = filled(queue, engine, range(8), pool)
            engine.faults = [fault]
            engine.gate.set()
            assert isinstance(asked[0].exception(), seen)
            assert [False, True] * 3 + [False] == [one.result() for one in asked[1:]]
    assert queue.put_new(row(4))


def test_who_waited_too_long_is_not_written(engine):
    """Nor is anybody's turn lost with it."""
    queue = GroupCommit(engine.write, 0.1)
    with ThreadPoolExecutor(4) as pool:
        asked = filled(queue, engine, range(4), pool)
        for late in asked[1:]:
            assert isinstance(late.exception(10), UnavailableError)
        engine.gate.set()
        assert asked[0].result()
    assert queue.put_new(row(6))
    assert [([0], False), ([6], False)] == engine.written


def test_a_thousand_callers_all_have_an_answer(engine):
    """From sixty threads, as they come; each row is written once."""
    queue = GroupCommit(engine.write, 10)
    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda number: queue.put_new(row(number)), range(1000)))
    assert [True, False] * 500 == answers
    assert list(range(1000)) == sorted(n for numbers, _ in engine.written for n in numbers)
