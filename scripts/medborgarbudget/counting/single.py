"""The count of one Pabulib file: its own rule or another, and how that differs from the city's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from medborgarbudget.counting.asked import NOTHING_ELSE, Asked, choice_for, hindered, unknown
from medborgarbudget.counting.other_lot import other_lot_explains
from medborgarbudget.pb.ballot import VOTE_TYPES
from medborgarbudget.pb.outcome import MONEY_FACTS, Outcome, StepFact
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Watch, unwatched
from medborgarbudget.pb.tried import NoOutcome, tried
from medborgarbudget.records.digest import bytes_digest
from medborgarbudget.records.pabulib import PabulibFile, read_pabulib
from medborgarbudget.records.pabulib.amounts import plain
from medborgarbudget.records.pabulib.marking import marked


@dataclass(frozen=True, slots=True)
class Difference:
    """A project on which we and the city part: `mark` is the city's, as `PabulibFile.marks`."""

    project_id: str
    selected: bool
    mark: int


@dataclass(frozen=True)
class SingleTally:
    """One file's outcome, with the file's SHA-256 and what there was to note while reading it.

    `by_other_lot` says that the city's outcome comes out where ties fall otherwise.
    """

    file: PabulibFile
    outcome: Outcome
    sha256: str
    notes: tuple[Problem, ...] = ()
    by_other_lot: bool = False

    @property
    def differences(self) -> tuple[Difference, ...] | None:
        """Project by project, in the file's order; None where the city announced nothing."""
        marks = self.file.marks()
        if marks is None:
            return None
        selected = set(self.outcome.selected)
        return tuple(
            Difference(project_id, project_id in selected, mark)
            for project_id, mark in marks.items()
            if (project_id in selected) != (mark > 0)
        )


def tally_file(
    data: bytes,
    path: str,
    asked: Asked = NOTHING_ELSE,
    watch: Watch = unwatched,
    alone: bool = True,
) -> tuple[SingleTally | None, tuple[Problem, ...]]:
    """The outcome of the election in these bytes, or None with all that stands in its way.

    Every ballot counts as it stands, also where it breaks a limit of META: only so do the cities'
    announced outcomes come out. Notes and warnings come with the outcome. Where cost and votes
    leave a tie, lots are drawn with the file's own SHA-256 as the seed: nobody can choose it, and
    everybody who has the file has it. What is asked for may name only what the file has, unless it
    is one of many and not `alone`.
    """
    file, notes = read_pabulib(data, path, strangers=True)
    if file is None:
        return None, notes
    digest = bytes_digest(data)
    choice, more = choice_for(file, path, asked, digest)
    notes += more
    missing = tuple(unknown(asked, file, path, [choice.name])) if alone else ()
    hindrances = missing + hindered(choice, file, path)
    if hindrances:
        return None, (*notes, *hindrances)
    outcome = tried(file.instance(), file.profile(), choice, watch)
    if isinstance(outcome, NoOutcome):
        return None, (*notes, _why(outcome, file, path, choice))
    other_lot = other_lot_explains(file, choice, outcome)
    return SingleTally(file, outcome, digest, notes, other_lot), notes


def _why(stop: NoOutcome, file: PabulibFile, path: str, choice: RuleChoice) -> Problem:
    """Why there is no outcome, as a finding about the file."""
    match stop.reason:
        case "tie":
            return Problem("pb-tie", Place(path), {"projects": stop.projects})
        case "too-many-steps":
            return Problem("pb-too-many-steps", Place(path), {"limit": stop.limit})
        case "too-many-selections":
            return Problem("pb-too-many-selections", Place(path))
        case "needs-more":
            kinds: dict[str, Fact] = {"needed": VOTE_TYPES, "vote_type": file.vote_type}
            return Problem("pb-rule-other-ballots", Place(path), {"rule": choice.name, **kinds})


def tally_data(tally: SingleTally) -> dict[str, Any]:
    """The count as plain data with stable keys: what `tally FILE.pb --format json` prints.

    Amounts are in currency units: whole numbers, with decimals only where the file has them.
    Shares are text, ``"p/q"``, never rounded. `invalid` is 0: every ballot of a file counts.
    """
    from medborgarbudget.records.results import outcome_data  # with it comes all of YAML

    units = tally.file.units_per_currency
    outcome = tally.outcome
    steps = tuple(
        replace(step, facts=_in_currency(step.facts, outcome, units)) for step in outcome.steps
    )
    data = outcome_data(replace(outcome, steps=steps))
    for key in ("spent", "unspent", "budget_limit"):
        data[key] = in_currency(data[key], units)
    if outcome.granted:
        data["granted"] = {one: in_currency(n, units) for one, n in data["granted"].items()}
    for step in data["steps"]:
        step["money_left"] = in_currency(step["money_left"], units)
    announced = tally.file.announced()
    differences = tally.differences
    return {
        **data,
        "invalid": 0,
        "sha256": tally.sha256,
        "announced": None if announced is None else list(announced),
        "differences": None
        if differences is None
        else [
            {"project_id": one.project_id, "selected": one.selected, "announced": one.mark}
            for one in differences
        ],
        "by_other_lot": tally.by_other_lot,
    }


def marked_file(data: bytes, tally: SingleTally, asked: Asked = NOTHING_ELSE) -> bytes:
    """The file's bytes with our outcome in its column `selected`; all else as it was.

    1 is selected, 0 is not, 2 is topped up with money from outside. META's rule is the one that
    was asked for by name, where it is another.
    """
    topped_up = {step.project_id for step in tally.outcome.steps if step.action == "topped-up"}
    selected = set(tally.outcome.selected)
    marks = {one: (one in selected) + (one in topped_up) for one in tally.file.project_ids}
    other = asked.rule is not None and asked.rule != tally.file.meta.get("rule", "").strip()
    return marked(data, marks, asked.rule if other else None)


def in_currency(amount: int, units: int) -> int | float | str:
    """An amount in currency units: int, else the decimal number that says it exactly.

    Text where no such number exists, which takes more than 15 digits.
    """
    text = plain(amount, units)
    if "." not in text:
        return int(text)
    return float(text) if repr(float(text)) == text else text


def _in_currency(
    facts: Mapping[str, StepFact], outcome: Outcome, units: int
) -> Mapping[str, StepFact]:
    """A step's figures with its money in currency units, exactly."""
    if units == 1:
        return facts
    money = set(MONEY_FACTS)
    if outcome.parameters.get("utility") == "cardinality":
        money.add("price_per_vote")
    return {
        name: Fraction(fact) / units if name in money and not isinstance(fact, str) else fact
        for name, fact in facts.items()
    }
