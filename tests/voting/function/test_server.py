"""The function as `mb vote-server` runs it, asked by whoever means no good."""

from __future__ import annotations

import json
import os
import re
import socket
import struct
import time
from pathlib import Path

import pytest
from tests.services.processes import runs
from tests.soak.crowd import Crowd, Line
from tests.soak.servers import started

from medborgarbudget.voting.function.serving import serve
from medborgarbudget.voting.function.settings import PREFIX, SettingsError

PAGE = "https://lillby.example"
END = "host: a\r\nconnection: close\r\n\r\n"
POST = "POST /ballot HTTP/1.1\r\ncontent-type: application/json\r\n"


@pytest.fixture(scope="module")
def crowd():
    """A few ballots."""
    return Crowd(4)


@pytest.fixture(scope="module")
def server(crowd, tmp_path_factory):
    """One worker, with a store in SQLite."""
    folder = tmp_path_factory.mktemp("served")
    running = started(crowd, f"sqlite:{folder / 'votes.sqlite'}", folder, {}, 1)
    yield running
    running.remove()


def said(server, text):
    """All that comes back on a connection until it ends."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as caller:
        caller.sendall(text if isinstance(text, bytes) else text.encode("latin-1"))
        found = b""
        while data := caller.recv(65536):
            found += data
    return found.decode("latin-1")


def statuses(answers):
    """The status of each answer in it."""
    return [int(code) for code in re.findall(r"HTTP/1\.[01] (\d+)", answers)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/election", 200),
        ("/%65lection", 200),
        ("/election?x=1", 200),
        ("http://elsewhere.example/election", 200),
        ("/election/", 404),
        ("//election", 404),
        ("/x/../election", 404),
        ("/./election", 404),
        ("/election%00", 404),
        ("/election;x=1", 404),
        ("/ELECTION", 404),
        ("/%ff%fe", 404),
        ("/..%2f..%2fetc%2fpasswd", 404),
        ("/" + "a" * 8000, 404),
    ],
)
def test_a_path_is_that_path_or_none(server, path, expected):
    """Nothing is put right, and nothing is looked up on the disk."""
    assert [expected] == statuses(said(server, f"GET {path} HTTP/1.1\r\n{END}"))


@pytest.mark.parametrize(
    ("method", "expected"),
    [("PUT", 405), ("DELETE", 405), ("TRACE", 405), ("PATCH", 405), ("OPTIONS", 204)],
)
def test_other_methods_do_nothing(server, method, expected):
    """And TRACE sends nothing back."""
    answer = said(server, f"{method} /election HTTP/1.1\r\nx-secret: 1\r\n{END}")
    assert [expected] == statuses(answer) and "x-secret" not in answer


def test_a_page_asks_beforehand_and_gets_its_own_origin_back(server):
    """Of the real server, for every route; another page is told nothing."""
    for path in ("/ballot", "/head", "/revocation"):
        asked = f"OPTIONS {path} HTTP/1.1\r\naccess-control-request-method: POST\r\n"
        ours = said(server, f"{asked}origin: {PAGE}\r\n{END}")
        assert [204] == statuses(ours) and f"access-control-allow-origin: {PAGE}\r\n" in ours
        other = said(server, f"{asked}origin: {PAGE}.evil.example\r\n{END}")
        assert [403] == statuses(other) and "access-control" not in other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{POST}transfer-encoding: chunked\r\n{END}5\r\nabcde\r\n0\r\n\r\n", 411),
        (f"{POST}transfer-encoding: chunked\r\ncontent-length: 2\r\n{END}{{}}", 411),
        (f"{POST}content-length: 2\r\ncontent-length: 3\r\n{END}{{}}x", 400),
        (f"{POST}content-length: 4097\r\n{END}", 413),
        (f"{POST}content-length: 4097\r\nexpect: 100-continue\r\n{END}", 413),
        (f"POST /ballot HTTP/1.1\r\ncontent-length: 2\r\n{END}{{}}", 415),
        (f"POST /ballot HTTP/1.0\r\ncontent-type: application/json\r\n{END}{{}}", 411),
        (f"{POST}content-length: 2\r\n{END}{{}}", 400),
        (f"GET /election HTTP/1.0\r\n{END}", 200),
        (f"GET /election HTTP/1.1\r\n{'x: y' * 5000}\r\n{END}", 431),
        ("GET /election HTTP/1.1\r\n" + "x: y\r\n" * 200 + END, 431),
        ("GET /election HTTP/1.1\r\nx : y\r\n" + END, 400),
        ("nonsense\r\n\r\n", 400),
    ],
)
def test_a_request_that_is_none_is_refused(server, text, expected):
    """By the server or by us, before anything is parsed; and the connection ends."""
    assert [expected] == statuses(said(server, text))


def test_several_requests_on_one_connection_are_each_answered(server):
    """In their order, also where they come all at once."""
    many = "GET /election HTTP/1.1\r\nhost: a\r\n\r\n" * 3 + f"GET /no HTTP/1.1\r\n{END}"
    assert [200, 200, 200, 404] == statuses(said(server, many))


def test_every_answer_keeps_to_itself(server):
    """No cookie, nothing kept on the way, and nothing that a browser could run."""
    for asked in ("GET /election", "GET /no", "PUT /ballot", "POST /ballot", "HEAD /election"):
        answer = said(server, f"{asked} HTTP/1.1\r\ncookie: a=b\r\norigin: {PAGE}\r\n{END}").lower()
        for line in (
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'; frame-ancestors 'none'",
            "strict-transport-security: max-age=31536000",
        ):
            assert f"\r\n{line}\r\n" in answer, (asked, line)
        assert not re.search(r"set-cookie|x-powered-by", answer)


def test_a_head_is_answered_without_a_body(server):
    """Who watches the service may ask so."""
    answer = said(server, f"HEAD /election HTTP/1.1\r\n{END}")
    assert [200] == statuses(answer) and answer.endswith("\r\n\r\n")
    assert 0 < int(re.search(r"content-length: (\d+)", answer)[1])


def test_the_log_tells_of_no_request(server, crowd):
    """No key, no address, no time: also not of those that are broken off or refused."""
    line = Line(server.port)
    bodies = crowd.voters[0].bodies
    assert 201 == line.post(bodies[0])[0]
    assert 400 == line.post(b'{"header":"secret"}')[0]
    whole = crowd.voters[1].bodies[0]
    for size, body in ((900, b"secret"), (len(whole), whole)):
        with socket.create_connection(("127.0.0.1", server.port)) as gone:
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.sendall(f"{POST}content-length: {size}\r\nhost: a\r\n\r\n".encode() + body)
    said(server, "nonsense\r\n\r\n")
    time.sleep(0.5)
    assert line.post(whole)[0] in (200, 201)  # stored before, or not: a retry tells
    lines = server.log.read_text("utf-8").splitlines()
    begun = r"\[INFO\] (Starting granian|Listening at|Spawning worker|Started worker).*"
    assert [] == [one for one in lines if not re.fullmatch(begun, one)]


def test_a_worker_that_dies_again_and_again_is_replaced(tmp_path, crowd):
    """granian takes that for a defect and ends: the command begins it anew."""
    running = started(crowd, f"sqlite:{tmp_path / 'votes.sqlite'}", tmp_path, {}, 1)
    try:
        for _ in range(3):
            before = running.workers
            running.kill_workers()
            end = time.monotonic() + 60
            while time.monotonic() < end and (before == running.workers or not running.answers()):
                time.sleep(0.05)
            assert running.answers() and running.process.poll() is None
        assert "crash loop" in running.log.read_text("utf-8")
    finally:
        running.remove()
    assert 0 == running.process.returncode


def test_a_server_that_is_ended_while_it_begins_leaves_nothing_behind(tmp_path, crowd):
    """A worker that is just beginning does not hear that it shall end."""
    running = started(crowd, f"sqlite:{tmp_path / 'votes.sqlite'}", tmp_path, {}, 4)
    workers = running.workers
    running.remove()
    assert (0, []) == (running.process.returncode, [pid for pid in workers if runs(pid)])


def test_settings_that_do_not_fit_end_the_server_at_once(monkeypatch):
    """In a container nobody has looked at them before; the platform then shows the one line."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match=f"^{PREFIX}BUNDLE is missing, or does not fit"):
        serve("127.0.0.1", 1, 1)


def test_no_worker_has_a_store_that_another_process_opened(server):
    """SQLite's locks are lost in a fork: each process opens the file for itself, and holds it."""
    held = [str(one.readlink()) for one in Path(f"/proc/{server.process.pid}/fd").iterdir()]
    assert [] == [path for path in held if "votes.sqlite" in path]


def test_the_description_of_the_election_is_what_it_answers(server, crowd):
    """Byte for byte, over a real connection."""
    answer = said(server, f"GET /election HTTP/1.1\r\n{END}")
    assert crowd.election.text == answer.partition("\r\n\r\n")[2]
    assert json.loads(crowd.election.text)["election"] == crowd.election.election
