"""The checks of a vote online: its rolls, its log, and its box, which anybody can open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from medborgarbudget.counting.check import Check, unread
from medborgarbudget.counting.closing import ballots_files
from medborgarbudget.counting.digital import rolls_of
from medborgarbudget.counting.log_checks import checkpoints_in, log_problems, rewritten, unlogged
from medborgarbudget.counting.recount import Recount
from medborgarbudget.counting.sources import sources_in
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.box import box_paths, entries_path, log_path
from medborgarbudget.records.digest import file_digest
from medborgarbudget.records.enough import first_of_each
from medborgarbudget.records.keys import keys_path, roll_path
from medborgarbudget.records.manifest import manifest_path
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.pot_ballots import MAX_BYTES
from medborgarbudget.records.tree import RoundFolder, TownTree

ONLINE = ("roll", "log", "box")
"""The checks of rounds that are voted in online."""


def is_online(tree: TownTree, folder: RoundFolder) -> bool:
    """Whether the round is, or says it was, voted in online."""
    return folder.keys is not None or bool({*box_paths(folder.round_id)} & {*tree.paths})


def roll(tree: TownTree, folder: RoundFolder, _: Recount) -> Check:
    """Every roll is there, one key a line, sorted, each once, with the hash in the manifest."""
    rolls, problems = rolls_of(tree, folder)
    frozen = folder.manifest.files if folder.manifest is not None else {}
    paths = [roll_path(folder.round_id, name) for name in rolls]
    loose = (path for path in paths if file_digest(tree.root, path) != frozen.get(path))
    problems += tuple(Problem("frozen-file-changed", Place(path)) for path in loose)
    return Check("roll", problems, "roll", sum(map(len, rolls.values())))


def log(tree: TownTree, folder: RoundFolder, recount: Recount) -> Check:
    """Each night's log is signed and continues the one before; the box holds just its entries."""
    if folder.election is None:
        return Check("log", unread(tree, keys_path(folder.round_id)), "not-yet")
    number = len(checkpoints_in(tree.root, folder.round_id))
    problems = tuple(log_problems(tree.root, folder.round_id, folder.election))
    published = recount.boxes[folder.round_id].box
    if published is not None:
        problems += tuple(unlogged(tree.root, folder.round_id, published))
    key = "log" if number else "not-yet"
    return Check("log", first_of_each(problems, log_path(folder.round_id)), key, number)


def box(tree: TownTree, folder: RoundFolder, recount: Recount) -> Check:
    """The published key opens every ballot that counts, and these are the published ballots."""
    handed_in, problems = (
        recount.handed_in(folder.round_id),
        recount.boxes[folder.round_id].problems,
    )
    if problems or not handed_in:
        was_closed = any(path.startswith(f"{folder.path}/ballots/") for path in tree.paths)
        if was_closed and not problems:
            problems = (Problem("box-file-missing", Place(entries_path(folder.round_id))),)
        return Check("box", problems, "not-yet")
    sources = (*sources_in(tree, folder), *handed_in)
    problems = tuple(
        Problem("ballots-not-from-box", Place(path))
        for path, data in ballots_files(tree, folder, sources).items()
        if read_bytes(tree.root, path, MAX_BYTES)[0] != data
    )
    summed = sum(one.counts.slips for one in folder.sums.values())
    slips = sum(one.counts(pot).slips for one in handed_in for pot in folder.round.pots)
    return Check("box", problems, "box-sums" if summed else "box", slips - summed, summed)


def compared(tree: TownTree, round_ids: tuple[str, ...], older: Path) -> tuple[Check, ...]:
    """For each of these rounds that is voted in online: whether its log continues an older one.

    An older clone may be from before a round; but where it has no log of any of them, whoever meant
    to compare has compared nothing.
    """
    checks: list[Check] = []
    for round_id in round_ids:
        election = tree.rounds[round_id].election if round_id in tree.rounds else None
        if election is not None:
            number, problems = rewritten(tree.root, older.resolve(), round_id, election)
            path = manifest_path(round_id)
            then, now = (read_bytes(one, path, MAX_BYTES)[0] for one in (older, tree.root))
            if number and then != now:
                problems += (Problem("manifest-differs", Place(path)),)
            key = "log-against" if number else "not-yet"
            checks.append(Check(f"{round_id}/log-against", problems, key, number))
    if any(check.made for check in checks):
        return tuple(checks)
    return tuple(_nothing_compared(tree, check) for check in checks)


def _nothing_compared(tree: TownTree, check: Check) -> Check:
    """The same as a finding, where the round has a log that could have been compared."""
    round_id = check.name.partition("/")[0]
    path = log_path(round_id)
    if not checkpoints_in(tree.root, round_id):
        return check
    return replace(check, problems=(Problem("older-without-log", Place(path)),))
