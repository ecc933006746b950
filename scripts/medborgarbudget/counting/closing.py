"""Closing: the settled ballots of each pot become one Pabulib file without a trace of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from medborgarbudget.counting.batches import RoundCount, count_batches
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.words import in_language
from medborgarbudget.records.pabulib import pabulib_date, pabulib_of, write_pabulib
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.pot_ballots import MAX_BYTES, ballots_path
from medborgarbudget.records.tree import RoundFolder, TownTree

FEW_BALLOTS = 50
"""Below this, single ballots may point at people; see domain.md 8.2 and docs/threat-model.md."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What `close` writes: the bytes of each ballots file by its path."""

    files: Mapping[str, bytes]
    count: RoundCount
    problems: tuple[Problem, ...]


def close_round(tree: TownTree, folder: RoundFolder, today: date) -> Closing:
    """The ballots files of a round whose voting is over and whose paper is settled.

    `files` is empty where a problem is an error. Few ballots in a pot give a warning.
    """
    problems = [*_not_yet(folder, today)]
    count = count_batches(tree, folder)
    problems += count.problems
    if folder.manifest is not None and not folder.batches:
        problems.append(
            Problem(
                "close-without-ballots", Place(f"{folder.path}/paper"), {"round": folder.round_id}
            )
        )
    if any(problem.severity == "error" for problem in problems):
        return Closing({}, count, tuple(problems))
    files = ballots_files(tree, folder, count)
    for pot_id, path in ((one, ballots_path(folder, one)) for one in sorted(folder.round.pots)):
        voters = len(count.ballots(pot_id))
        if voters < FEW_BALLOTS:
            facts: dict[str, Fact] = {"pot": pot_id, "found": voters, "limit": FEW_BALLOTS}
            problems.append(Problem("close-few-ballots", Place(path), facts, "warning"))
        if (tree.root / path).exists() and _bytes(tree, path) != files[path]:
            problems.append(Problem("ballots-differ", Place(path), {"pot": pot_id}))
    refused = any(problem.severity == "error" for problem in problems)
    return Closing({} if refused else files, count, tuple(problems))


def ballots_files(tree: TownTree, folder: RoundFolder, count: RoundCount) -> dict[str, bytes]:
    """The bytes of each pot's ballots file by its path: the ballots sorted, voters numbered anew.

    Nothing in them tells time, order, batch or person.
    """
    return {
        ballots_path(folder, pot_id): _ballots_file(tree, folder, count, pot_id)
        for pot_id in sorted(folder.round.pots)
    }


def _ballots_file(tree: TownTree, folder: RoundFolder, count: RoundCount, pot_id: str) -> bytes:
    pot = folder.round.pots[pot_id]
    profile = count.profile(pot)
    return write_pabulib(
        pabulib_of(folder.instance(pot_id), profile, pot.ballot, _about(tree, folder, pot_id))
    )


def _about(tree: TownTree, folder: RoundFolder, pot_id: str) -> dict[str, str]:
    pot, voting = folder.round.pots[pot_id], folder.round.schedule.periods["voting"]
    unit = tree.town.short_name if tree.town else ""
    title = in_language(folder.round.title, "en")
    name = in_language(pot.name, "en")
    threshold = pot.rule.threshold if pot.rule.name == "greedy-threshold" else 0
    return {
        "description": f"{title}, {name}",
        "country": "Sweden" if folder.round.currency == "SEK" else "",
        "unit": unit,
        "district": name,
        "instance": folder.round_id,
        "rule": pot.rule.name,
        "date_begin": pabulib_date(voting.opens.date()),
        "date_end": pabulib_date((voting.closes - timedelta(seconds=1)).date()),
        "currency": folder.round.currency,
        "min_project_score_threshold": str(threshold) if threshold else "",
    }


def _not_yet(folder: RoundFolder, today: date) -> list[Problem]:
    place = Place(f"{folder.path}/round.yaml")
    if folder.manifest is None:
        return [Problem("close-before-open", place, {"round": folder.round_id})]
    voting = folder.round.schedule.periods["voting"]
    if voting.stage(datetime.combine(today, datetime.min.time())) != "after":
        facts = {"closes": voting.closes.isoformat(timespec="minutes")}
        return [Problem("close-before-end", place, facts)]
    return []


def _bytes(tree: TownTree, path: str) -> bytes | None:
    return read_bytes(tree.root, path, MAX_BYTES)[0]
