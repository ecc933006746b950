"""`rounds/<round>/box/sums.yaml`: ballots online that are too few in a pot to be shown one by one.

Their ciphertexts are destroyed, so nobody can count these sums again: they are the word of the town
and its trustees. Written by `close`, beside the headers, which everybody can check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.summed import Sums
from medborgarbudget.records.paths import is_there
from medborgarbudget.records.pot_counts import PotCounts, counts_data
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import Document, read_yaml
from medborgarbudget.records.writing import dump_yaml

MAX_BYTES = 1024 * 1024
"""Two figures for each project of a pot."""


@dataclass(frozen=True, slots=True)
class CountedSums:
    """What became of a pot's ballots, and what those that count come to."""

    counts: PotCounts
    sums: Sums


PotSums = Mapping[str, CountedSums]
"""The sums by pot."""


def sums_path(round_id: str) -> str:
    """Where the sums of few ballots are published."""
    return f"rounds/{round_id}/box/sums.yaml"


def sums_text(pots: PotSums) -> str:
    """The bytes of sums.yaml as text: pots by id."""
    return dump_yaml({"pots": {pot_id: dict(_data(one)) for pot_id, one in sorted(pots.items())}})


def read_sums(
    root: Path, round_id: str
) -> tuple[PotSums, tuple[Problem, ...], tuple[Document, ...]]:
    """The sums of a round; none without problems where the file is not there."""
    path = sums_path(round_id)
    if not is_there(root, path):
        return {}, (), ()
    document, problems = read_yaml(root, path, max_bytes=MAX_BYTES)
    if document is None:
        return {}, problems, ()
    problems += shape_problems(document, "sums")
    if problems:
        return {}, problems, (document,)
    return {str(key): _sums_of(one) for key, one in document.data["pots"].items()}, (), (document,)


def _data(one: CountedSums) -> Iterator[tuple[str, Any]]:
    yield "counts", counts_data(one.counts)
    yield "votes", dict(sorted(one.sums.votes.items()))
    if one.sums.scores != one.sums.votes:
        yield "scores", dict(sorted(one.sums.scores.items()))


def _sums_of(data: Mapping[str, Any]) -> CountedSums:
    counts, votes = PotCounts(**data["counts"]), data["votes"]
    return CountedSums(counts, Sums(counts.counted, votes, data.get("scores", votes)))
