"""A roll: the public keys of all codes that were handed out for it, and of nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from medborgarbudget.records.sealed.encoding import b64u, of_b64u

LINE = 44
"""The length of every line: 43 characters of base64url for 32 bytes, and its end."""


class Octets(Protocol):
    """Bytes, or a file mapped into memory."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice) -> bytes: ...


class Roll:
    """The keys of a roll file, searched where they lie: a cold start reads only a few lines."""

    def __init__(self, data: Octets) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data) // LINE

    def __contains__(self, key: bytes) -> bool:
        wanted = b64u(key).encode("ascii") + b"\n"
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            line = bytes(self.data[middle * LINE : (middle + 1) * LINE])
            if line == wanted:
                return True
            low, high = (middle + 1, high) if line < wanted else (low, middle)
        return False

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self.data), LINE):
            yield of_b64u(bytes(self.data[at : at + LINE - 1]).decode("ascii"), 32)


def roll_text(keys: Iterable[bytes]) -> str:
    """The roll file of these keys: one a line, sorted as text, each once."""
    return "".join(f"{line}\n" for line in sorted({b64u(key) for key in keys}))


def roll_mistake(data: bytes) -> int | None:
    """The number of the first line that does not stand as `roll_text` writes it; None if all do."""
    before = b""
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        try:
            of_b64u(line.decode("ascii"), 32)
        except ValueError:
            return number
        if line <= before:
            return number
        before = line
    if data and not data.endswith(b"\n"):
        return data.count(b"\n") + 1
    return None
