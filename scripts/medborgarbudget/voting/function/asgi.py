"""The vote function for ASGI servers (specification 3.0): granian on a town's own machine.

A body is waited for in no thread, and not for ever: callers that send half a request and hold on
cost a few kilobytes each, and no voter a place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic
from typing import Any

from medborgarbudget.voting.function.http import (
    Handler,
    RefusedError,
    Request,
    Response,
    answer,
    length_of,
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Mapping[str, Any], Receive, Send], Awaitable[None]]

THREADS = 64
"""So many requests are at the store at once, in each process."""

BODY_SECONDS = 10.0
"""For so long a body is waited for; a telephone on a poor line needs less for 4 kB."""

PLACE_SECONDS = 5.0
"""Who has waited for a thread for so long is told to come again, rather than made to wait more."""


class GoneError(Exception):
    """The caller hung up before the request was whole: there is nobody to answer."""


def application(handler: Handler, body_seconds: float = BODY_SECONDS) -> Application:
    """The handler as an ASGI application, run in a bounded number of threads.

    Only a POST can touch the store and wait for it. All other answers are ready in memory and are
    given at once, so who watches the service hears that it is there when the store stands still.
    """
    pool = ThreadPoolExecutor(THREADS, "vote")

    async def respond(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError("only http is spoken here")  # by which a server knows it
        try:
            request = await _request(scope, receive, body_seconds)
        except GoneError:
            return
        if request.method == "POST" and request.unread is None:
            late = monotonic() + PLACE_SECONDS
            loop = asyncio.get_running_loop()
            response = await loop.run_in_executor(pool, _handled, handler, request, late)
        else:
            response = handler(request)
        await _answer(request, response, send)

    return respond


def _handled(handler: Handler, request: Request, late: float) -> Response:
    """The answer to a request whose turn has come, if it did not come too late."""
    if monotonic() > late:
        request = replace(request, unread=answer(503, {"error": "unavailable"}))
    return handler(request)


async def _request(scope: Mapping[str, Any], receive: Receive, seconds: float) -> Request:
    """The request with its body. Raises GoneError."""
    method, path = scope["method"], scope["path"]
    given: dict[str, str] = {}
    for name, value in scope["headers"]:  # a header that stands twice fits nothing
        key = name.decode("latin-1").lower()
        given[key] = ", ".join(filter(None, (given.get(key), value.decode("latin-1"))))
    looked_at = ("content-type", "origin")
    headers: dict[str, str] = {name: given[name] for name in looked_at if name in given}
    if method != "POST":
        return Request(method, path, headers)
    body = await _in_time(_body(given.get("content-length"), receive), seconds)
    if isinstance(body, bytes):
        return Request(method, path, headers, body)
    return Request(method, path, headers, unread=body)


async def _in_time(reading: Awaitable[bytes], seconds: float) -> bytes | Response:
    """The body, or the answer where it was not read. Raises GoneError.

    An exception that is kept holds on to the places that it passed: the connection would stay open
    until Python collects its garbage.
    """
    try:
        async with asyncio.timeout(seconds):
            return await reading
    except RefusedError as refusal:
        return refusal.response
    except TimeoutError:
        return answer(503, {"error": "unavailable"})


async def _body(written: str | None, receive: Receive) -> bytes:
    """The body, if it has a length and keeps to it. Raises GoneError and RefusedError."""
    length = length_of(written)
    body = bytearray()
    is_whole = False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
        if len(body) > length:
            raise RefusedError(413, "too-large")
    return bytes(body)


async def _answer(request: Request, response: Response, send: Send) -> None:
    """Send the answer; the connection ends with it where a body was left unread."""
    headers = {**response.headers, "content-length": str(len(response.body))}
    if request.unread is not None:
        headers["connection"] = "close"
    pairs = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    body = b"" if request.method == "HEAD" else response.body
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body, "more_body": False})
