"""The nightly log grows by what is new, in an order that says nothing, and never shrinks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.records.sealed.checkpoints import checkpoint_of
from medborgarbudget.records.sealed.entries import entry_leaf
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.merkle import root_of
from medborgarbudget.voting.nightly import LostError, checkpoint_note, grown
from medborgarbudget.voting.sealing import ballot_body, revocation_body, revoked, sealed
from medborgarbudget.voting.stores import Row


def row(number):
    """A row with a text of its own."""
    return Row(bytes(32), number, f"text {number}", bytes(64), b"", None)


def leaf(one):
    """The row's leaf."""
    return entry_leaf(one.text, one.signature)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.lists(st.integers(0, 1000), max_size=9), max_size=6))
def test_each_night_s_leaves_are_sorted_after_those_of_the_nights_before(nights):
    """Whatever the store's order, and however often a row is seen."""
    log, stored = [], []
    for night in nights:
        stored = [*map(row, night), *stored]
        longer = grown(log, stored)
        new = longer[len(log) :]
        assert log == longer[: len(log)]
        assert sorted({leaf(one) for one in stored} - set(log)) == new
        log = longer


def test_a_night_without_ballots_leaves_the_log_as_it_was():
    """Its checkpoint says so."""
    assert [] == grown([], [])
    assert [leaf(row(1))] == grown([leaf(row(1))], [row(1)])


def test_a_leaf_that_is_gone_from_the_store_stops_the_night():
    """The lost ones are named, in the log's order."""
    before = [leaf(row(number)) for number in (3, 1, 2)]
    with pytest.raises(LostError) as stopped:
        grown(before, [row(1), row(4)])
    assert (before[0], before[2]) == stopped.value.leaves


def test_a_row_that_changed_is_a_lost_leaf():
    """One that was put in the place of another is no continuation."""
    with pytest.raises(LostError):
        grown([leaf(row(1))], [replace(row(1), text="other")])


def test_a_destroyed_ciphertext_is_no_loss():
    """The leaf is of the header and its signature."""
    full = replace(row(1), ciphertext=b"sealed")
    assert [leaf(full)] == grown([leaf(full)], [replace(full, ciphertext=b"")])


def test_the_checkpoint_is_over_ballots_and_revocations(booth):
    """All that the function promised is in it, and only the log's key signs it."""
    ballot = sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,)))
    word = revoked(booth.election, "norr", ballot.header.key, "paper", booth.officer)
    booth.post("/ballot", ballot_body(ballot))
    booth.post("/revocation", revocation_body(word))
    leaves = grown([], booth.store.rows())
    note = checkpoint_note("lillby-2026", leaves, booth.log_key)
    checkpoint = checkpoint_of(note, booth.election.log_key)
    assert sorted([ballot.leaf, word.leaf]) == leaves
    assert ("lillby-2026", 2, root_of(leaves)) == (
        checkpoint.origin,
        checkpoint.size,
        checkpoint.root,
    )
    with pytest.raises(ValueError):
        checkpoint_of(note, booth.election.receipt_key)
