"""Our counts against other programs' and against our own reference, with every difference named.

Usage: ``python -m tests.bench.equality ../shared/elections [NUMBER [STEPS]]``. Three tables:

- each rule that pabutools or abcvoting has too, on NUMBER (2 000) random elections of many shapes;
- the same on every shared election that pabutools counts in seconds (`CELLS`, `RAISED_CELLS`);
- the certified count against the reference, on every shared election, utility and start: what each
  of up to STEPS endowments buys, to the last fraction: the first, those at which either stop ends,
  and others evenly between. Then 2 500 random elections full of ties.

Ends with 1 where a difference has no named reason.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from tests.pb.rules import test_committees as committees
from tests.pb.rules.drawn import Election, by_chance
from tests.pb.rules.peers import PEERS, Peer
from tests.pb.rules.test_certified import (
    BY_LOT,
    UTILITIES,
    assert_equal,
    market,
    random_elections,
)

from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import TooManyStepsError, run
from medborgarbudget.pb.rules.purses import supported
from medborgarbudget.records.pabulib import read_pabulib

CELLS = 2_000_000
"""Voters times projects up to which a shared election is compared: seconds for pabutools."""
RAISED_CELLS = 1_000_000
"""The same times the endowments tried, where pabutools raises them."""
UNNAMED = "NO REASON FOUND"

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


def row(name: str, causes: Iterable[str | None]) -> int:
    """Print how many were equal and why the others were not; the number without a reason."""
    found = Counter(UNNAMED if cause is None else cause for cause in causes)
    equal = found.pop("", 0)
    named = "; ".join(f"{number} {cause}" for cause, number in sorted(found.items()))
    total = equal + found.total()
    print(f"{name:36} {total:6} {equal:6} {found.total():6}  {named}", flush=True)
    return found[UNNAMED]


def told(elections: Iterable[Election], peer: Peer) -> Iterator[str | None]:
    """Why each differs, with a line on standard error while it takes."""
    for number, election in enumerate(elections, start=1):
        if number % 100 == 0:
            print(f"  {peer.name}: {number}", end="\r", file=sys.stderr, flush=True)
        yield peer.cause(election)


def compare_peers(number: int) -> int:
    """Both programs on random elections; returns how many differ without a reason."""
    unnamed = 0
    for peer in PEERS:
        drawn = by_chance(number, "cumulative" if peer.points else "approval")
        unnamed += row(peer.name, told(drawn, peer))
    for rule in committees.PEERS:
        agreed = (committees.agrees(one, rule) for one in committees.committees(number))
        unnamed += row(f"{rule} (abcvoting)", ("" if agrees else None for agrees in agreed))
    return unnamed


def shared(folder: Path, points: bool) -> Iterator[Election]:
    """The shared elections that are small enough, those that give points or all as crosses."""
    for path in sorted(folder.glob("**/*.pb")):
        file, _ = read_pabulib(path.read_bytes(), path.name)
        if file is None or (points and file.vote_type not in WITH_POINTS):
            continue
        instance, profile = file.instance(), file.profile()
        if profile.voters * len(instance.projects) > CELLS:
            continue
        ballots = [
            (
                dict(zip(ballot.choices, ballot.points, strict=True))
                if points
                else dict.fromkeys(sorted(supported(ballot)), 1),
                voters,
            )
            for ballot, voters in profile.ballots
        ]
        costs = {project.project_id: project.cost for project in instance.projects}
        kind = "cumulative" if points else "approval"
        yield Election(costs, instance.budget_limit, ballots, kind)


def quick(elections: Iterable[Election], peer: Peer) -> Iterator[Election]:
    """Those for which pabutools has not too many endowments to try."""
    for election in elections:
        tried = 0
        if "completion" in peer.choice:
            steps = peer.outcome(election).steps
            raised = [step for step in steps if step.action == "raised-endowment"]
            tried = sum(int(step.facts["attempts"]) for step in raised)
        if tried * election.voters * len(election.costs) <= RAISED_CELLS:
            yield election


def compare_peers_shared(folder: Path) -> int:
    """Both programs on real elections; returns how many differ without a reason."""
    elections = {points: list(shared(folder, points)) for points in (False, True)}
    return sum(row(peer.name, told(quick(elections[peer.points], peer), peer)) for peer in PEERS)


@settings(max_examples=2_500, deadline=None, derandomize=True)
@given(election=random_elections())
def compare_random(election) -> None:
    """One random election, both utilities."""
    instance, profile, endowment = election
    for utility in UTILITIES:
        assert_equal(market(instance, profile, utility), endowment)


def main() -> int:
    """All three tables; 1 where a difference has no reason."""
    folder = Path(sys.argv[1])
    number, steps = map(int, (*sys.argv[2:4], *("2000", "20")[len(sys.argv) - 2 :]))
    print(f"{'rule':36} {'random':>6} {'equal':>6} {'not':>6}  because of")
    unnamed = compare_peers(number)
    print(f"{'rule':36} {'shared':>6} {'equal':>6} {'not':>6}  because of")
    unnamed += compare_peers_shared(folder)
    found = compare_shared(folder, steps)
    compare_random()
    print(f"certified: {found[0]} elections, {found[1]} counts; 2500 random ones x 2 utilities")
    return min(unnamed, 1)


if __name__ == "__main__":
    sys.exit(main())
