"""Under a WSGI server no body is read that is too long, or that has no length."""

from __future__ import annotations

import json
from io import BytesIO
from wsgiref.validate import validator

import pytest

from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.function.http import MAX_BODY, Response
from medborgarbudget.voting.function.origins import only_from
from medborgarbudget.voting.function.wsgi import application
from medborgarbudget.voting.sealing import ballot_body, sealed


class Unread:
    """A body that must stay unread."""

    def read(self, size=-1):
        """Fail."""
        raise AssertionError("somebody read the body")


def called(handler, method="POST", path="/ballot", body=b"", **environ):
    """Status line, headers and body of an answer."""
    heads = []
    given = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "wsgi.input": BytesIO(body) if isinstance(body, bytes) else body,
        "CONTENT_TYPE": "application/json",
        **environ,
    }
    parts = application(handler)(given, lambda *head: heads.append(head))
    ((status, headers),) = heads
    return status, dict(headers), b"".join(parts)


def echo(request):
    """What came in, as the answer."""
    seen = [request.method, request.path, dict(request.headers), request.body.decode()]
    return Response(200, json.dumps(seen).encode())


@pytest.mark.parametrize("length", [None, "", "-1", "1e3", "4 096", "+5", "1" * 10, "٣"])
def test_a_body_without_a_length_is_not_read(booth, length):
    """411: a length that is no plain number is none. An endless body would be read for ever."""
    environ = {} if length is None else {"CONTENT_LENGTH": length}
    status, _, body = called(booth.function, body=Unread(), **environ)
    assert ("411 Length Required", {"error": "length"}) == (status, json.loads(body))


@pytest.mark.parametrize("length", [MAX_BODY + 1, 999_999_999])
def test_a_body_that_is_too_long_is_not_read(booth, length):
    """413; and a page of the town may read why."""
    handler = only_from(booth.function, {"https://lillby.example"})
    environ = {"CONTENT_LENGTH": str(length), "HTTP_ORIGIN": "https://lillby.example"}
    status, headers, body = called(handler, body=Unread(), **environ)
    assert ("413", {"error": "too-large"}) == (status.split()[0], json.loads(body))
    assert "https://lillby.example" == headers["access-control-allow-origin"]


def test_the_longest_body_is_read_and_nothing_behind_it():
    """What follows belongs to the next request."""
    _, _, body = called(echo, body=b"x" * (MAX_BODY + 9), CONTENT_LENGTH=str(MAX_BODY))
    assert "x" * MAX_BODY == json.loads(body)[3]


def test_a_get_has_no_body():
    """Even if it says so."""
    _, _, body = called(echo, "GET", "/election", Unread(), CONTENT_LENGTH="5")
    assert ["GET", "/election"] == json.loads(body)[:2]


def test_only_two_headers_are_looked_at():
    """No address, no cookie and no browser's name ever reaches the function."""
    environ = {
        "HTTP_ORIGIN": "https://lillby.example",
        "HTTP_COOKIE": "a=b",
        "HTTP_USER_AGENT": "x",
        "HTTP_X_FORWARDED_FOR": "192.0.2.1",
        "REMOTE_ADDR": "192.0.2.1",
    }
    _, _, body = called(echo, CONTENT_LENGTH="0", **environ)
    expected = {"content-type": "application/json", "origin": "https://lillby.example"}
    assert expected == json.loads(body)[2]


def test_a_ballot_goes_all_the_way(booth):
    """And the answer says how long it is; the WSGI reference validator has no objection."""
    ballot = ballot_body(sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,))))
    status, headers, body = called(booth.function, body=ballot, CONTENT_LENGTH=str(len(ballot)))
    assert ("201 Created", str(len(body))) == (status, headers["content-length"])
    assert validator(application(booth.function))
