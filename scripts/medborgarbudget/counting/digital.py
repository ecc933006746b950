"""The ballots of the published box, opened with the published key and held against every limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.counting.envelopes_opened import Seen, seen
from medborgarbudget.counting.few import sums_problems
from medborgarbudget.counting.marks import ballot_of
from medborgarbudget.counting.sources import HandedIn, NotCounted
from medborgarbudget.counting.workers import Progress, nobody_looks
from medborgarbudget.pb.ballot import WITH_POINTS, Ballot, VoteType, faults
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.profile import Profile
from medborgarbudget.records.box import (
    Box,
    ciphertexts_path,
    election_key_path,
    entries_path,
    read_box,
)
from medborgarbudget.records.enough import first_of_each
from medborgarbudget.records.keys import read_roll
from medborgarbudget.records.manifest import Manifest
from medborgarbudget.records.pot_counts import PotCounts
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import EnvelopeError, Marks
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.sealed.standing import Standing, standing
from medborgarbudget.records.sums import PotSums
from medborgarbudget.records.tree import RoundFolder, TownTree

CLASS = "code"
UNREADABLE = "ballot-unreadable"
"""The code of a ballot that opens to nothing this election knows: it is listed, and not counted."""


@dataclass
class PotBox:
    """What came out of the box for one pot."""

    ballots: Counter[Ballot] = field(default_factory=Counter)
    blank: int = 0
    outside: list[NotCounted] = field(default_factory=list)

    def counts(self) -> PotCounts:
        """How many there were, and what became of them."""
        counted = sum(self.ballots.values())
        invalid = Counter(one.reason for one in self.outside)
        total = counted + self.blank + len(self.outside)
        return PotCounts(total, counted, self.blank, 0, dict(sorted(invalid.items())))


def box_source(
    folder: RoundFolder,
    rolls: Mapping[str, Roll],
    box: Box,
    workers: int = 1,
    progress: Progress = nobody_looks,
) -> tuple[HandedIn | None, tuple[Problem, ...]]:
    """The class of code ballots of a round, or None with everything that is wrong with the box.

    `workers` and `progress` as for `envelopes_opened.seen`.
    """
    election, manifest = folder.election, folder.manifest
    if election is None or manifest is None:
        return None, (Problem("box-without-keys", Place(entries_path(folder.round_id))),)
    key = X25519PrivateKey.from_private_bytes(box.election_seed)
    if key.public_key().public_bytes_raw() != election.election_key:
        return None, (Problem("election-key-differs", Place(election_key_path(folder.round_id))),)
    shown = seen(box.ballots, box.election_seed, election.padded, workers, progress)
    found = standing(
        election, rolls, box.ballots, box.revocations, lambda one: shown[one.leaf].signed
    )
    path = entries_path(folder.round_id)
    problems = first_of_each(_problems(folder.round_id, found, box.sums), path)
    problems += tuple(sums_problems(folder, found.counted, box.sums))
    if problems:
        return None, problems
    single = tuple(one for one in found.counted if one.header.pot not in box.sums)
    pots = opened_pots(folder, manifest, single, shown)
    profiles = {
        pot_id: Profile(
            limits.vote_type,
            tuple(sorted(pots[pot_id].ballots.items())),
            limits.max_length,
            limits.default_score,
        )
        for pot_id, limits in ((one, pot.ballot) for one, pot in folder.round.pots.items())
        if pot_id in pots
    }
    totals = {pot_id: pot.counts() for pot_id, pot in pots.items()}
    totals |= {pot_id: one.counts for pot_id, one in box.sums.items()}
    outside = {pot_id: tuple(pot.outside) for pot_id, pot in pots.items()}
    sums = {pot_id: one.sums for pot_id, one in box.sums.items()}
    return HandedIn(CLASS, "digital", profiles, totals, outside, sums), ()


@dataclass(frozen=True)
class OpenedBox:
    """The published box of a round, if it is there, and the class of code ballots that it gives."""

    box: Box | None
    sources: tuple[HandedIn, ...]
    problems: tuple[Problem, ...]


def opened_box(
    tree: TownTree, folder: RoundFolder, workers: int = 1, progress: Progress = nobody_looks
) -> OpenedBox:
    """What the repository holds: no box, and no problem, before closing."""
    box, problems = read_box(tree.root, folder.round_id)
    if box is None:
        return OpenedBox(None, (), problems)
    rolls, problems = rolls_of(tree, folder)
    if problems:
        return OpenedBox(box, (), problems)
    source, problems = box_source(folder, rolls, box, workers, progress)
    return OpenedBox(box, (source,) if source is not None else (), problems)


def rolls_of(tree: TownTree, folder: RoundFolder) -> tuple[Mapping[str, Roll], tuple[Problem, ...]]:
    """Every roll that keys.yaml names, with what is wrong with any of them."""
    rolls: dict[str, Roll] = {}
    problems: list[Problem] = []
    for name in folder.keys.rolls if folder.keys is not None else ():
        roll, found = read_roll(tree.root, folder.round_id, name)
        problems += found
        if roll is not None:
            rolls[name] = roll
    return rolls, tuple(problems)


def opened_pots(
    folder: RoundFolder,
    manifest: Manifest,
    ballots: Sequence[SealedBallot],
    shown: Mapping[bytes, Seen],
) -> dict[str, PotBox]:
    """Every ballot that counts, opened: by pot, without a trace of which came from whom."""
    numbers = {
        pot_id: {line.number: line.project_id for line in pot.projects}
        for pot_id, pot in manifest.pots.items()
    }
    costs = {
        pot_id: {line.project_id: line.cost for line in pot.projects}
        for pot_id, pot in manifest.pots.items()
    }
    pots: dict[str, PotBox] = {}
    for ballot in ballots:
        pot_id = ballot.header.pot
        if pot_id not in folder.round.pots:
            continue
        pot = pots.setdefault(pot_id, PotBox())
        limits = folder.round.pots[pot_id].ballot
        try:
            choice = _ballot(shown[ballot.leaf].marks, limits.vote_type, numbers[pot_id])
        except EnvelopeError:
            pot.outside.append(NotCounted(b64u(ballot.leaf), UNREADABLE))
            continue
        if choice is None:
            pot.blank += 1
            continue
        fault = next(faults(choice, limits, costs[pot_id]), None)
        if fault is not None:
            pot.outside.append(NotCounted(b64u(ballot.leaf), fault[0]))
        else:
            pot.ballots[choice] += 1
    return dict(sorted(pots.items()))


def _problems(round_id: str, found: Standing, sums: PotSums) -> Iterator[Problem]:
    """What no honest box holds: forged entries, ballots without or with another ciphertext."""
    path = entries_path(round_id)
    for leaf, fault in found.faults:
        yield Problem(f"box-entry-{fault}", Place(path), {"leaf": b64u(leaf)})
    place = Place(ciphertexts_path(round_id))
    for ballot in found.counted:
        facts: dict[str, Fact] = {"leaf": b64u(ballot.leaf)}
        if ballot.header.pot in sums:
            if ballot.ciphertext:
                yield Problem("sums-with-ciphertext", place, facts)
        elif not ballot.ciphertext:
            yield Problem("ciphertext-missing", place, facts)
        elif not ballot.is_whole:
            yield Problem("ciphertext-differs", place, facts)
    for ballot in (*found.superseded, *found.revoked):
        if ballot.ciphertext:
            yield Problem("ciphertext-not-destroyed", place, {"leaf": b64u(ballot.leaf)})


def _ballot(
    marks: Marks | None, vote_type: VoteType, project_ids: Mapping[int, str]
) -> Ballot | None:
    """The ballot in these marks; None for a blank one. Raises EnvelopeError."""
    if marks is None:
        raise EnvelopeError("it opened to nothing")
    if not marks.choices:
        return None
    if (marks.points is not None) != (vote_type in WITH_POINTS):
        raise EnvelopeError("points where there are none, or none where there are")
    points = marks.points or (0,) * len(marks.choices)
    choices = tuple(zip(marks.choices, points, strict=True))
    return ballot_of(choices, vote_type, project_ids)
