"""A bad network and bad neighbours: answers that never arrive, and callers that never finish."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

import pytest
from tests.soak.conftest import SOAK
from tests.soak.crowd import Line, Turnout, check
from tests.soak.proxies import Cuts, Proxy

POST = b"POST /ballot HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
HALVES = {
    "half their headers": (500, POST),
    "half their bodies": (800, POST + b'content-length: 900\r\n\r\n{"cipher'),
    "nothing of their bodies": (800, POST + b"content-length: 900\r\n\r\n"),
    "nothing at all": (800, b""),
    "a whole request": (800, b"GET /election HTTP/1.1\r\nhost: a\r\n\r\n"),
}
"""What callers send before they hold on, and how many of them there are in the long form."""

WITHIN = 60.0
"""So many seconds after it was opened every such connection has been closed by the server."""


def test_every_voter_ends_with_a_receipt_where_answers_are_lost(place, crowd, serve, note):
    """Three of ten answers are cut off; the same bytes again bring the same receipt, no new row."""
    cuts = Cuts(0.3)
    proxy = Proxy(serve(place).port, cuts)
    turnout = Turnout(proxy.port, crowd.voters)
    outcomes = turnout.wait()
    proxy.close()
    told = {"answers cut": f"{cuts.cut} of {cuts.cut + cuts.passed}"}
    note(f"{place.name}, answers cut", turnout.figures | told)
    check(crowd, crowd.voters, outcomes, place.rows())
    assert any(outcome.failed for outcome in outcomes)
    again = [outcome for outcome in outcomes if outcome.status == 200]
    assert again


@pytest.mark.parametrize("half", HALVES if SOAK else [None])
def test_callers_that_never_finish_keep_nobody_from_voting(half, sqlite, crowd, serve, note):
    """Connections that send half a request, and then hold on; two voters come at a time.

    In the short form a few of every kind hold on together. Nobody has to try twice.
    """
    server = serve(sqlite)
    voters = crowd.part(0, 500 if SOAK else 50)
    sent = [HALVES[half]] if half else [(20, start) for _, start in HALVES.values()]
    begun = time.monotonic()
    held = [
        socket.create_connection(("127.0.0.1", server.port))
        for count, _ in sent
        for _ in range(count)
    ]
    starts = [start for count, start in sent for _ in range(count)]
    for one, start in zip(held, starts, strict=True):
        one.sendall(start)
    turnout = Turnout(server.port, voters, at_once=2)
    outcomes = turnout.wait()
    assert time.monotonic() - begun < 10 or not SOAK, "they must hold on while people vote"
    seconds = [closed_after(one, begun) for one in held]
    told = {"all closed after": f"{max(seconds):.1f} s"}
    note(
        f"SQLite, {len(held)} callers sent {half or 'one of these'} and held on",
        turnout.figures | told,
    )
    check(crowd, voters, outcomes, sqlite.rows())
    assert [] == [word for outcome in outcomes for word in outcome.failed]


def closed_after(caller: socket.socket, begun: float) -> float:
    """So many seconds after the beginning the server had closed this connection."""
    with caller:
        caller.settimeout(max(0.1, begun + WITHIN - time.monotonic()))
        with suppress(ConnectionError):
            while caller.recv(65536):
                pass
    return time.monotonic() - begun


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
