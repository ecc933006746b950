"""Sorting by columns and packing into words give what sorting rows one by one gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb import columns

ROWS = st.integers(1, 21).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=9
    )
)


@pytest.mark.parametrize("width", range(1, 15))
def test_every_order_of_noughts_and_ones_is_sorted(width):
    """A sorting network that sorts all of these sorts everything (Knuth, 5.3.4, theorem Z)."""
    rows = np.array([[n >> bit & 1 for bit in range(width)] for n in range(1 << width)], np.uint8)
    by_column = np.ascontiguousarray(rows.T)
    columns.sort_columns(by_column)

    assert (np.sort(rows, axis=1) == by_column.T).all()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rows=ROWS, projects=st.sampled_from([9, 255, 256, 8_000]))
def test_rows_are_packed_sorted_and_unpacked(rows, projects):
    """In the order of the rows as lists, and each where it begins among its equals."""
    words = columns.words_of(np.array(rows), projects)
    order = columns.order_of(words)
    in_order = columns.sort_words([word.copy() for word in words])
    at = columns.beginnings(in_order)
    wide = columns.table_of(in_order, projects)

    assert sorted(rows) == [rows[at] for at in order.tolist()]
    assert sorted(rows) == wide[:, : len(rows[0])].tolist()
    assert not wide[:, len(rows[0]) :].any()
    assert [list(row) for row in sorted(set(map(tuple, rows)))] == (
        wide[at][:, : len(rows[0])].tolist()
    )


def test_parts_of_different_width_come_together():
    """A part with fewer words is as wide as the others, with nothing in the places it lacks."""
    narrow = columns.words_of(np.array([[1, 2]]), 9)
    wide = columns.words_of(np.array([[1, 2, *([0] * 8), 3]]), 9)

    assert [[1, 2], [1, 2, *([0] * 8), 3]] == [
        np.trim_zeros(row, "b").tolist()
        for row in columns.table_of(columns.together([narrow, wide]), 9)
    ]
