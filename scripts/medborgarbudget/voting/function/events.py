"""The vote function behind an AWS Lambda function URL: its events in, its answers out.

Source: "Invoking Lambda function URLs", AWS Lambda developer guide, payload format version 2.0.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

from medborgarbudget.voting.function.http import MAX_BODY, Handler, RefusedError, Request

Event = Mapping[str, Any]
Invocation = Callable[[Event, object], dict[str, Any]]
MOST_BASE64 = (MAX_BODY + 2) // 3 * 4


def invocation(handler: Handler) -> Invocation:
    """The handler as Lambda calls it. Of the event nothing is looked at but what it needs.

    A path, a method, two headers and the body: never the caller's address or the time.
    """

    def invoke(event: Event, context: object) -> dict[str, Any]:
        request = _request(event)
        response = handler(request)
        return {
            "statusCode": response.status,
            "headers": dict(response.headers),
            "body": "" if request.method == "HEAD" else response.body.decode("utf-8"),
            "isBase64Encoded": False,
        }

    return invoke


def _request(event: Event) -> Request:
    method = str(event.get("requestContext", {}).get("http", {}).get("method", ""))
    path = str(event.get("rawPath", ""))
    given = {str(name).lower(): str(value) for name, value in event.get("headers", {}).items()}
    looked_at = ("content-type", "origin")
    headers: dict[str, str] = {name: given[name] for name in looked_at if name in given}
    try:
        return Request(method, path, headers, _body(event))
    except RefusedError as refusal:
        return Request(method, path, headers, unread=refusal.response)


def _body(event: Event) -> bytes:
    """The body in bytes. Raises RefusedError before anything is decoded that is too long."""
    body = event.get("body") or ""
    encoded = bool(event.get("isBase64Encoded"))
    if len(body) > (MOST_BASE64 if encoded else MAX_BODY):
        raise RefusedError(413, "too-large")
    try:
        data = b64decode(body, validate=True) if encoded else str(body).encode("utf-8")
    except ValueError:
        raise RefusedError(400, "form") from None
    if len(data) > MAX_BODY:
        raise RefusedError(413, "too-large")
    return data
