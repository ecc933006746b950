"""The vote function for WSGI servers (PEP 3333), behind a server that hands on whole requests.

A WSGI server waits for a body in a thread, however long it takes; `asgi` waits in none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from medborgarbudget.voting.function.http import (
    Handler,
    RefusedError,
    Request,
    Response,
    length_of,
)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application(handler: Handler) -> Application:
    """The handler as a WSGI application. A body that is too long is never read."""

    def respond(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        response = _handled(handler, environ)
        status = f"{response.status} {HTTPStatus(response.status).phrase}"
        headers = [*response.headers.items(), ("content-length", str(len(response.body)))]
        start(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else response.body]

    return respond


def _handled(handler: Handler, environ: Mapping[str, Any]) -> Response:
    method, path, headers = (
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", ""),
        _headers(environ),
    )
    if method != "POST":
        return handler(Request(method, path, headers))
    try:
        length = length_of(environ.get("CONTENT_LENGTH"))
    except RefusedError as refusal:
        return handler(Request(method, path, headers, unread=refusal.response))
    return handler(Request(method, path, headers, environ["wsgi.input"].read(length)))


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    """The headers that the function looks at."""
    found = {"content-type": environ.get("CONTENT_TYPE"), "origin": environ.get("HTTP_ORIGIN")}
    return {name: value for name, value in found.items() if value}
