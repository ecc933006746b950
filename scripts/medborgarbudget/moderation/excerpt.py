"""The line of a file that a finding is about, with a caret under the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from medborgarbudget.moderation.personal import LONGEST_NUMBER, concealed
from medborgarbudget.pb.problem import Place
from medborgarbudget.records.letters import text_of
from medborgarbudget.records.neutral import columns, neutral
from medborgarbudget.records.paths import read_bytes

Lines = Callable[[str], Sequence[str]]
"""The lines of a file by its path; empty where it cannot be read."""

MAX_BYTES = 16 * 1024 * 1024

WIDTH = 80
BEFORE = 40
"""At most so much of a line is shown, and so much of it before the place itself."""


def lines_below(root: Path) -> Lines:
    """The lines of any file below a folder, also of one whose characters are at fault.

    Nothing for a file that is too large, outside, behind a link or not UTF-8.
    """

    @lru_cache(maxsize=1)
    def lines(path: str) -> Sequence[str]:
        data, _ = read_bytes(root, path, MAX_BYTES)
        text, _ = text_of(data, path) if data is not None else (None, ())
        return tuple(text.split("\n")) if text is not None else ()

    return lines


def excerpt(place: Place, lines: Sequence[str]) -> tuple[str, ...]:
    """The line and its caret; nothing for a place without a line.

    Long lines are cut on both sides of the place, and the caret never runs past what is shown.
    """
    if not 0 < place.line <= len(lines):
        return ()
    line = lines[place.line - 1]
    at = min(max(place.column - 1, 0), len(line))
    start = max(0, at - BEFORE) if len(line) > WIDTH else 0
    margin = min(start, LONGEST_NUMBER)
    around = concealed(line[start - margin : start + WIDTH + LONGEST_NUMBER])
    shown = neutral(around[margin : margin + WIDTH]).rstrip()
    head, tail = "…" * (start > 0), "…" * (start + WIDTH < len(line))
    marked = shown[at - start : at - start + max(place.length, 1)]
    indent = " " * columns(head + shown[: at - start])
    return (
        f"{place.line:>5} | {head}{shown}{tail}".rstrip(),
        f"{' ' * 6}| {indent}{'^' * max(1, columns(marked))}",
    )
