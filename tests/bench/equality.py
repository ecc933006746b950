"""Every shared election, step by step of Add1: the certified count against the reference.

Usage: ``python -m tests.bench.equality ../shared/elections [STEPS]``. For each file, utility and
start, what each of up to STEPS endowments buys is compared to the last fraction: the first, those
at which either stop ends, and others evenly between. Then 2 500 random elections full of ties.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from tests.pb.rules.test_certified import (
    BY_LOT,
    UTILITIES,
    assert_equal,
    market,
    random_elections,
)

from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import TooManyStepsError, run
from medborgarbudget.records.pabulib import read_pabulib

STARTS = ("exact", "floor")
STOPS = ("exhaustive", "overspend")


def stops(instance, profile, utility, start) -> tuple[Fraction, int, set[int]]:
    """The first endowment, how many are tried, and where the two stops end."""
    ends = {0}
    first, most = Fraction(0), 0
    for stop in STOPS:
        completion = Completion(start, 1, stop, 2_000)
        choice = RuleChoice("equalshares/add1", BY_LOT, utility=utility, completion=completion)
        try:
            outcome = run(instance, profile, choice)
        except TooManyStepsError:
            continue
        for step in outcome.steps:
            if step.action == "raised-endowment":
                attempts = step.facts["attempts"]
                first, most = Fraction(step.facts["first"]), max(most, attempts)
                ends |= {attempts, max(attempts - 1, 0)}
    return first, most, ends


def compare_shared(folder: Path, steps: int) -> tuple[int, int]:
    """How many elections and how many counts were equal. Raises AssertionError where one is not."""
    elections = counts = 0
    for path in sorted(folder.glob("**/*.pb")):
        file, _ = read_pabulib(path.read_bytes(), path.name)
        if file is None:
            continue
        instance, profile = file.instance(), file.profile()
        units = instance.units_per_currency
        for utility in UTILITIES:
            election = market(instance, profile, utility)
            for start in STARTS if election.projects else ():
                first, most, ends = stops(instance, profile, utility, start)
                tried = ends | set(range(0, most + 1, max(1, most // steps)))
                for step in sorted(tried):
                    assert_equal(election, first + step * units)
                    counts += 1
        elections += 1
        print(f"{elections:4} {counts:7}  {path.name}", flush=True)
    return elections, counts


@settings(max_examples=2_500, deadline=None, derandomize=True)
@given(election=random_elections())
def compare_random(election) -> None:
    """One random election, both utilities."""
    instance, profile, endowment = election
    for utility in UTILITIES:
        assert_equal(market(instance, profile, utility), endowment)


if __name__ == "__main__":
    found = compare_shared(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
    compare_random()
    print(f"equal: {found[0]} elections, {found[1]} counts; 2500 random elections x 2 utilities")
