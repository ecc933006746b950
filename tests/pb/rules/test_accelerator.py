"""The accelerator is used where it is wanted, and missed nowhere."""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pb.rules.test_certified import account, letters, market

from medborgarbudget.pb.rules import accelerator, compiled
from medborgarbudget.pb.rules.accelerator import WORTH, CompiledRun
from medborgarbudget.pb.rules.certified import Certified

ELECTION = letters({"a": 18, "b": 5, "c": 5}, 30, "abc", "a", "a", "b", "c")
EACH = Fraction(6)


@pytest.fixture
def nothing_loaded(monkeypatch):
    """As in a new process."""
    accelerator.compiled.cache_clear()
    yield
    accelerator.compiled.cache_clear()


@pytest.mark.parametrize(("wanted", "looked"), [(True, 0), (None, WORTH)])
def test_it_counts_where_it_is_wanted_or_pays(nothing_loaded, wanted, looked):
    """Asked for, or after so much work that its start is worth the while."""
    certified = Certified.of(market(*ELECTION, "cost"), wanted)
    certified.looked = looked

    assert isinstance(certified.buy(EACH), CompiledRun)


@pytest.mark.parametrize(("wanted", "looked"), [(None, WORTH - 1), (False, WORTH)])
def test_it_is_left_alone_where_it_does_not_pay(nothing_loaded, wanted, looked):
    """A small count is done before the compiler has started."""
    certified = Certified.of(market(*ELECTION, "cost"), wanted)
    certified.looked = looked

    assert not isinstance(certified.buy(EACH), CompiledRun)
    assert 0 == accelerator.compiled.cache_info().currsize


def test_once_started_it_counts_everything_that_does_not_refuse_it(nothing_loaded):
    """Its start is paid for."""
    accelerator.compiled()

    assert isinstance(Certified.of(market(*ELECTION, "cost")).buy(EACH), CompiledRun)
    assert not isinstance(Certified.of(market(*ELECTION, "cost"), False).buy(EACH), CompiledRun)


def test_work_is_added_up(nothing_loaded):
    """So that a count of many steps comes to the point where it pays."""
    certified = Certified.of(market(*ELECTION, "cost"))
    certified.buy(EACH)
    once = certified.looked
    certified.buy(EACH)

    assert 2 * once == certified.looked > 0


def test_without_a_compiler_the_count_is_the_same(nothing_loaded, monkeypatch):
    """Nobody needs to have numba."""
    there = account(Certified.of(market(*ELECTION, "cost"), True).buy(EACH).allocation())
    accelerator.compiled.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "medborgarbudget.pb.rules.compiled")
    monkeypatch.delattr("medborgarbudget.pb.rules.compiled")
    bought = Certified.of(market(*ELECTION, "cost"), True).buy(EACH)

    assert not isinstance(bought, CompiledRun)
    assert there == account(bought.allocation())


def test_where_nothing_can_be_written_it_is_compiled_each_time(monkeypatch):
    """A read-only installation, and a user without a home."""
    kept = []

    def njit(function=None, cache=False):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        kept.append(function)
        return function

    monkeypatch.setattr(compiled, "njit", njit)

    assert compiled.machine_code(len) is len
    assert [len] == kept


AMOUNTS = st.one_of(st.integers(0, 3), st.integers(0, (1 << 62) - 1))


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_products_of_124_bits_are_compared_exactly(a, b, c, d):
    """Prices times utilities, without Python's long integers."""
    assert (a * b > c * d) is bool(compiled.above(*map(np.int64, (a, b, c, d))))
    assert not compiled.above(*map(np.int64, (a, b, b, a)))
