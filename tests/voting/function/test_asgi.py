"""Under an ASGI server a body is waited for only so long, and no more is read than allowed."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import weakref

import pytest

from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.function import asgi
from medborgarbudget.voting.function.asgi import application
from medborgarbudget.voting.function.http import MAX_BODY, Response
from medborgarbudget.voting.function.origins import only_from
from medborgarbudget.voting.sealing import ballot_body, sealed


class Line:
    """A caller's side of a connection: messages that come one by one, and then nothing more."""

    def __init__(self, *messages):
        self.messages, self.sent = list(messages), []

    async def receive(self):
        """What comes next; silence when all has come."""
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def send(self, message):
        """Keep the answer."""
        self.sent.append(message)


def part(body, more=False):
    """A part of a body, as a server hands it on."""
    return {"type": "http.request", "body": body, "more_body": more}


def scope(method="POST", path="/ballot", length=None, **headers):
    """What a server says of a request before its body."""
    given = {"content-type": "application/json", "content-length": length, **headers}
    pairs = [(name.encode(), value.encode()) for name, value in given.items() if value is not None]
    return {"type": "http", "method": method, "path": path, "headers": pairs}


def called(handler, line, asked, seconds=5.0):
    """Status, headers and body of an answer; None where nobody was answered."""
    asyncio.run(application(handler, seconds)(asked, line.receive, line.send))
    if not line.sent:
        return None
    start, end = line.sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, end["body"]


def echo(request):
    """What came in, as the answer."""
    seen = [request.method, request.path, dict(request.headers), request.body.decode()]
    return Response(200, json.dumps(seen).encode())


def test_a_ballot_goes_all_the_way_in_however_many_parts(booth):
    """And the answer says how long it is."""
    ballot = ballot_body(sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,))))
    parts = [part(ballot[at : at + 100], more=True) for at in range(0, len(ballot), 100)]
    line = Line(*parts, part(b""))
    status, headers, body = called(booth.function, line, scope(length=str(len(ballot))))
    assert (201, str(len(body))) == (status, headers["content-length"])
    assert "connection" not in headers


@pytest.mark.parametrize("length", [None, "", "-1", "1e3", "4 096", "+5", "1" * 10, "5, 5"])
def test_a_body_without_a_length_is_not_read(booth, length):
    """411, and the connection ends: what follows is nobody's request."""
    line = Line(part(b"{}"))
    status, headers, body = called(booth.function, line, scope(length=length))
    assert (411, {"error": "length"}) == (status, json.loads(body))
    assert 1 == len(line.messages) and "close" == headers["connection"]


def test_a_body_that_is_too_long_is_not_read(booth):
    """413; and a page of the town may read why."""
    line, ours = Line(part(b"x")), "https://lillby.example"
    asked = scope(length=str(MAX_BODY + 1), origin=ours)
    status, headers, body = called(only_from(booth.function, {ours}), line, asked)
    assert (413, {"error": "too-large"}) == (status, json.loads(body))
    assert 1 == len(line.messages) and ours == headers["access-control-allow-origin"]


def test_a_body_that_grows_beyond_its_word_is_let_go(booth):
    """Whatever a server lets through."""
    line = Line(part(b"x" * 6, more=True), part(b"x", more=True))
    status, _, _ = called(booth.function, line, scope(length="5"))
    assert (413, 1) == (status, len(line.messages))


@pytest.mark.parametrize("parts", [(), (part(b"{", more=True),)])
def test_half_a_body_is_waited_for_only_so_long(booth, parts):
    """503: nothing is promised, and the same bytes can be sent again."""
    status, headers, body = called(booth.function, Line(*parts), scope(length="900"), 0.05)
    assert (503, {"error": "unavailable"}) == (status, json.loads(body))
    assert "close" == headers["connection"]


def test_a_caller_that_is_gone_gets_no_answer(booth):
    """And asks the function nothing."""
    line = Line(part(b"{", more=True), {"type": "http.disconnect"})
    assert called(booth.function, line, scope(length="900")) is None


def test_nothing_holds_on_to_a_body_that_was_given_up(booth):
    """Until the garbage is collected the connection would stay open."""
    line = Line()
    held = weakref.ref(line)
    gc.disable()
    try:
        called(booth.function, line, scope(length="900"), 0.01)
        del line
        assert held() is None
    finally:
        gc.enable()


def test_only_two_headers_are_looked_at_and_each_stands_once():
    """No address, no cookie and no browser's name; two origins are none of the town's."""
    asked = scope(length="0", origin="https://lillby.example", cookie="a=b")
    asked["headers"] += [(b"Origin", b"https://b.example"), (b"x-forwarded-for", b"192.0.2.1")]
    _, _, body = called(echo, Line(part(b"")), asked)
    origin = "https://lillby.example, https://b.example"
    assert {"content-type": "application/json", "origin": origin} == json.loads(body)[2]


def test_a_head_gets_what_a_get_would_but_for_the_body(booth):
    """For whoever watches the service."""
    _, get, body = called(booth.function, Line(), scope("GET", "/election"))
    status, head, nothing = called(booth.function, Line(), scope("HEAD", "/election"))
    assert (200, get, b"") == (status, head, nothing)
    assert str(len(body)) == head["content-length"]


def test_who_waits_too_long_for_a_thread_is_told_to_come_again(monkeypatch):
    """While the store stands still; and what needs no store is answered all the same."""
    monkeypatch.setattr(asgi, "THREADS", 1)
    begun, gate, asked = threading.Event(), threading.Event(), []

    def slow(request):
        if request.method == "POST" and request.unread is None:
            asked.append(request.body)
            begun.set()
            gate.wait(30)
        return request.unread or Response(200, b"{}")

    async def play():
        app = application(slow)
        first, second, other = Line(part(b"a")), Line(part(b"b")), Line()
        posts = [asyncio.ensure_future(app(scope(length="1"), first.receive, first.send))]
        while not begun.is_set():
            await asyncio.sleep(0.001)
        monkeypatch.setattr(asgi, "PLACE_SECONDS", 0.0)
        posts.append(asyncio.ensure_future(app(scope(length="1"), second.receive, second.send)))
        await app(scope("GET", "/election"), other.receive, other.send)
        assert (200, []) == (other.sent[0]["status"], first.sent)
        gate.set()
        await asyncio.gather(*posts)
        return [line.sent[0]["status"] for line in (first, second)]

    assert [200, 503] == asyncio.run(play())
    assert [b"a"] == asked


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_nothing_but_http_is_spoken(booth, kind):
    """By a ValueError a server learns that it need not ask (ASGI, lifespan)."""
    with pytest.raises(ValueError, match="http"):
        called(booth.function, Line(), {"type": kind})
