"""Only the town's own pages may read what the function answers."""

from __future__ import annotations

import json

import pytest

from medborgarbudget.voting.function.http import Request, Response
from medborgarbudget.voting.function.origins import only_from

OURS = "https://lillby.example"


def handled(method="GET", origin=None, asked=None):
    """The answer to a request of this origin."""
    asked = [] if asked is None else asked

    def handler(request):
        asked.append(request)
        return Response(200, b"{}", {"x-own": "1"})

    headers = {} if origin is None else {"origin": origin}
    return only_from(handler, frozenset({OURS}))(Request(method, "/election", headers))


def test_a_page_of_the_town_may_read_the_answer():
    """Its origin is named, never a star."""
    response = handled(origin=OURS)
    assert (200, OURS) == (response.status, response.headers["access-control-allow-origin"])
    assert "1" == response.headers["x-own"]


@pytest.mark.parametrize(
    "origin",
    [
        "http://lillby.example",
        "https://lillby.example:8443",
        "https://lillby.example/",
        "https://LILLBY.example",
        "https://lillby.example.evil.example",
        "https://www.lillby.example",
        "null",
        "*",
        "",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_any_other_page_is_turned_away_before_the_function_is_asked(origin, method):
    """Exactly the same text, or not the same origin."""
    asked = []
    response = handled(method, origin, asked)
    assert (403, {"error": "origin"}, []) == (response.status, json.loads(response.body), asked)
    assert [] == [name for name in response.headers if name.startswith("access-control")]


def test_a_browser_that_asks_beforehand_is_told_what_it_may():
    """The preflight of the Fetch standard: methods, one header, remembered for a day."""
    asked = []
    response = handled("OPTIONS", OURS, asked)
    assert (204, b"", []) == (response.status, response.body, asked)
    allowed = {name[21:]: value for name, value in response.headers.items() if "-allow-" in name}
    assert {"origin": OURS, "methods": "GET, POST", "headers": "content-type"} == allowed
    assert "86400" == response.headers["access-control-max-age"]


@pytest.mark.parametrize("origin", [None, OURS, "https://other.example"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_nothing_is_kept_on_the_way(origin, method):
    """No cache, no referrer, no guessing at types, and an answer for each origin."""
    headers = handled(method, origin).headers
    expected = {
        "cache-control": "no-store",
        "content-type": "application/json",
        "referrer-policy": "no-referrer",
        "vary": "Origin",
        "x-content-type-options": "nosniff",
    }
    assert expected.items() <= headers.items()
    assert "set-cookie" not in headers
    assert "access-control-allow-credentials" not in headers


def test_who_has_no_origin_is_no_page():
    """The desk's own tools, and whoever checks the service."""
    assert 200 == handled().status
