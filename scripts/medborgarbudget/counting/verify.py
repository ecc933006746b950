"""Everything about a round that an outsider can check with nothing but the repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from medborgarbudget.counting.check import Check, unread
from medborgarbudget.counting.checking import result_problems
from medborgarbudget.counting.closing import ballots_files
from medborgarbudget.counting.digital import OpenedBox, opened_box
from medborgarbudget.counting.frozen_checks import history, manifest
from medborgarbudget.counting.online_checks import ONLINE, box, is_online, log, roll
from medborgarbudget.counting.recount import Recount
from medborgarbudget.counting.sources import sources_in
from medborgarbudget.counting.tally import source_problems
from medborgarbudget.counting.workers import Progress, nobody_looks
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.classes import classes_path
from medborgarbudget.records.digest import file_digest
from medborgarbudget.records.history import head
from medborgarbudget.records.lots import lot_path, lot_problems, waits_for_lot
from medborgarbudget.records.manifest import manifest_path
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.pot_ballots import MAX_BYTES
from medborgarbudget.records.results import result_path
from medborgarbudget.records.snapshot import added_in, paths_ever
from medborgarbudget.records.tree import RoundFolder, TownTree


def opened_boxes(
    tree: TownTree, round_ids: tuple[str, ...], progress: Progress, workers: int = 1
) -> Mapping[str, OpenedBox]:
    """The boxes of these rounds, opened in so many processes where there are many ballots.

    `progress` is told how many ballots of a box are opened, of how many.
    """
    rounds = {one: tree.rounds[one] for one in round_ids if one in tree.rounds}
    return {one: opened_box(tree, folder, workers, progress) for one, folder in rounds.items()}


def verify(
    tree: TownTree,
    round_ids: tuple[str, ...],
    progress: Progress,
    workers: int = 1,
    boxes: Mapping[str, OpenedBox] | None = None,
) -> tuple[Check, ...]:
    """All checks of these rounds, in the order in which one leans on another; none is left out.

    The pots are counted again in so many processes, where there is enough to count; what is found
    is the same, in the same order. `progress` is called after each check and each counted part.
    `boxes` are the rounds' boxes, where they are opened already. Names are ``<round>/<check>`` and
    stay the same.
    """
    if boxes is None:
        boxes = opened_boxes(tree, round_ids, nobody_looks, workers)
    checks = []
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    recount = Recount(tree, round_ids, step, workers, boxes=boxes)
    total = (len(CHECKS) + 1) * len(round_ids) + recount.parts
    for check in chain.from_iterable(_checks(tree, one, recount) for one in round_ids):
        checks.append(check)
        step()
    return tuple(checks)


def begun(tree: TownTree) -> tuple[str, ...]:
    """The rounds that anything has been frozen, voted or counted in, ever, sorted.

    Also those of which nothing is left but in Git: a round that is taken away is not forgotten.
    """
    traces = ("manifest.yaml", "ballots", "box", "log", "result.yaml")
    once = paths_ever(tree.root, manifest_path("*"))
    parts = [path.split("/") for path in (*tree.paths, *once) if path.startswith("rounds/")]
    return tuple(sorted({part[1] for part in parts if part[2:3] and part[2] in traces}))


def _checks(tree: TownTree, round_id: str, recount: Recount) -> Iterator[Check]:
    reading, folder = _reading(tree, round_id), tree.rounds.get(round_id)
    if folder is None and not reading.problems:
        gone = Problem("round-gone", Place(f"rounds/{round_id}/round.yaml"), {"round": round_id})
        reading = replace(reading, problems=(gone,))
    yield reading
    for name, check in CHECKS.items():
        if name == "lot" and folder and not draws_after_close(tree, folder):
            continue
        if name in ONLINE and folder and not is_online(tree, folder):
            continue
        one = check(tree, folder, recount) if folder else Check(name, reading.problems, "not-yet")
        yield replace(one, name=f"{round_id}/{name}")


def draws_after_close(tree: TownTree, folder: RoundFolder) -> bool:
    """Whether there is a lot to check that was drawn, or is to be, when voting had ended."""
    return waits_for_lot(folder.round) or lot_path(folder.round_id) in tree.paths


def _reading(tree: TownTree, round_id: str) -> Check:
    """Every file of the round can be read and has the shape of its kind."""
    ours = (f"rounds/{round_id}/", f"proposals/{round_id}/", "content/areas/", "content/town.yaml")
    problems = tuple(
        problem
        for problem in tree.problems
        if problem.severity == "error" and problem.place.path.startswith(ours)
    )
    files = sum(path.startswith(ours) for path in tree.paths)
    return Check(f"{round_id}/reading", problems, "reading", files)


def _paper(tree: TownTree, folder: RoundFolder, recount: Recount) -> Check:
    """The paper batches, compared and settled again, give the published ballots byte for byte.

    Where other classes of ballots were counted with them, the paper must be among the published.
    """
    if not folder.batches:
        return Check("paper", (), "paper-none")
    if not any(path.startswith(f"{folder.path}/ballots/") for path in tree.paths):
        return Check("paper", (), "not-yet")
    paper = sources_in(tree, folder)
    sources = (*paper, *recount.handed_in(folder.round_id))
    found = [one for source in paper for one in source.count.problems]
    found += unread(tree, classes_path(folder.round_id))
    if any(problem.severity == "error" for problem in found):
        errors = (problem for problem in found if problem.severity == "error")
        return Check("paper", tuple(errors), "paper")
    if folder.classes is not None:
        problems = tuple(source_problems(tree, folder, sources))
        return Check("paper", problems, "paper-among", len(folder.batches))
    problems = tuple(
        Problem("ballots-not-from-paper", Place(path))
        for path, data in ballots_files(tree, folder, sources).items()
        if read_bytes(tree.root, path, MAX_BYTES)[0] != data
    )
    return Check("paper", problems, "paper", len(folder.batches))


def _inputs(tree: TownTree, folder: RoundFolder, _: Recount) -> Check:
    """Every file that the result names has the bytes that the result was counted from."""
    if folder.result is None:
        return Check("inputs", unread(tree, result_path(folder.round_id)), "not-yet")
    problems = tuple(
        Problem("input-changed", Place(path))
        for path, digest in sorted(folder.result.inputs.items())
        if file_digest(tree.root, path) != digest
    )
    return Check("inputs", problems, "inputs", len(folder.result.inputs))


def _lot(tree: TownTree, folder: RoundFolder, _: Recount) -> Check:
    """A lot that was to be drawn after closing was drawn then. Its bytes are among the inputs."""
    path = lot_path(folder.round_id)
    if folder.lot is None:
        return Check("lot", unread(tree, path), "not-yet")
    problems = tuple(lot_problems(folder.round, folder.lot, Place(path)))
    return Check("lot", problems, "lot")


def _recount(tree: TownTree, folder: RoundFolder, recount: Recount) -> Check:
    """The ballots, counted again, give the published result byte for byte."""
    path = result_path(folder.round_id)
    if path not in tree.paths:
        was_there = head(tree.root) is not None and added_in(tree.root, path) is not None
        gone = (Problem("result-gone", Place(path)),) if was_there else ()
        return Check("recount", gone, "not-yet")
    result, problems = recount.of(folder.round_id)
    if result is not None:
        problems = tuple(result_problems(tree, result))
    return Check("recount", problems, "recount")


def _decision(tree: TownTree, folder: RoundFolder, _: Recount) -> Check:
    """The decision is about projects that people voted on."""
    decision, manifest = folder.decision, folder.manifest
    path = f"{folder.path}/decision.yaml"
    if decision is None or manifest is None:
        return Check("decision", unread(tree, path), "not-yet")
    named = {*decision.funded, *(one.project_id for one in decision.deviations)}
    problems = tuple(
        Problem("funded-not-on-ballot", Place(path), {"project": project_id})
        for project_id in sorted(named)
        if not manifest.holds(project_id)
    )
    return Check("decision", problems, "decision")


CHECKS: dict[str, Callable[[TownTree, RoundFolder, Recount], Check]] = {
    "manifest": manifest,
    "history": history,
    "roll": roll,
    "log": log,
    "box": box,
    "paper": _paper,
    "lot": _lot,
    "inputs": _inputs,
    "recount": _recount,
    "decision": _decision,
}
