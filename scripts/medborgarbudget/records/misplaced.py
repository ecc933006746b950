"""Files that stand where the town's repository has no place for them, and files that it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.kinds import is_plain, kind_of, names_in, plain_id, round_of, stem
from medborgarbudget.records.paths import is_folder, is_link

TOPS = ("content", "proposals", "rounds")
HELD_IN_ROUNDS = ("proposals", "rounds")
BESIDE_PROPOSALS = ("proposals/TEMPLATE.yaml",)
DATA = ("yaml", "yml", "json")
"""Endings of files that hold data, and so must be known where they lie in a round's folder."""


def misplaced(root: Path, checked: Collection[str], paths: Collection[str]) -> Iterator[Problem]:
    """What is wrong with names and places among the checked files, and what is lacking of all."""
    for top in TOPS:
        if is_link(root / top):
            yield Problem("file-is-link", Place(top), {"path": top})
    for path in sorted(checked):
        problem = _problem(root, path)
        if problem is not None:
            yield problem
    if "content/town.yaml" not in paths:
        yield Problem("town-file-missing", Place("content/town.yaml"))
    for round_id in sorted({round_of(path) or "" for path in checked if kind_of(path)} - {""}):
        needed = f"rounds/{round_id}/round.yaml"
        if needed not in paths:
            yield Problem("round-file-missing", Place(needed), {"round": round_id})


def _problem(root: Path, path: str) -> Problem | None:
    kind = kind_of(path)
    if kind is not None:
        odd = next((name for name in names_in(path) if not is_plain(name)), None)
        if odd is None:
            return None
        near = {"name": odd, "near": plain_id(odd)}
        return Problem("folder-name-not-plain", Place(path), near)
    if is_link(root / path):
        return Problem("file-is-link", Place(path), {"path": path})
    if is_folder(root / path):
        return Problem("folder-unreadable", Place(path), {"path": path})
    top, *_, name = path.split("/")
    if top not in HELD_IN_ROUNDS or path.count("/") > 2:
        return None
    if name.rsplit(".", 1)[-1].lower() not in DATA or path in BESIDE_PROPOSALS:
        return None
    right = f"{path.removesuffix(name)}{stem(path)}.yaml"
    if kind_of(right) is not None and right != path:
        return Problem("file-ending-not-yaml", Place(path), {"name": f"{stem(path)}.yaml"})
    return Problem("file-not-expected", Place(path), {"path": path})
