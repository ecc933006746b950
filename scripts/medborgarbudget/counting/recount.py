"""Every pot of every round counted again, in as many processes as there is work for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from medborgarbudget.counting.digital import OpenedBox
from medborgarbudget.counting.sources import Source
from medborgarbudget.counting.tally import counted_apart, inputs_of, tally_round
from medborgarbudget.counting.workers import shared_out
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.pot_ballots import ballots_path
from medborgarbudget.records.results import PotResult, RoundResult, result_path
from medborgarbudget.records.tree import RoundFolder, TownTree

FEW_BYTES = 16 * 1024 * 1024
"""Ballots files smaller than this together are counted in this process: that takes some three
seconds, and each process needs most of one before it begins to count."""


@dataclass(frozen=True)
class Part:
    """What can be counted alone: one pot, or a round whose pots depend on each other."""

    tree: TownTree
    folder: RoundFolder
    handed_in: tuple[Source, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The ballots files of its pots."""
        return tuple(ballots_path(self.folder, pot_id) for pot_id in self.folder.round.pots)

    @property
    def size(self) -> int:
        """The bytes of its ballots files: how long it may take, roughly."""
        files = (self.tree.root / path for path in self.paths)
        return sum(file.stat().st_size for file in files if file.is_file())


NOTHING: Mapping[str, OpenedBox] = MappingProxyType({})
Counted = tuple[Mapping[str, PotResult], tuple[Problem, ...]]


class Recount:
    """The recount of several rounds, done when one of them is asked for first.

    With one worker, or with less than `few_bytes` of ballots, everything is counted in this
    process. What comes out is the same. `counted` is called after each part. `boxes` are those of
    the rounds that are voted in online.
    """

    def __init__(
        self,
        tree: TownTree,
        round_ids: Collection[str],
        counted: Callable[[], None],
        workers: int = 1,
        few_bytes: int | None = None,
        boxes: Mapping[str, OpenedBox] = NOTHING,
    ) -> None:
        self._tree = tree
        self.boxes = boxes
        self._counted = counted
        self._parts = [
            part
            for round_id in round_ids
            if round_id in tree.rounds and result_path(round_id) in tree.paths
            for part in parts_of(tree, tree.rounds[round_id], self.handed_in(round_id))
        ]
        least = FEW_BYTES if few_bytes is None else few_bytes
        is_little = sum(part.size for part in self._parts) < least
        self._workers = 1 if is_little else min(workers, len(self._parts))

    def handed_in(self, round_id: str) -> tuple[Source, ...]:
        """The ballots of a round that are not on paper, opened."""
        return self.boxes[round_id].sources if round_id in self.boxes else ()

    @property
    def parts(self) -> int:
        """How many parts are counted on their own."""
        return len(self._parts)

    def of(self, round_id: str) -> tuple[RoundResult | None, tuple[Problem, ...]]:
        """The result of a round as it is counted now, or None with all that stands in the way."""
        pots: dict[str, PotResult] = {}
        problems: list[Problem] = []
        for at, part in enumerate(self._parts):
            if part.folder.round_id == round_id:
                found, wrong = self._found[at]
                pots |= found
                problems += wrong
        if problems:
            return None, tuple(dict.fromkeys(problems))
        folder = self._tree.rounds[round_id]
        return RoundResult(round_id, pots, dict(inputs_of(self._tree, folder))), ()

    @cached_property
    def _found(self) -> Mapping[int, Counted]:
        """What came out of each part. Where several are counted at a time, the largest begins."""
        if self._workers == 1:
            return {at: self._told(count_part(part)) for at, part in enumerate(self._parts)}
        order = sorted(range(self.parts), key=lambda at: -self._parts[at].size)
        parts = [self._parts[at] for at in order]
        found = shared_out(count_part, parts, _ended, self._workers, lambda *_: self._counted())
        return dict(zip(order, found, strict=True))

    def _told(self, found: Counted) -> Counted:
        self._counted()
        return found


def parts_of(
    tree: TownTree, folder: RoundFolder, handed_in: tuple[Source, ...] = ()
) -> tuple[Part, ...]:
    """The round in parts that can be counted in any order, each with no more than it needs."""
    slim = replace(
        tree,
        areas={},
        rounds={},
        documents={},
        news=(),
        pages=(),
        checked=frozenset(),
        problems=tuple(
            _plain(one) for one in tree.problems if one.place.path.startswith(f"{folder.path}/")
        ),
        paths=tuple(path for path in tree.paths if path.startswith(f"{folder.path}/")),
    )
    whole = replace(
        folder, assessments={}, events=(), result=None, decision=None, implementation={}, lessons=""
    )
    if not counted_apart(folder.round):
        return (Part(slim, whole, handed_in),)
    return tuple(Part(slim, _one_pot(whole, pot_id), handed_in) for pot_id in folder.round.pots)


def _one_pot(folder: RoundFolder, pot_id: str) -> RoundFolder:
    """The round as if it had this pot alone, and the batches of pots that it does not have."""
    pots = folder.round.pots
    others = pots.keys() - {pot_id}
    return replace(
        folder,
        round=replace(folder.round, pots={pot_id: pots[pot_id]}),
        proposals={key: one for key, one in folder.proposals.items() if one.pot == pot_id},
        batches={key: one for key, one in folder.batches.items() if one.cover.pot not in others},
    )


def count_part(part: Part) -> Counted:
    """The results of a part's pots. An error is a problem: one pot does not stop the others."""
    try:
        tally, problems = tally_round(part.tree, part.folder, None, part.handed_in)
    except Exception as error:
        return _stopped(part, f"{type(error).__name__}: {error}")
    return (tally.result.pots if tally else {}), tuple(map(_plain, problems))


def _ended(part: Part) -> Counted:
    return _stopped(part, "its process was ended, twice")


def _stopped(part: Part, why: str) -> Counted:
    what = {"error": " ".join(why.split())[:200]}
    return {}, tuple(Problem("recount-stopped", Place(path), what) for path in part.paths)


def _plain(problem: Problem) -> Problem:
    """The problem with facts that can go from one process to another."""
    return replace(problem, facts=dict(problem.facts))
