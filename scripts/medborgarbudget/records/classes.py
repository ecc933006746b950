"""`rounds/<round>/classes.yaml`: what each class of ballots came to, where there is more than one.

A class is how the right to vote was shown (``paper``, ``code``, later ``e-id``); a channel is the
way the ballot came in. Written by `close`, beside ballots files that tell neither of any ballot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.paths import is_there
from medborgarbudget.records.pot_counts import PotCounts, counts_data
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import Document, read_yaml
from medborgarbudget.records.writing import dump_yaml

Channel = Literal["paper", "digital"]

MAX_BYTES = 8 * 1024 * 1024
"""Some figures for each project in each pot and class."""


@dataclass(frozen=True, slots=True)
class ClassSums:
    """What came of one class, or of several that are too small to be shown apart.

    `votes` is how many of the counted ballots name each project, 0 included.
    """

    classes: tuple[str, ...]
    channels: tuple[Channel, ...]
    counts: PotCounts
    votes: Mapping[str, int]


Classes = Mapping[str, tuple[ClassSums, ...]]
"""The sums by pot."""


def classes_path(round_id: str) -> str:
    """Where the sums of the classes are kept."""
    return f"rounds/{round_id}/classes.yaml"


def sums_data(sums: ClassSums) -> dict[str, Any]:
    """The sums as plain data with stable keys."""
    return {
        "classes": list(sums.classes),
        "channels": list(sums.channels),
        "counts": counts_data(sums.counts),
        "votes": dict(sorted(sums.votes.items())),
    }


def sums_of(data: Mapping[str, Any]) -> ClassSums:
    """The sums that `sums_data` wrote down."""
    return ClassSums(
        classes=tuple(data["classes"]),
        channels=tuple(data["channels"]),
        counts=PotCounts(**data["counts"]),
        votes=data["votes"],
    )


def classes_text(classes: Classes) -> str:
    """The bytes of classes.yaml as text: pots by id."""
    return dump_yaml(
        {
            "pots": {
                pot_id: [sums_data(one) for one in sums] for pot_id, sums in sorted(classes.items())
            }
        }
    )


def read_classes(
    root: Path, round_id: str
) -> tuple[Classes | None, tuple[Problem, ...], tuple[Document, ...]]:
    """The sums of a round's classes; None without problems where the file is not there."""
    path = classes_path(round_id)
    if not is_there(root, path):
        return None, (), ()
    document, problems = read_yaml(root, path, max_bytes=MAX_BYTES)
    if document is None:
        return None, problems, ()
    problems += shape_problems(document, "classes")
    if problems:
        return None, problems, (document,)
    pots = document.data["pots"]
    classes = {str(pot_id): tuple(map(sums_of, groups)) for pot_id, groups in pots.items()}
    return classes, (), (document,)
