"""Bytes as text and values as JSON, each in one way only (protocol, section 2)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping, Sequence
from typing import Any

Value = str | int | None | Sequence["Value"] | Mapping[str, "Value"]

MOST = (1 << 53) - 1
"""The largest whole number that every JSON reader keeps as it is (RFC 8785, appendix D)."""

_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def b64u(data: bytes) -> str:
    """The bytes in base64url without padding (RFC 4648, section 5)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def of_b64u(text: str, length: int | None = None) -> bytes:
    """The bytes that `b64u` wrote. Raises ValueError for any other text, or another length."""
    if not isinstance(text, str) or not text.isascii() or "=" in text:
        raise ValueError("not base64url")
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u(data) != text or (length is not None and len(data) != length):
        raise ValueError("not base64url of this length")
    return data


def canonical(value: Value) -> str:
    """The value as JSON in its one form: names sorted, no spaces (RFC 8785 for what we allow).

    Allowed are printable ASCII text, whole numbers from 0 to `MOST`, null, lists and objects.
    Raises ValueError for anything else.
    """
    _check(value)
    return _WRITER.encode(value)


def of_canonical(text: str, names: Collection[str]) -> dict[str, Any]:
    """The object that `canonical` wrote, with just these names. Raises ValueError otherwise.

    Also for what is no text at all: hostile files have numbers where texts belong.
    """
    if not isinstance(text, str):
        raise ValueError("not text")
    try:
        value = json.loads(text)
        if not isinstance(value, dict) or value.keys() != set(names) or canonical(value) != text:
            raise ValueError("not the canonical form")
    except RecursionError:
        raise ValueError("too deep") from None
    return value


def _check(value: object) -> None:
    if isinstance(value, str):
        if not (value.isascii() and value.isprintable()):
            raise ValueError("text is printable ASCII")
    elif isinstance(value, int):
        if isinstance(value, bool) or not 0 <= value <= MOST:
            raise ValueError("a number that not every reader keeps, or a truth value")
    elif isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(name, str):
                raise ValueError("a name is text")
            _check(name)
            _check(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part)
    elif value is not None:
        raise ValueError("not allowed in canonical JSON")
