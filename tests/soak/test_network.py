"""A bad network and bad neighbours: answers that never arrive, and callers that never finish."""

from __future__ import annotations

import socket

import pytest
from tests.soak.conftest import SOAK
from tests.soak.crowd import Line, Turnout, check
from tests.soak.proxies import Proxy

HALF_OPEN = 500 if SOAK else 50

HALVES = {
    "headers": b"POST /ballot HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-ty",
    "body": b"POST /ballot HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    b'content-length: 900\r\n\r\n{"cipher',
}


def test_every_voter_ends_with_a_receipt_where_answers_are_lost(place, crowd, serve, note):
    """Three of ten answers are cut off; the same bytes again bring the same receipt, no new row."""
    proxy = Proxy(serve(place).port, 0.3)
    turnout = Turnout(proxy.port, crowd.voters)
    outcomes = turnout.wait()
    proxy.close()
    cut = {"answers cut": f"{proxy.cut} of {proxy.cut + proxy.passed}"}
    note(f"{place.name}, answers cut", turnout.figures | cut)
    check(crowd, crowd.voters, outcomes, place.rows())
    assert any(outcome.failed for outcome in outcomes)
    again = [outcome for outcome in outcomes if outcome.status == 200]
    assert again


@pytest.mark.parametrize("half", HALVES)
def test_callers_that_never_finish_keep_nobody_from_voting(half, sqlite, crowd, serve, note):
    """Connections that send half a request, and then hold on; two voters come at a time.

    In the long form half bodies may fill a worker's threads: a voter's next try finds the other.
    """
    server = serve(sqlite)
    voters = crowd.part(0, 500 if SOAK else 50)
    held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(HALF_OPEN)]
    try:
        for one in held:
            one.sendall(HALVES[half])
        turnout = Turnout(server.port, voters, at_once=2)
        outcomes = turnout.wait()
    finally:
        for one in held:
            one.close()
    note(f"SQLite, {HALF_OPEN} callers with half their {half}", turnout.figures)
    check(crowd, voters, outcomes, sqlite.rows())


def test_a_caller_that_hangs_up_in_the_middle_leaves_nothing(sqlite, crowd, serve):
    """Half a ballot is no ballot, and whoever comes next is served."""
    server = serve(sqlite)
    body = crowd.voters[0].bodies[0]
    for size in range(0, len(body), 100):
        with socket.create_connection(("127.0.0.1", server.port)) as one:
            head = f"POST /ballot HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {len(body)}\r\n"
            one.sendall(f"{head}content-type: application/json\r\n\r\n".encode() + body[:size])
    status, _ = Line(server.port).post(crowd.voters[1].bodies[0])
    assert 201 == status
    assert [crowd.voters[1].key] == [row.key for row in sqlite.rows()]
