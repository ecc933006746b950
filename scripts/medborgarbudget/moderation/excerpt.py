"""The line of a file that a finding is about, with a caret under the place."""

from __future__ import annotations

from collections.abc import Sequence

from medborgarbudget.moderation.neutral import columns, neutral
from medborgarbudget.pb.problem import Place

WIDTH = 80
BEFORE = 40
"""At most so much of a line is shown, and so much of it before the place itself."""


def excerpt(place: Place, lines: Sequence[str]) -> tuple[str, ...]:
    """The line and its caret; nothing for a place without a line.

    Long lines are cut on both sides of the place, and the caret never runs past what is shown.
    """
    if not 0 < place.line <= len(lines):
        return ()
    line = lines[place.line - 1]
    at = min(max(place.column - 1, 0), len(line))
    start = max(0, at - BEFORE) if len(line) > WIDTH else 0
    shown = neutral(line[start : start + WIDTH]).rstrip()
    head, tail = "…" * (start > 0), "…" * (start + WIDTH < len(line))
    marked = shown[at - start : at - start + max(place.length, 1)]
    indent = " " * columns(head + shown[: at - start])
    margin = f"{place.line:>5} | "
    return (
        f"{margin}{head}{shown}{tail}".rstrip(),
        f"{' ' * 6}| {indent}{'^' * max(1, columns(marked))}",
    )
