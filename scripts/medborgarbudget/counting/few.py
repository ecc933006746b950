"""Pots with few ballots online: their sums are published in place of the ballots, if possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from medborgarbudget.counting.sources import FEW_BALLOTS, HandedIn
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.summed import counts_sums, odd_sum, sums_of
from medborgarbudget.records.box import Box, ciphertexts_path
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.sums import CountedSums, PotSums, sums_path
from medborgarbudget.records.tree import RoundFolder

LIKELY = 10 * FEW_BALLOTS
"""With fewer codes than this it is likely that few vote online: every tenth is many."""


def few_ahead(folder: RoundFolder, rolls: Mapping[str, Roll]) -> Iterator[Problem]:
    """Before the vote: the pots where few may vote online, and whose rule needs single ballots."""
    named = folder.keys.rolls if folder.keys is not None else {}
    for pot_id, pot in sorted(folder.round.pots.items()):
        codes = sum(len(rolls[one]) for one, pots in named.items() if pot_id in pots)
        if 0 < codes < LIKELY and not counts_sums(pot.rule):
            facts: dict[str, Fact] = {
                "pot": pot_id,
                "found": codes,
                "limit": FEW_BALLOTS,
                "rule": pot.rule.name,
            }
            yield Problem("few-ahead", Place(f"{folder.path}/round.yaml"), facts, "warning")


def few_pots(folder: RoundFolder, ballots: Iterable[SealedBallot]) -> Mapping[str, int]:
    """The pots that have ballots which stand, but too few to show any; with their numbers.

    Counted by headers, before anything is opened, so that everybody can count them again.
    """
    numbers = Counter(ballot.header.pot for ballot in ballots)
    return {
        pot_id: numbers[pot_id]
        for pot_id in sorted(folder.round.pots)
        if 0 < numbers[pot_id] < FEW_BALLOTS
    }


def few_problems(folder: RoundFolder, few: Mapping[str, int]) -> Iterator[Problem]:
    """Those of them whose rule needs single ballots: no sums can take their place."""
    for pot_id, found in few.items():
        rule = folder.round.pots[pot_id].rule
        if not counts_sums(rule):
            facts: dict[str, Fact] = {
                "pot": pot_id,
                "found": found,
                "limit": FEW_BALLOTS,
                "rule": rule.name,
            }
            yield Problem("box-few-ballots", Place(ciphertexts_path(folder.round_id)), facts)


def counted_sums(folder: RoundFolder, source: HandedIn, pot_ids: Iterable[str]) -> PotSums:
    """What the opened ballots of these pots come to."""
    return {
        pot_id: CountedSums(
            source.counts(pot_id),
            sums_of(source.profile(folder.round.pots[pot_id]), folder.instance(pot_id).by_id),
        )
        for pot_id in pot_ids
    }


def with_sums_only(box: Box, sums: PotSums) -> Box:
    """The box without the ciphertexts of these pots, and with their sums."""
    ballots = tuple(
        replace(one, ciphertext=b"") if one.header.pot in sums else one for one in box.ballots
    )
    return replace(box, ballots=ballots, sums={**box.sums, **sums})


def sums_problems(
    folder: RoundFolder, counted: Sequence[SealedBallot], pots: PotSums
) -> Iterator[Problem]:
    """What everybody can see of published sums without opening a ballot.

    They are of pots that may be published so, of just as many ballots as stand by their headers,
    and so many ballots can come to them.
    """
    place = Place(sums_path(folder.round_id))
    few = few_pots(folder, counted)
    for pot_id, one in sorted(pots.items()):
        if pot_id not in few or not counts_sums(folder.round.pots[pot_id].rule):
            yield Problem("sums-not-due", place, {"pot": pot_id, "limit": FEW_BALLOTS})
            continue
        counts, pot = one.counts, folder.round.pots[pot_id]
        became = counts.counted + counts.blank + counts.spoiled + sum(counts.invalid.values())
        pairs = [("slips", counts.slips, few[pot_id]), ("slips", became, few[pot_id])]
        ids = tuple(folder.instance(pot_id).by_id)
        pairs.append(("projects", len(one.sums.votes), len(ids)))
        odd = "projects" if {*one.sums.votes} != {*ids} else odd_sum(one.sums, pot.ballot)
        for what, found, expected in pairs:
            if found != expected:
                yield _not_adding_up(place, pot_id, what, found, expected)
                break
        else:
            if odd is not None:
                found = one.sums.votes.get(odd, sum(one.sums.votes.values()))
                yield _not_adding_up(place, pot_id, odd, found, counts.counted)


def _not_adding_up(place: Place, pot_id: str, what: str, found: int, expected: int) -> Problem:
    facts: dict[str, Fact] = {"pot": pot_id, "what": what, "found": found, "expected": expected}
    return Problem("sums-not-adding-up", place, facts)
