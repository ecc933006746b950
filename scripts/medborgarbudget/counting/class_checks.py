"""Whether the sums of the classes add up: with the ballots, and with what the sources still say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from medborgarbudget.counting.sources import FEW_BALLOTS, Source, joined, merged, sums_apart
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import Pot
from medborgarbudget.records.classes import ClassSums


def class_problems(
    pot: Pot,
    groups: Sequence[ClassSums],
    profile: Profile,
    project_ids: Sequence[str],
    sources: Sequence[Source],
    place: Place,
) -> Iterator[Problem]:
    """Every sum that is not what the ballots of the pot give; `place` is in classes.yaml.

    `profile` is what is published of the pot. Each source whose ballots can be read must be within
    it. Where all of its classes can be, the sums must be theirs to the last figure.
    """
    yield from _sums(pot, groups, profile, project_ids, place)
    if len(groups) > 1:
        for group in groups:
            if group.counts.counted < FEW_BALLOTS:
                facts: dict[str, Fact] = {
                    "pot": pot.pot_id,
                    "classes": group.classes,
                    "limit": FEW_BALLOTS,
                }
                yield Problem("classes-too-small", place, facts)
    for source in sources:
        if not _within(source, pot, groups, profile, project_ids):
            about: dict[str, Fact] = {"pot": pot.pot_id, "class": source.name}
            yield Problem("class-not-as-counted", place, about)
    named = {name for group in groups for name in group.classes}
    if named and named == {source.name for source in sources if source.counts(pot.pot_id).slips}:
        whole = merged(pot, sources).ballots == profile.ballots
        if not whole or tuple(groups) != sums_apart(pot, project_ids, sources):
            about = {"pot": pot.pot_id, "class": tuple(sorted(named))}
            yield Problem("class-not-as-counted", place, about)


def _sums(
    pot: Pot,
    groups: Sequence[ClassSums],
    profile: Profile,
    project_ids: Sequence[str],
    place: Place,
) -> Iterator[Problem]:
    whole = joined(groups)
    counts = whole.counts
    became = counts.counted + counts.blank + counts.spoiled + sum(counts.invalid.values())
    pairs = [("slips", became, counts.slips), ("counted", counts.counted, profile.voters)]
    votes = profile.votes(project_ids)
    pairs += [(one, whole.votes.get(one, 0), number) for one, number in sorted(votes.items())]
    pairs += [(one, number, 0) for one, number in sorted(whole.votes.items()) if one not in votes]
    for what, found, expected in pairs:
        if found != expected:
            facts: dict[str, Fact] = {
                "pot": pot.pot_id,
                "what": what,
                "found": found,
                "expected": expected,
            }
            yield Problem("classes-not-adding-up", place, facts)


def _within(
    source: Source,
    pot: Pot,
    groups: Sequence[ClassSums],
    profile: Profile,
    project_ids: Sequence[str],
) -> bool:
    """Whether a source's ballots are among the published, and its sums among its group's."""
    counts = source.counts(pot.pot_id)
    if not counts.slips:
        return True
    group = next((one for one in groups if source.name in one.classes), None)
    if group is None:
        return False
    ours = source.profile(pot)
    left = Counter(dict(profile.ballots))
    left.subtract(dict(ours.ballots))
    if min(left.values(), default=0) < 0:
        return False
    votes = ours.votes(project_ids)
    if len(group.classes) == 1:
        return group.counts == counts and group.votes == votes
    return all(group.votes.get(one, 0) >= number for one, number in votes.items())
