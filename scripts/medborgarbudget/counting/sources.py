"""Where ballots come from: one source per class, merged into one profile with sums kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from medborgarbudget.counting.batches import RoundCount, count_batches
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import Pot
from medborgarbudget.pb.summed import SummedProfile, Sums, with_sums
from medborgarbudget.records.classes import Channel, ClassSums
from medborgarbudget.records.pot_counts import PotCounts
from medborgarbudget.records.tree import RoundFolder, TownTree

FEW_BALLOTS = 50
"""Below this, ballots may point at people; see domain.md 8.2 and docs/threat-model.md."""


@dataclass(frozen=True, slots=True)
class NotCounted:
    """One ballot outside the limits: what it is called where it is kept, and the limit's code.

    Nothing of what it chose is here.
    """

    slip: str
    reason: str


class Source(Protocol):
    """The ballots of one class, as far as they are settled: what `close` merges and `tally` checks.

    Sources that the repository can give by itself are in `sources_in`; voting online hands in its
    own, opened and checked, so that neither room knows the other.
    """

    @property
    def name(self) -> str:
        """The class: ``paper``, ``code``."""
        ...

    @property
    def channel(self) -> Channel:
        """The way in."""
        ...

    def profile(self, pot: Pot) -> Profile:
        """The ballots that count."""
        ...

    def counts(self, pot_id: str) -> PotCounts:
        """How many there were, and what became of them."""
        ...

    def not_counted(self, pot_id: str) -> Sequence[NotCounted]:
        """Those outside the limits, one by one."""
        ...


@dataclass(frozen=True)
class PaperSource:
    """The paper batches of a round, compared and settled."""

    count: RoundCount
    name: str = "paper"
    channel: Channel = "paper"

    def profile(self, pot: Pot) -> Profile:
        """The slips that count."""
        return self.count.profile(pot)

    def counts(self, pot_id: str) -> PotCounts:
        """How many slips there were, and what became of them."""
        return self.count.counts(pot_id)

    def not_counted(self, pot_id: str) -> Sequence[NotCounted]:
        """The slips outside the limits, as batch/number."""
        return tuple(
            NotCounted(f"{batch.batch_id}/{slip.number}", slip.fault[0])
            for batch in self.count.batches
            if batch.pot_id == pot_id
            for slip in batch.slips
            if slip.fault
        )


@dataclass(frozen=True)
class HandedIn:
    """A class whose ballots another room has opened and checked; by pot."""

    name: str
    channel: Channel
    profiles: Mapping[str, Profile]
    totals: Mapping[str, PotCounts]
    outside: Mapping[str, tuple[NotCounted, ...]] = field(default_factory=dict)
    sums: Mapping[str, Sums] = field(default_factory=dict)

    def profile(self, pot: Pot) -> Profile:
        """The ballots that count; none in a pot that nobody of this class voted in.

        In a pot whose ballots are not published one by one, no ballots and their sums.
        """
        limits = pot.ballot
        nobody = Profile(limits.vote_type, (), limits.max_length, limits.default_score)
        known = self.profiles.get(pot.pot_id, nobody)
        return with_sums(known, self.sums[pot.pot_id]) if pot.pot_id in self.sums else known

    def counts(self, pot_id: str) -> PotCounts:
        """How many there were, and what became of them."""
        return self.totals.get(pot_id, PotCounts(0, 0))

    def not_counted(self, pot_id: str) -> Sequence[NotCounted]:
        """Those outside the limits."""
        return self.outside.get(pot_id, ())


def sources_in(tree: TownTree, folder: RoundFolder) -> tuple[PaperSource, ...]:
    """The sources that anybody can read from the repository alone: the paper, if there is any."""
    return (PaperSource(count_batches(tree, folder)),) if folder.batches else ()


def merged(pot: Pot, sources: Iterable[Source]) -> Profile:
    """All ballots of a pot that count as one profile, without a trace of class."""
    several = tuple(sources)
    ballots: Counter[Ballot] = Counter()
    for source in several:
        for ballot, number in source.profile(pot).ballots:
            ballots[ballot] += number
    limits = pot.ballot
    whole = Profile(
        limits.vote_type,
        tuple(sorted(ballots.items())),
        limits.max_length,
        limits.default_score,
    )
    return with_summed(whole, pot, several)


def with_summed(profile: Profile, pot: Pot, sources: Iterable[Source]) -> Profile:
    """The profile, with the sums of the sources' ballots that are not known one by one, if any."""
    profiles = (source.profile(pot) for source in sources)
    added = [one.added for one in profiles if isinstance(one, SummedProfile)]
    return with_sums(profile, *added) if added else profile


def sums_apart(
    pot: Pot, project_ids: Iterable[str], sources: Iterable[Source]
) -> tuple[ClassSums, ...]:
    """What each class came to, sorted by name; classes without a ballot in this pot are left out.

    As long as a class has fewer than `FEW_BALLOTS` counted ballots, it is joined with the smallest
    other of its channel, or of all where there is none, and shown together with it.
    """
    ids = tuple(project_ids)
    groups = [
        ClassSums(
            (source.name,),
            (source.channel,),
            source.counts(pot.pot_id),
            dict(source.profile(pot).votes(ids)),
        )
        for source in sources
        if source.counts(pot.pot_id).slips
    ]
    groups.sort(key=_size)
    while len(groups) > 1 and groups[0].counts.counted < FEW_BALLOTS:
        small, *others = groups
        near = [one for one in others if one.channels == small.channels] or others
        other = near[0]
        others.remove(other)
        groups = sorted([*others, joined((small, other))], key=_size)
    return tuple(sorted(groups, key=lambda one: one.classes))


def joined(groups: Sequence[ClassSums]) -> ClassSums:
    """The sums of several groups as those of one."""
    votes: Counter[str] = Counter()
    for group in groups:
        votes.update(group.votes)
    return ClassSums(
        tuple(sorted({name for group in groups for name in group.classes})),
        tuple(sorted({channel for group in groups for channel in group.channels})),
        total(group.counts for group in groups),
        dict(votes),
    )


def total(counts: Iterable[PotCounts]) -> PotCounts:
    """The sum of several counts."""
    invalid: Counter[str] = Counter()
    slips = counted = blank = spoiled = 0
    for one in counts:
        slips, counted = slips + one.slips, counted + one.counted
        blank, spoiled = blank + one.blank, spoiled + one.spoiled
        invalid.update(one.invalid)
    return PotCounts(slips, counted, blank, spoiled, dict(sorted(invalid.items())))


def _size(group: ClassSums) -> tuple[int, tuple[str, ...]]:
    return group.counts.counted, group.classes
