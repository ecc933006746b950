"""A hundred voters at once, on every store: every ballot has its receipt, and its row."""

from __future__ import annotations

from tests.soak.crowd import Turnout, check


def test_a_hundred_voters_at_once_all_have_their_receipt(place, crowd, serve, note):
    """Nobody fails, and the store has what was sent; nobody sends twice but to dynalite.

    It is one process of JavaScript in the place of DynamoDB, and now and then too slow for us.
    """
    turnout = Turnout(serve(place).port, crowd.voters)
    outcomes = turnout.wait()
    note(f"{place.name}, 100 voters at once", turnout.figures)
    check(crowd, crowd.voters, outcomes, place.rows())
    assert place.name == "dynalite" or [] == [
        word for outcome in outcomes for word in outcome.failed
    ]
