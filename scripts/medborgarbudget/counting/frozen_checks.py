"""What was frozen when voting opened: all that decides the vote, and unchanged ever since."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from medborgarbudget.counting.check import Check, unread
from medborgarbudget.counting.recount import Recount
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.freezing import frozen_paths, on_ballots
from medborgarbudget.records.history import head, history_problems
from medborgarbudget.records.manifest import frozen_problems, manifest_path
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.snapshot import added_in, changed_since, held_beside
from medborgarbudget.records.tree import RoundFolder, TownTree

VOTES = ("log", "ballots", "box")
"""The folders of a round in which votes leave a trace."""
MAX_BYTES = 16 * 1024 * 1024
REHEARSED = frozenset(
    {
        "39bbe25a1700d210b90123592db68c2a1e553f0a71f1811067a5afa4f500cd30",
    }
)
"""Manifests of the invented town that were replaced while this program was written (SHA-256).

Its votes are played anew then, in the repository of the program. Nobody else has these bytes.
"""


def manifest(tree: TownTree, folder: RoundFolder, _: Recount) -> Check:
    """Every frozen file has the bytes that it had when voting opened, and none was left out."""
    path = manifest_path(folder.round_id)
    frozen = folder.manifest
    if frozen is None:
        missing = Problem("verify-before-open", Place(path), {"round": folder.round_id})
        return Check("manifest", unread(tree, path) or (missing,), "manifest")
    needed = frozen_paths(tree, folder, on_ballots(frozen.pots))
    loose = (one for one in dict.fromkeys(needed) if one not in frozen.files)
    problems = frozen_problems(tree.root, frozen)
    problems += tuple(Problem("manifest-lacks-file", Place(path), {"file": one}) for one in loose)
    return Check("manifest", problems, "manifest", len(frozen.files))


def history(tree: TownTree, folder: RoundFolder, _: Recount) -> Check:
    """Nor has anybody changed the frozen files and the manifest together, since they were added.

    A manifest may be replaced in the open before anybody has voted, and not later.
    """
    path = manifest_path(folder.round_id)
    frozen = folder.manifest.files if folder.manifest else {}
    if head(tree.root) is None:
        return Check("history", (), "history-missing")
    cut_off = history_problems(tree.root)
    if cut_off:
        return Check("history", cut_off, "history")
    commit = added_in(tree.root, path)
    if commit is None:
        return Check("history", (), "history-missing")
    problems = tuple(
        Problem("history-differs", Place(one), {"commit": commit[:12]})
        for one in changed_since(tree.root, commit, (path, *frozen))
    )
    return Check("history", (*problems, *replaced(tree, folder)), "history")


def replaced(tree: TownTree, folder: RoundFolder) -> Iterator[Problem]:
    """Where votes were committed beside another manifest than the one that is there now."""
    path = manifest_path(folder.round_id)
    now, _ = read_bytes(tree.root, path, MAX_BYTES)
    votes = tuple(f"{folder.path}/{name}" for name in VOTES)
    for commit, data in held_beside(tree.root, votes, path, MAX_BYTES):
        if data != now and sha256(data or b"").hexdigest() not in REHEARSED:
            yield Problem("manifest-replaced", Place(path), {"commit": commit[:12]})
            return
