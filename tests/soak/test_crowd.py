"""A hundred voters at once, on every store: every ballot has its receipt, and its row."""

from __future__ import annotations

import pytest
from tests.soak.crowd import Turnout, check


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "dynalite"])
def test_a_hundred_voters_at_once_all_have_their_receipt(kind, crowd, serve, note, request):
    """Nobody fails, nobody sends twice, and the store has what was sent."""
    place = request.getfixturevalue(kind)
    turnout = Turnout(serve(place).port, crowd.voters)
    outcomes = turnout.wait()
    note(f"{place.name}, 100 voters at once", turnout.figures)
    check(crowd, crowd.voters, outcomes, place.rows())
    assert [] == [word for outcome in outcomes for word in outcome.failed]
