"""Paper votes: two typed files per batch are compared, and nothing counts until they agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from medborgarbudget.counting.marks import Choices, ballot_of, choices_of, choices_text
from medborgarbudget.counting.rulings import Difference, settled
from medborgarbudget.pb.ballot import Ballot, faults
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.round import Pot
from medborgarbudget.records.manifest import PotBallot
from medborgarbudget.records.paper import FIRST, SECOND, PaperBatch
from medborgarbudget.records.slips import Slip, Typing, mark_problems


@dataclass(frozen=True, slots=True)
class CountedSlip:
    """One slip after all is settled: `ballot` where it is a vote, `fault` where it cannot count.

    `fault` is the code and the facts of the first limit that the ballot breaks.
    """

    number: str
    mark: str
    ballot: Ballot | None
    fault: tuple[str, Mapping[str, Fact]] | None
    place: Place


@dataclass(frozen=True, slots=True)
class BatchCount:
    """What became of one batch. `slips` is empty as long as `problems` holds an error."""

    batch_id: str
    pot_id: str
    differences: tuple[Difference, ...]
    slips: tuple[CountedSlip, ...]
    problems: tuple[Problem, ...]

    @property
    def ballots(self) -> tuple[Ballot, ...]:
        """The ballots that count, without their slips' numbers."""
        return tuple(slip.ballot for slip in self.slips if slip.ballot and not slip.fault)


def compare(batch: PaperBatch, pot: Pot, lines: PotBallot) -> BatchCount:
    """Compare what two people typed of one batch, settle the differences, and count the slips."""
    problems = list(_missing(batch))
    if len({" ".join(role.casefold().split()) for role in batch.cover.typed_by}) < 2:
        place = batch.cover_document.place("typed_by")
        problems.append(Problem("paper-typists-same", place, {"role": batch.cover.typed_by[0]}))
    if batch.first is None or batch.second is None:
        return BatchCount(batch.batch_id, pot.pot_id, (), (), tuple(problems))
    first, second = _canonical(batch.first, pot), _canonical(batch.second, pot)
    unreadable = [one for one in chain(first.values(), second.values()) if isinstance(one, Problem)]
    if unreadable:
        problems += unreadable
        return BatchCount(batch.batch_id, pot.pot_id, (), (), tuple(problems))
    typed = (
        {number: slip for number, slip in first.items() if isinstance(slip, Slip)},
        {number: slip for number, slip in second.items() if isinstance(slip, Slip)},
    )
    differences, slips, found = settled(batch, *typed, tuple(_differences(batch, *typed)))
    problems += found
    counted: list[CountedSlip] = []
    for slip in slips:
        one = _counted(slip, pot, lines)
        if isinstance(one, Problem):
            problems.append(one)
        else:
            counted.append(one)
    if not problems:
        problems += _against_cover(batch, counted)
    errors = any(problem.severity == "error" for problem in problems)
    problems += [
        Problem(slip.fault[0], slip.place, {"slip": slip.number, **slip.fault[1]}, "note")
        for slip in counted
        if slip.fault
    ]
    return BatchCount(
        batch.batch_id,
        pot.pot_id,
        differences,
        () if errors else tuple(counted),
        tuple(problems),
    )


def _missing(batch: PaperBatch) -> Iterator[Problem]:
    for name, typing in ((FIRST, batch.first), (SECOND, batch.second)):
        if typing is None:
            facts = {"batch": batch.batch_id, "file": name}
            yield Problem("paper-file-missing", Place(f"{batch.path}/{name}"), facts)


def _canonical(typing: Typing, pot: Pot) -> dict[str, Slip | Problem]:
    """The slips by number, their choices written in the one way."""
    slips: dict[str, Slip | Problem] = {}
    for slip in typing.slips:
        choices = choices_of(slip.choices, pot.ballot.vote_type)
        if choices is None:
            slips[slip.number] = _unreadable(slip, pot)
        else:
            text = choices_text(choices, pot.ballot.vote_type)
            slips[slip.number] = Slip(slip.number, slip.mark, text, slip.place)
    return slips


def _differences(
    batch: PaperBatch, first: Mapping[str, Slip], second: Mapping[str, Slip]
) -> Iterator[Difference]:
    for number in sorted({*first, *second}, key=int):
        one, other = first.get(number), second.get(number)
        if one is None or other is None:
            there = one or other
            assert there is not None
            typed = (number if one else "", number if other else "")
            yield Difference(batch.batch_id, number, "slip", *typed, there.place)
            continue
        if one.mark != other.mark:
            yield Difference(batch.batch_id, number, "mark", one.mark, other.mark, other.place)
        if one.choices != other.choices:
            typed = (one.choices, other.choices)
            yield Difference(batch.batch_id, number, "choices", *typed, other.place)


def _counted(slip: Slip, pot: Pot, lines: PotBallot) -> CountedSlip | Problem:
    wrong = mark_problems(slip.number, slip.mark, slip.choices, slip.place)
    if wrong:
        return wrong[0]
    choices: Choices | None = choices_of(slip.choices, pot.ballot.vote_type)
    if choices is None:
        return _unreadable(slip, pot)
    if slip.mark != "vote":
        return CountedSlip(slip.number, slip.mark, None, None, slip.place)
    by_number = {line.number: line.project_id for line in lines.projects}
    ballot = ballot_of(choices, pot.ballot.vote_type, by_number)
    costs = {line.project_id: line.cost for line in lines.projects}
    fault = next(faults(ballot, pot.ballot, costs, pot.rule.percentage), None)
    return CountedSlip(slip.number, slip.mark, ballot, fault, slip.place)


def _unreadable(slip: Slip, pot: Pot) -> Problem:
    facts: dict[str, Fact] = {"slip": slip.number, "choices": slip.choices}
    code = "paper-choices-unreadable"
    if pot.ballot.vote_type in ("cumulative", "scoring"):
        code = "paper-points-unreadable"
    return Problem(code, slip.place, facts)


def _against_cover(batch: PaperBatch, slips: Sequence[CountedSlip]) -> Iterator[Problem]:
    cover = batch.cover
    totals = (
        ("slips", cover.slips, len(slips)),
        ("blank", cover.blank, sum(slip.mark == "blank" for slip in slips)),
        ("spoiled", cover.spoiled, sum(slip.mark == "spoiled" for slip in slips)),
    )
    for key, written, typed in totals:
        if written != typed:
            facts: dict[str, Fact] = {"key": key, "cover": written, "typed": typed}
            yield Problem("paper-cover-differs", batch.cover_document.place(key), facts)
