"""A database that is slow, refuses or is gone: a clear 503, no receipt, it comes back by itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from tests.services.processes import children
from tests.soak.conftest import Place
from tests.soak.crowd import Line, check_rows, is_refused
from tests.soak.proxies import Proxy

DELAY = 5.0

NO_CAPACITY = (
    b'{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",'
    b'"message":"The level of configured provisioned throughput for the table was exceeded."}'
)
"""What DynamoDB says when it is full; neither dynalite nor moto can be made to say it.

Its page on errors: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/
Programming.Errors.html
"""


@contextmanager
def killed(place: Place, proxy: Proxy) -> Iterator[None]:
    """Every process of the database at once, and begun again."""
    place.server.kill()
    yield
    place.server.start()


@contextmanager
def stopped(place: Place, proxy: Proxy) -> Iterator[None]:
    """Connections are taken, and nothing more."""
    pids = [place.server.process.pid, *children(place.server.process.pid)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def locked(place: Place, proxy: Proxy) -> Iterator[None]:
    """Somebody else has the whole table."""
    with psycopg.connect(place.address) as other:
        other.execute("LOCK TABLE entries")
        yield


@contextmanager
def slow(place: Place, proxy: Proxy) -> Iterator[None]:
    """What is asked is done at once, and answered late."""

    def late(answer: bytes) -> bytes:
        time.sleep(DELAY)
        return answer

    proxy.change = late
    yield
    proxy.change = bytes


@contextmanager
def full(place: Place, proxy: Proxy) -> Iterator[None]:
    """More is asked than it has been given room for."""
    head = b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/x-amz-json-1.0\r\n"
    proxy.change = lambda _: head + b"content-length: %d\r\n\r\n" % len(NO_CAPACITY) + NO_CAPACITY
    yield
    proxy.change = bytes


@pytest.mark.parametrize(
    ("store", "how"),
    [
        *(("postgresql", how) for how in (locked, stopped, killed)),
        *(("dynalite", how) for how in (stopped, killed, slow, full)),
    ],
)
def test_a_database_that_does_not_answer_is_waited_for_only_so_long(
    store, how, crowd, serve, note, request
):
    """Then it is 503, and when the database is back, the same bytes bring the receipt."""
    place = request.getfixturevalue(store)
    proxy = Proxy(place.server.port) if store == "dynalite" else None
    if proxy:
        address = place.server.address("votes", f"http://127.0.0.1:{proxy.port}")
    line = Line(serve(replace(place, address=address) if proxy else place).port, timeout=30)
    first, second = crowd.part(1, 3)
    assert 201 == line.post(first.bodies[0])[0]
    begun = time.perf_counter()
    with how(place, proxy):
        answer = line.post(second.bodies[0])
        seconds = time.perf_counter() - begun
    assert is_refused(answer)
    status, tries = 503, 0
    end = time.monotonic() + 60
    while status == 503 and time.monotonic() < end:
        status, _ = line.post(second.bodies[0])
        tries += 1
    if proxy:
        proxy.close()
    assert status in (200, 201)
    check_rows({(v.key, 1): v.ballots[0] for v in (first, second)}, place.rows())
    told = {"503 within": f"{seconds:.1f} s", "receipt at try": str(tries)}
    note(f"{place.name} {how.__name__}", told)
