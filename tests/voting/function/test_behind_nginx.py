"""The whole way of a town's own machine: https, nginx with our site, the server, the store."""

from __future__ import annotations

import json
import socket
import ssl
from http.client import HTTPSConnection

import pytest
from tests.services.nginx import NEEDS, Nginx, program
from tests.soak.crowd import JSON, Crowd
from tests.soak.servers import started

PAGE = "https://lillby.example"


@pytest.fixture(scope="module")
def crowd():
    """A few ballots."""
    return Crowd(4)


@pytest.fixture(scope="module")
def place(crowd, tmp_path_factory):
    """The folder of nginx, and the port at which it answers for the function."""
    if program() is None:
        pytest.skip(NEEDS)
    served = tmp_path_factory.mktemp("served")
    server = started(crowd, f"sqlite:{served / 'votes.sqlite'}", served, {}, 1)
    nginx = Nginx(served, server.port)
    yield nginx.folder, nginx.port
    nginx.remove()
    server.remove()


def asked(place, method, path, body=None, **headers):
    """Status, headers and body of an answer by https; the certificate is of our own making."""
    line = HTTPSConnection(
        "127.0.0.1", place[1], timeout=30, context=ssl._create_unverified_context()
    )
    try:
        line.request(method, f"/vote-function{path}", body, headers)
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        line.close()


def test_a_ballot_goes_all_the_way_and_a_page_may_read_the_receipt(place, crowd):
    """What nginx adds, it adds once."""
    body = crowd.voters[0].bodies[0]
    status, headers, answer = asked(place, "POST", "/ballot", body, origin=PAGE, **JSON)
    assert (201, PAGE) == (status, headers["access-control-allow-origin"])
    assert {"receipt", "signature"} == set(json.loads(answer))
    for name in ("strict-transport-security", "x-content-type-options", "cache-control"):
        assert 1 == len(headers.get_all(name)), name
    assert 200 == asked(place, "POST", "/ballot", body, origin=PAGE, **JSON)[0]


def test_who_watches_the_service_asks_for_the_election(place):
    """By GET or HEAD."""
    assert (200, 200) == tuple(asked(place, how, "/election")[0] for how in ("GET", "HEAD"))


def test_a_body_that_is_too_long_does_not_reach_the_function(place):
    """nginx itself refuses it."""
    assert 413 == asked(place, "POST", "/ballot", b"x" * 4097, **JSON)[0]


def test_no_log_of_nginx_tells_who_asked(place):
    """Whatever was asked, and however badly."""
    folder, port = place
    asked(place, "POST", "/ballot", b"{}", origin="https://evil.example", **JSON)
    with socket.create_connection(("127.0.0.1", port)) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        plain.recv(100)
    logs = list(folder.rglob("*.log"))
    assert logs and "" == "".join(one.read_text("utf-8") for one in logs)
