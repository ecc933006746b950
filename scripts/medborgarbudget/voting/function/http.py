"""Requests and responses as plain values: no framework, and no server, is needed to have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from medborgarbudget.records.sealed.encoding import Value, canonical

MAX_BODY = 4096
"""The most bytes that any request may have; adapters refuse a longer one before they read it."""


class RefusedError(Exception):
    """A request that gets an error for an answer: its status, its word, and what belongs to it."""

    def __init__(self, status: int, error: str, **more: Value) -> None:
        super().__init__(error)
        self.status = status
        self.answer: dict[str, Value] = {"error": error, **more}

    @property
    def response(self) -> Response:
        """The answer itself."""
        return answer(self.status, self.answer)


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the names of its headers are in small letters.

    `unread` is the answer where an adapter did not read the body: given from within, so that it has
    the headers that every answer has.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    unread: Response | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: canonical JSON, or nothing."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Request], Response]


def answer(status: int, value: Value) -> Response:
    """The value as the body of an answer."""
    return Response(status, canonical(value).encode("ascii"))


def length_of(written: str | None) -> int:
    """The bytes that a request says its body has, from its header.

    Raises RefusedError where it does not say, or where they are more than any request may have: an
    adapter asks before it reads.
    """
    if not written or not (written.isascii() and written.isdecimal()) or len(written) > 9:
        raise RefusedError(411, "length")
    if int(written) > MAX_BODY:
        raise RefusedError(413, "too-large")
    return int(written)


def parts_of(request: Request, *names: str) -> list[str]:
    """The text parts of a JSON body that has just these names. Raises RefusedError."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise RefusedError(415, "content-type")
    if len(request.body) > MAX_BODY:
        raise RefusedError(413, "too-large")
    try:
        data = json.loads(request.body.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise RefusedError(400, "form") from None
    if not isinstance(data, dict) or data.keys() != set(names):
        raise RefusedError(400, "form")
    if not all(isinstance(data[name], str) for name in names):
        raise RefusedError(400, "form")
    return [data[name] for name in names]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names each stand once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
