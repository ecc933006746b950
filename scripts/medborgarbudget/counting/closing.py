"""Closing: the settled ballots of each pot become one Pabulib file without a trace of anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from medborgarbudget.counting.batches import RoundCount, count_batches
from medborgarbudget.counting.sources import (
    FEW_BALLOTS,
    PaperSource,
    Source,
    merged,
    sums_apart,
)
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.round import Pot
from medborgarbudget.pb.summed import SummedProfile
from medborgarbudget.pb.words import in_language
from medborgarbudget.records.classes import classes_path, classes_text
from medborgarbudget.records.kinds import stem
from medborgarbudget.records.pabulib import pabulib_date, pabulib_of, write_pabulib
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.pot_ballots import MAX_BYTES, ballots_path
from medborgarbudget.records.sums import sums_path
from medborgarbudget.records.tree import RoundFolder, TownTree

NOT_HERE = "{voters} ballots cast online are not in this file, only their sums, in {path}"
"""The comment of a file that lacks ballots: whoever counts it alone must know."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What `close` writes: the bytes of each file by its path. `voters` are ballots by pot."""

    files: Mapping[str, bytes]
    count: RoundCount
    problems: tuple[Problem, ...]
    voters: Mapping[str, int] = field(default_factory=dict)


def close_round(
    tree: TownTree, folder: RoundFolder, today: date, handed_in: Sequence[Source] = ()
) -> Closing:
    """The files of a round whose voting is over and whose paper is settled.

    `handed_in` are the classes of ballots that are not on paper. `files` is empty where a problem
    is an error. Few ballots in a pot, or of a class, give a warning.
    """
    problems = [*not_yet(folder, today)]
    count = count_batches(tree, folder)
    problems += count.problems
    if folder.manifest is not None and not folder.batches and not handed_in:
        problems.append(
            Problem(
                "close-without-ballots", Place(f"{folder.path}/paper"), {"round": folder.round_id}
            )
        )
    if any(problem.severity == "error" for problem in problems):
        return Closing({}, count, tuple(problems))
    sources: tuple[Source, ...] = (PaperSource(count), *handed_in)
    files = ballots_files(tree, folder, sources)
    files |= _classes_file(folder, sources)
    voters = {}
    for pot_id, path in ((one, ballots_path(folder, one)) for one in sorted(folder.round.pots)):
        voters[pot_id] = sum(source.counts(pot_id).counted for source in sources)
        problems += _few(folder.round.pots[pot_id], sources, path)
    for path, data in files.items():
        if (tree.root / path).exists() and _bytes(tree, path) != data:
            code = "classes-differ" if path == classes_path(folder.round_id) else "ballots-differ"
            problems.append(Problem(code, Place(path), {"pot": stem(path)}))
    refused = any(problem.severity == "error" for problem in problems)
    return Closing({} if refused else files, count, tuple(problems), voters)


def _few(pot: Pot, sources: Sequence[Source], path: str) -> Iterator[Problem]:
    """Few ballots in all; else, few of a class: whoever takes away the paper is left with them.

    Ballots of which only the sums are published point at nobody.
    """
    shown = {source.name: _shown(source, pot) for source in sources}
    voters = sum(shown.values())
    facts: dict[str, Fact] = {"pot": pot.pot_id, "found": voters, "limit": FEW_BALLOTS}
    if voters < FEW_BALLOTS:
        if voters or not any(source.counts(pot.pot_id).counted for source in sources):
            yield Problem("close-few-ballots", Place(path), facts, "warning")
        return
    for source in sources:
        found = shown[source.name]
        if 0 < found < FEW_BALLOTS and source.channel != "paper":
            about = {**facts, "found": found, "class": source.name}
            yield Problem("close-few-of-class", Place(path), about, "warning")


def _shown(source: Source, pot: Pot) -> int:
    """How many ballots of a source are published one by one."""
    return sum(number for _, number in source.profile(pot).ballots)


def ballots_files(
    tree: TownTree, folder: RoundFolder, sources: Sequence[Source]
) -> dict[str, bytes]:
    """The bytes of each pot's ballots file by its path: the ballots sorted, voters numbered anew.

    All sources are merged. Nothing in the files tells time, order, batch, class or person.
    """
    return {
        ballots_path(folder, pot_id): _ballots_file(tree, folder, sources, pot_id)
        for pot_id in sorted(folder.round.pots)
    }


def _classes_file(folder: RoundFolder, sources: Sequence[Source]) -> dict[str, bytes]:
    """The sums apart, where any pot has ballots of more than one class or the pots differ."""
    apart = {
        pot_id: sums_apart(pot, folder.instance(pot_id).by_id, sources)
        for pot_id, pot in sorted(folder.round.pots.items())
    }
    if len({name for groups in apart.values() for one in groups for name in one.classes}) < 2:
        return {}
    there = {pot_id: groups for pot_id, groups in apart.items() if groups}
    return {classes_path(folder.round_id): classes_text(there).encode()}


def _ballots_file(
    tree: TownTree, folder: RoundFolder, sources: Sequence[Source], pot_id: str
) -> bytes:
    pot = folder.round.pots[pot_id]
    profile = merged(pot, sources)
    comment = ""
    if isinstance(profile, SummedProfile):
        comment = NOT_HERE.format(voters=profile.added.voters, path=sums_path(folder.round_id))
        profile = profile.known
    about = _about(tree, folder, pot_id) | {"comment": comment}
    return write_pabulib(pabulib_of(folder.instance(pot_id), profile, pot.ballot, about))


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


def not_yet(folder: RoundFolder, today: date) -> list[Problem]:
    """Why the round cannot be closed on this day: it is not open, or voting is not over."""
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
