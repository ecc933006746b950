"""Opening the vote: what is on the ballot is written down, with a hash of every file behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Pot
from medborgarbudget.pb.schedule import StepName
from medborgarbudget.records.client_code import client_digests
from medborgarbudget.records.digest import file_digest
from medborgarbudget.records.freezing import frozen_paths, on_ballots
from medborgarbudget.records.keys import roll_path
from medborgarbudget.records.manifest import BallotLine, Manifest, PotBallot, manifest_path
from medborgarbudget.records.tree import RoundFolder, TownTree

EARLY = timedelta(days=14)
"""Whoever freezes the ballot longer before the vote than this is told so."""


def open_round(
    tree: TownTree, folder: RoundFolder, today: date, paper_only: bool = False
) -> tuple[Manifest | None, tuple[Problem, ...]]:
    """The manifest of the round as its files are now, or None with what stands in the way.

    Beside the manifest there may be warnings. With `paper_only` a round whose events promise a
    vote online needs no keys. Writes nothing. Whether the files themselves are in order is for
    `validate` to say first.
    """
    problems = tuple(_in_the_way(tree, folder, today, paper_only))
    if errors := tuple(one for one in problems if one.severity == "error"):
        return None, errors
    files = {}
    for path in frozen_paths(tree, folder, on_ballots(ballots(folder))):
        digest = file_digest(tree.root, path)
        if digest is None:
            return None, (Problem("file-missing", Place(path), {"path": path}),)
        files[path] = digest
    client = client_digests() if folder.keys is not None else {}
    return Manifest(today, files, ballots(folder), client), problems


def ballots(folder: RoundFolder) -> dict[str, PotBallot]:
    """Each pot's ballot: its eligible projects, numbered from 1 in the order of their ids."""
    return {
        pot_id: PotBallot(
            pot.budget_limit,
            tuple(
                _line(number, project, pot)
                for number, project in enumerate(folder.instance(pot_id).projects, start=1)
            ),
        )
        for pot_id, pot in sorted(folder.round.pots.items())
    }


def _line(number: int, project: Project, pot: Pot) -> BallotLine:
    """One line of the ballot, with what the pot's rule must know of the project beside its cost."""
    by_category = any(quota.category is not None for quota in pot.rule.quotas)
    return BallotLine(
        number,
        project.project_id,
        project.cost,
        project.name,
        area=project.area if pot.area is None else None,
        category=project.categories[0] if by_category and project.categories else None,
    )


def _in_the_way(
    tree: TownTree, folder: RoundFolder, today: date, paper_only: bool
) -> Iterator[Problem]:
    if manifest_path(folder.round_id) in tree.paths:
        place = Place(manifest_path(folder.round_id))
        yield Problem("open-twice", place, {"round": folder.round_id})
        return
    round_yaml = f"{folder.path}/round.yaml"
    document = tree.documents.get(round_yaml)
    voting = folder.round.schedule.periods["voting"]
    if voting.stage(datetime.combine(today, datetime.min.time())) == "after":
        key = ("schedule", "voting", "closes")
        place = document.place(*key) if document else Place(round_yaml)
        yield Problem("open-after-end", place, {"today": today.isoformat()})
    for index, pot_id in enumerate(folder.round.pots):
        if not folder.instance(pot_id).projects:
            place = document.place("pots", index, "id") if document else Place(round_yaml)
            yield Problem("open-pot-empty", place, {"pot": pot_id})
    yield from _too_early(tree, folder, today)
    yield from _not_ready_online(tree, folder, paper_only)


def _too_early(tree: TownTree, folder: RoundFolder, today: date) -> Iterator[Problem]:
    """While ideas come in or are assessed, and where the vote begins only in weeks.

    In the last days before the vote the first is a warning: a town's steps may overlap.
    """
    periods, now = folder.round.schedule.periods, datetime.combine(today, datetime.min.time())
    opens = periods["voting"].opens
    is_early = now < datetime.combine(opens.date(), datetime.min.time()) - EARLY
    steps: tuple[StepName, ...] = ("ideas", "assessment")
    step = max(steps, key=lambda one: periods[one].closes)
    document = tree.documents.get(f"{folder.path}/round.yaml")
    place = Place(f"{folder.path}/round.yaml")
    if now < periods[step].closes:
        place = document.place("schedule", step, "closes") if document else place
        facts = {"closes": (periods[step].closes - timedelta(seconds=1)).date().isoformat()}
        yield Problem("open-while-assessing", place, facts, "error" if is_early else "warning")
    elif is_early:
        place = document.place("schedule", "voting", "opens") if document else place
        facts = {"opens": opens.date().isoformat(), "round": folder.round_id}
        yield Problem("open-early", place, facts, "warning")


def _not_ready_online(tree: TownTree, folder: RoundFolder, paper_only: bool) -> Iterator[Problem]:
    """A vote online that was promised, but has no keys; and keys without all of their codes."""
    if folder.keys is None:
        promised = next((n for n, one in enumerate(folder.events) if one.kind == "online"), None)
        if promised is not None and not paper_only:
            path = f"{folder.path}/events.yaml"
            document = tree.documents.get(path)
            place = document.place("events", promised, "kind") if document else Place(path)
            yield Problem("open-without-keys", place, {"round": folder.round_id})
        return
    for roll in folder.keys.rolls:
        path = roll_path(folder.round_id, roll)
        if path not in tree.paths:
            yield Problem(
                "open-without-codes", Place(path), {"roll": roll, "round": folder.round_id}
            )
