"""Whether a written result is the one that the count gives, byte for byte."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.results import MAX_BYTES, RoundResult, result_path, result_text
from medborgarbudget.records.tree import TownTree


def result_problems(tree: TownTree, result: RoundResult) -> Iterator[Problem]:
    """The first line in which result.yaml differs from what was counted now, if one does."""
    path = result_path(result.round_id)
    data, problems = read_bytes(tree.root, path, MAX_BYTES)
    if data is None:
        yield from problems
        return
    counted = result_text(result).encode()
    if data == counted:
        return
    written, now = _lines(data), _lines(counted)
    same = zip(written, now, strict=False)
    line = next((number for number, (one, other) in enumerate(same, 1) if one != other), 0)
    line = line or min(len(written), len(now)) + 1
    yield Problem("result-differs", Place(path, min(line, len(written))), {"line": line})


def result_difference(tree: TownTree, result: RoundResult) -> str:
    """What differs, line by line, as ``diff -u`` writes it; empty where nothing does."""
    path = result_path(result.round_id)
    data, _ = read_bytes(tree.root, path, MAX_BYTES)
    lines = difflib.unified_diff(
        _lines(data or b""),
        _lines(result_text(result).encode()),
        f"{path} (written)",
        f"{path} (counted now)",
        lineterm="",
    )
    return "".join(f"{line}\n" for line in lines)


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\n")
