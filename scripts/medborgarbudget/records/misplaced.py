"""Files that stand where the town's repository has no place for them, and files that it lacks.

The names of residents' files are judged with the proposals; here are the town's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.kinds import is_plain, kind_of, names_in, stem

TOPS = ("content", "proposals", "rounds")
BESIDE_A_ROUND = ("yaml", "yml", "json")
"""Endings of files that hold data, and so must be known where they lie in a round's folder."""


def misplaced(root: Path, checked: Collection[str], paths: Collection[str]) -> Iterator[Problem]:
    """What is wrong with names and places among the checked files, and what is lacking of all."""
    for top in TOPS:
        if (root / top).is_symlink():
            yield Problem("file-is-link", Place(top), {"path": top})
    for path in sorted(checked):
        problem = _problem(root, path)
        if problem is not None:
            yield problem
    if "content/town.yaml" not in paths:
        yield Problem("town-file-missing", Place("content/town.yaml"))
    for round_id in sorted({path.split("/")[1] for path in checked if _of_round(path)}):
        needed = f"rounds/{round_id}/round.yaml"
        if needed not in paths:
            yield Problem("round-file-missing", Place(needed), {"round": round_id})


def _of_round(path: str) -> bool:
    return path.startswith("rounds/") and kind_of(path) is not None


def _problem(root: Path, path: str) -> Problem | None:
    kind = kind_of(path)
    if kind is None and (root / path).is_symlink():
        return Problem("file-is-link", Place(path), {"path": path})
    if not path.startswith("proposals/") and kind is not None:
        odd = next((name for name in names_in(path) if not is_plain(name)), None)
        return Problem("folder-name-not-plain", Place(path), {"name": odd}) if odd else None
    if not path.startswith("rounds/") or path.count("/") > 2 or kind is not None:
        return None
    if path.rsplit(".", 1)[-1].lower() not in BESIDE_A_ROUND:
        return None
    right = f"{path.rsplit('/', 1)[0]}/{stem(path)}.yaml"
    if kind_of(right) is not None and right != path:
        return Problem("file-ending-not-yaml", Place(path), {"name": f"{stem(path)}.yaml"})
    return Problem("file-not-expected", Place(path), {"path": path})
