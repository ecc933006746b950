"""The nightly log, checked by an outsider: signed each night, and never rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.records.box import Box, entries_path, log_path, read_leaves
from medborgarbudget.records.kinds import stem
from medborgarbudget.records.paths import files_below, read_bytes
from medborgarbudget.records.sealed.checkpoints import Checkpoint, checkpoint_of
from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.merkle import root_of

MAX_BYTES = 4096
LINES = 5
"""Of a checkpoint with the one signature that the log writes."""


def checkpoints_in(root: Path, round_id: str) -> tuple[str, ...]:
    """The paths of the checkpoints of a round by their days."""
    folder = log_path(round_id).rsplit("/", 1)[0]
    return tuple(path for path in files_below(root, folder) if path.endswith(".checkpoint"))


def log_problems(root: Path, round_id: str, election: Election) -> Iterator[Problem]:
    """What is wrong with the log by itself.

    Every checkpoint must be signed by the log's key and have the root over the first leaves of the
    file as it is now: then each is a continuation of the one before. The last covers all.
    """
    leaves, problems = read_leaves(root, round_id)
    yield from problems
    if problems:
        return
    place = Place(log_path(round_id))
    covered = 0
    for path in checkpoints_in(root, round_id):
        checkpoint = _checkpoint(root, path, election)
        if checkpoint is None:
            yield Problem("checkpoint-not-signed", Place(path))
            continue
        if checkpoint.size < covered:
            facts: dict[str, Fact] = {"found": checkpoint.size, "expected": covered}
            yield Problem("checkpoint-shrinks", Place(path), facts)
        if not _covers(checkpoint, leaves):
            yield Problem("log-differs", place, {"day": stem(path)})
        covered = max(covered, checkpoint.size)
    if covered < len(leaves):
        facts = {"found": len(leaves) - covered}
        yield Problem("log-beyond-checkpoint", place, facts)


def rewritten(
    root: Path, older: Path, round_id: str, election: Election
) -> tuple[int, tuple[Problem, ...]]:
    """How many checkpoints of an older clone there were, and which the log no longer continues."""
    leaves, problems = read_leaves(root, round_id)
    if problems:
        return 0, problems
    found = []
    paths = checkpoints_in(older, round_id)
    for path in paths:
        checkpoint = _checkpoint(older, path, election)
        if checkpoint is None:
            found.append(Problem("checkpoint-of-another-log", Place(path)))
        elif not _covers(checkpoint, leaves):
            place = Place(log_path(round_id))
            found.append(Problem("log-rewritten", place, {"day": stem(path)}))
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


def _covers(checkpoint: Checkpoint, leaves: Sequence[bytes]) -> bool:
    size = checkpoint.size
    return size <= len(leaves) and root_of(leaves[:size]) == checkpoint.root


def _checkpoint(root: Path, path: str, election: Election) -> Checkpoint | None:
    """The checkpoint in a file; None for anything but the bytes that this election's log signed."""
    data, _ = read_bytes(root, path, MAX_BYTES)
    try:
        note = (data or b"").decode("utf-8")
        checkpoint = checkpoint_of(note, election.log_key)
    except ValueError:
        return None
    ours = checkpoint.origin == election.election and note.count("\n") == LINES
    return checkpoint if ours and note.endswith("\n") else None
