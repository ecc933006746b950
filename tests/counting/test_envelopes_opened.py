"""Many sealed ballots at once: several processes see what one sees, and say how far they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medborgarbudget.counting import envelopes_opened
from medborgarbudget.counting.envelopes_opened import seen
from medborgarbudget.records.box import read_box
from medborgarbudget.records.sealed.envelopes import Marks

PADDED = 256


@pytest.mark.parametrize("workers", [1, 2])
def test_signature_and_marks_of_each_ballot_are_told(closed, monkeypatch, workers):
    """By leaf; what opens to nothing and what nobody signed is told as such."""
    monkeypatch.setattr(envelopes_opened, "CHUNK", 50)
    monkeypatch.setattr(envelopes_opened, "MANY", 100)
    box, _ = read_box(closed.root, "2026")
    forged = replace(box.ballots[0], signature=bytes(64))
    ballots = (forged, *box.ballots[1:])
    told = []
    shown = seen(ballots, box.election_seed, PADDED, workers, lambda *one: told.append(one))

    assert {one.leaf for one in ballots} == shown.keys()
    assert [forged.leaf] == [leaf for leaf, one in shown.items() if not one.signed]
    assert Marks((2, 3)) in {one.marks for one in shown.values()}
    without = [one.leaf for one in ballots if not one.ciphertext]
    assert without and not any(shown[leaf].marks for leaf in without)
    assert (len(ballots), len(ballots)) == told[-1]
    assert [50, 100] == [done for done, _ in told[:2]]


def test_of_another_key_nothing_opens(closed):
    """But the signatures are the same."""
    box, _ = read_box(closed.root, "2026")
    shown = seen(box.ballots, bytes(range(32)), PADDED)

    assert {(True, None)} == {(one.signed, one.marks) for one in shown.values()}
