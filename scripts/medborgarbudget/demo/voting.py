"""Step 5 as it is played: the slips of a round, and the real functions of voting and counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from medborgarbudget.counting.batches import RoundCount, count_batches
from medborgarbudget.counting.closing import close_round
from medborgarbudget.counting.sources import HandedIn
from medborgarbudget.counting.tally import RoundTally, tally_round
from medborgarbudget.demo.bundles import bundle_files, bundled
from medborgarbudget.demo.voters import camps_of, fill
from medborgarbudget.moderation.validate import validate
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.manifest import Manifest
from medborgarbudget.records.tree import RoundFolder, TownTree
from medborgarbudget.voting.opening import open_round

FEWEST, MOST, ONE_IN = 80, 250, 30
"""Invented voters of a pot: one in thirty of those who may vote, at least 80 and at most 250."""

PLACES = 3


class DemoStoppedError(Exception):
    """A step did not go as it must; `problems` say why, where files are at fault."""

    def __init__(self, what: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(what)
        self.problems = tuple(problems)


def opened(tree: TownTree, folder: RoundFolder, today: date) -> Manifest:
    """The manifest of a round that is in order. Raises DemoStoppedError.

    Without the scripts of the vote page: the invented town always has those of today.
    """
    problems: tuple[Problem, ...] = errors(validate(tree, None, today))
    manifest = None
    if not problems:
        manifest, problems = open_round(tree, folder, today)
    if manifest is None:
        raise DemoStoppedError(f"{folder.round_id} cannot be opened", problems)
    return replace(manifest, client={})


def paper_of(
    tree: TownTree, folder: RoundFolder, files: Mapping[str, bytes], settled: date
) -> dict[str, bytes]:
    """The paper of a round, by path: what the town has kept, or else that of invented voters."""
    start = f"{folder.path}/paper/"
    kept = {path: data for path, data in files.items() if path.startswith(start)}
    assert folder.manifest is not None
    if kept:
        return kept
    received = (folder.round.schedule.periods["voting"].closes - timedelta(seconds=1)).date()
    found: dict[str, bytes] = {}
    for pot_id, pot in folder.round.pots.items():
        key, lines = f"{folder.round_id} {pot_id}", folder.manifest.pots[pot_id].projects
        voters = min(MOST, max(FEWEST, (pot.electorate or 0) // ONE_IN))
        slips = fill(key, voters, pot.ballot, lines, camps_of(key, lines))
        places = _places(tree, folder, pot.area)
        for bundle in bundled(pot_id, slips, places, received, settled):
            found |= bundle_files(folder.round_id, bundle)
    return found


def still_open(tree: TownTree, folder: RoundFolder, today: date) -> int:
    """How many differences between the typists are open. Raises DemoStoppedError if they get by."""
    batches = count_batches(tree, folder).batches
    number = sum(one.value is None for batch in batches for one in batch.differences)
    if number and close_round(tree, folder, today).files:
        raise DemoStoppedError(f"{folder.round_id} was closed with differences open")
    return number


def closed(
    tree: TownTree, folder: RoundFolder, today: date, handed_in: Sequence[HandedIn] = ()
) -> tuple[Mapping[str, bytes], RoundCount]:
    """The ballots files by path, and what became of the slips. Raises DemoStoppedError.

    `handed_in` is what came out of the box online, if there is one.
    """
    closing = close_round(tree, folder, today, handed_in)
    if not closing.files:
        raise DemoStoppedError(f"{folder.round_id} cannot be closed", errors(closing.problems))
    return closing.files, closing.count


def tallied(tree: TownTree, folder: RoundFolder) -> RoundTally:
    """The result of the round. Raises DemoStoppedError."""
    tally, problems = tally_round(tree, folder)
    if tally is None:
        raise DemoStoppedError(f"{folder.round_id} cannot be counted", problems)
    return tally


def errors(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Those of the problems that stop."""
    return tuple(problem for problem in problems if problem.severity == "error")


def _places(tree: TownTree, folder: RoundFolder, area: str | None) -> list[str]:
    """The polling places in the area, filled up with the others, in the order of the calendar."""
    polls = [event.place for event in folder.events if event.kind == "polling-place"]
    there = [place for place in polls if place is not None]
    inside = [
        place.name
        for place in there
        if area is not None
        and place.latitude is not None
        and place.longitude is not None
        and tree.areas[area].contains(place.longitude, place.latitude)
    ]
    others = [place.name for place in there if place.name not in inside]
    most = PLACES if area is None else PLACES - 1
    return [*inside, *others][:most] or [folder.round_id]
