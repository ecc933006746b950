"""The nightly log, checked by an outsider: signed each night, and never rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.records.box import Box, entries_path, log_path, read_leaves
from medborgarbudget.records.kinds import stem
from medborgarbudget.records.paths import files_below, read_bytes
from medborgarbudget.records.sealed.checkpoints import Checkpoint, checkpoint_of
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.merkle import roots_at
from medborgarbudget.records.snapshot import versions_of

MAX_BYTES = 4096
LINES = 5
"""Of a checkpoint with the one signature that the log writes."""


def checkpoints_in(root: Path, round_id: str) -> tuple[str, ...]:
    """The paths of the checkpoints of a round by their days."""
    folder = log_path(round_id).rsplit("/", 1)[0]
    return tuple(path for path in files_below(root, folder) if path.endswith(".checkpoint"))


def log_problems(root: Path, round_id: str, election: Election) -> Iterator[Problem]:
    """What is wrong with the log by itself, and with what Git remembers of it.

    Every checkpoint must be signed by the log's key and have the root over the first leaves of the
    file as it is now: then each is a continuation of the one before. The last covers all. So must
    every checkpoint that was ever committed, and its file must still be there.
    """
    leaves, problems = read_leaves(root, round_id)
    yield from problems
    if problems:
        return
    place = Place(log_path(round_id))
    paths = checkpoints_in(root, round_id)
    now = {path: _checkpoint(read_bytes(root, path, MAX_BYTES)[0], election) for path in paths}
    once = _committed(root, round_id, election)
    roots = _roots(leaves, (*now.values(), *chain.from_iterable(once.values())))
    covered = 0
    for path, checkpoint in now.items():
        if checkpoint is None:
            yield Problem("checkpoint-not-signed", Place(path))
            continue
        if checkpoint.size < covered:
            facts: dict[str, Fact] = {"found": checkpoint.size, "expected": covered}
            yield Problem("checkpoint-shrinks", Place(path), facts)
        if roots.get(checkpoint.size) != checkpoint.root:
            yield Problem("log-differs", place, {"day": stem(path)})
        covered = max(covered, checkpoint.size)
    if covered < len(leaves):
        facts = {"found": len(leaves) - covered}
        yield Problem("log-beyond-checkpoint", place, facts)
    for path, former in once.items():
        if path not in now:
            yield Problem("checkpoint-gone", Place(path), {"day": stem(path)})
        if any(roots.get(one.size) != one.root for one in former):
            yield Problem("log-rewritten", place, {"day": stem(path)})


def rewritten(
    root: Path, older: Path, round_id: str, election: Election
) -> tuple[int, tuple[Problem, ...]]:
    """How many checkpoints of an older clone there were, and which the log no longer continues."""
    leaves, problems = read_leaves(root, round_id)
    if problems:
        return 0, problems
    found = []
    paths = checkpoints_in(older, round_id)
    then = {path: _checkpoint(read_bytes(older, path, MAX_BYTES)[0], election) for path in paths}
    roots = _roots(leaves, then.values())
    now = checkpoints_in(root, round_id)
    for path, checkpoint in then.items():
        if checkpoint is None:
            found.append(Problem("checkpoint-of-another-log", Place(path)))
        elif roots.get(checkpoint.size) != checkpoint.root:
            place = Place(log_path(round_id))
            found.append(Problem("log-rewritten", place, {"day": stem(path)}))
        elif path not in now:
            found.append(Problem("checkpoint-gone", Place(path), {"day": stem(path)}))
    return len(paths), tuple(found)


def unlogged(root: Path, round_id: str, box: Box) -> Iterator[Problem]:
    """Where the entries of the box are not exactly the leaves of the log."""
    leaves, _ = read_leaves(root, round_id)
    logged = Counter(leaves)
    boxed = Counter(one.leaf for one in box.ballots)
    boxed.update(one.leaf for one in box.revocations)
    if logged != boxed:
        facts: dict[str, Fact] = {
            "extra": (boxed - logged).total(),
            "missing": (logged - boxed).total(),
        }
        yield Problem("box-not-of-log", Place(entries_path(round_id)), facts)


def _committed(root: Path, round_id: str, election: Election) -> Mapping[str, Sequence[Checkpoint]]:
    """The log's checkpoints in every version that was ever committed, by path."""
    folder = log_path(round_id).rsplit("/", 1)[0]
    versions = versions_of(root, f"{folder}/*.checkpoint", MAX_BYTES)
    return {
        path: [one for one in (_checkpoint(data, election) for data in held) if one is not None]
        for path, held in versions.items()
    }


def _roots(
    leaves: Sequence[bytes], checkpoints: Iterable[Checkpoint | None]
) -> Mapping[int, bytes]:
    """The log's roots at the sizes of these checkpoints."""
    return roots_at(leaves, (one.size for one in checkpoints if one is not None))


def _checkpoint(data: bytes | None, election: Election) -> Checkpoint | None:
    """The checkpoint in a file; None for anything but the bytes that this election's log signed."""
    try:
        note = (data or b"").decode("utf-8")
        checkpoint = checkpoint_of(note, election.log_key)
    except ValueError:
        return None
    ours = checkpoint.origin == election.election and note.count("\n") == LINES
    return checkpoint if ours and note.endswith("\n") else None
