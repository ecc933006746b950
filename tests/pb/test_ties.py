"""Tie-breaking: the round's list, the published lot, and refusing."""

from __future__ import annotations

import subprocess

import pytest

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError, lot

BENCH, SWING, STAGE = Project("bench", 40), Project("swing", 40), Project("stage", 90)
VOTES = {"bench": 7, "swing": 7, "stage": 9}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("max-votes", "min-cost"), ("stage", "max-votes")),
        (("max-cost",), ("stage", "max-cost")),
        (("lot",), ("stage", "lot")),
        (("min-cost", "max-votes", "lot"), ("swing", "lot")),
    ],
)
def test_the_first_criterion_that_tells_them_apart_decides(order, expected):
    """Criteria that leave several go on to the next, with those that are left only."""
    assert expected == TieBreaking(order, "Lillby 2026")([BENCH, STAGE, SWING], VOTES)


@pytest.mark.parametrize(
    ("order", "narrowed_by"), [((), ""), (("min-cost",), "min-cost"), (("refuse", "lot"), "")]
)
def test_where_no_criterion_decides_the_tied_are_named(order, narrowed_by):
    """An empty list refuses, and so does every list that comes to its end, or to `refuse`."""
    tied = [SWING, BENCH] if narrowed_by == "" else [SWING, BENCH, STAGE]
    with pytest.raises(TieRefusedError) as refusal:
        TieBreaking(order, "Lillby 2026")(tied, VOTES)

    assert ("bench", "swing") == refusal.value.project_ids
    assert narrowed_by == refusal.value.narrowed_by
    assert "bench, swing" in str(refusal.value)


def test_a_lot_without_its_seed_is_refused():
    """Before the draw is published nobody can know the winner, and nobody shall choose."""
    with pytest.raises(TieRefusedError) as refusal:
        TieBreaking(("max-votes", "lot"))([SWING, BENCH], VOTES)

    assert ("bench", "swing") == refusal.value.project_ids


def test_anybody_can_draw_the_lot_again():
    """With the shell command of the docstring, digit by digit; the lowest goes first."""
    drawn = "printf '%s %s' \"Lillby 7 12\" swing | sha256sum"
    done = subprocess.run(["sh", "-c", drawn], capture_output=True, text=True, check=True)

    assert done.stdout.split()[0] == lot("Lillby 7 12", "swing")
    assert lot("Lillby 7 12", "swing").startswith("f43c2517")
    assert lot("Lillby 7 12", "stage") < lot("Lillby 7 12", "swing") < lot("Lillby 7 12", "bench")


def test_the_order_in_which_the_tied_are_named_does_not_matter():
    """Neither the file's order nor the reader's."""
    breaking = TieBreaking(("lot",), "seed")

    assert breaking([BENCH, STAGE, SWING], VOTES) == breaking([SWING, STAGE, BENCH], VOTES)
