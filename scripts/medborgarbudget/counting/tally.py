"""The count of a round: ballots → result, the same bytes whoever counts and whenever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from medborgarbudget.counting.batches import count_batches
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.round import Pot, RuleChoice
from medborgarbudget.pb.rules import TooManyStepsError, run
from medborgarbudget.pb.ties import TieRefusedError
from medborgarbudget.records.digest import bytes_digest, file_digest
from medborgarbudget.records.manifest import manifest_path
from medborgarbudget.records.pabulib import PabulibFile, read_pabulib
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.pot_ballots import (
    MAX_BYTES,
    ballots_path,
    conflicting,
    districts_first,
    profile_in_pot,
)
from medborgarbudget.records.results import PotCounts, PotResult, RoundResult
from medborgarbudget.records.tree import RoundFolder, TownTree


@dataclass(frozen=True)
class RoundTally:
    """The result, and the ballots files that it was counted from, by pot."""

    result: RoundResult
    files: Mapping[str, PabulibFile]


def tally_round(
    tree: TownTree, folder: RoundFolder, rule: str | None = None
) -> tuple[RoundTally | None, tuple[Problem, ...]]:
    """The outcome of every pot of a closed round, or None with all that stands in the way.

    `rule` counts the same ballots by another rule; what that rule needs and the round does not
    say is a problem. Writes nothing.
    """
    if folder.manifest is None:
        place = Place(f"{folder.path}/round.yaml")
        return None, (Problem("tally-before-open", place, {"round": folder.round_id}),)
    pots: dict[str, PotResult] = {}
    files: dict[str, PabulibFile] = {}
    problems: list[Problem] = []
    paper = count_batches(tree, folder) if folder.batches else None
    if paper is not None and not paper.clean:
        return None, tuple(problem for problem in paper.problems if problem.severity == "error")
    for pot_id, pot in districts_first(folder.round.pots):
        path = ballots_path(folder, pot_id)
        data, found = _ballots(tree, path, folder)
        if data is None:
            problems += found
            continue
        file, found = read_pabulib(data, path)
        problems += [problem for problem in found if problem.severity == "error"]
        if file is None:
            continue
        outcome = _outcome(file, folder, pot, path, rule, _selected(pots))
        if not isinstance(outcome, Outcome):
            problems.append(outcome)
            continue
        voters = file.profile().voters
        counts = PotCounts(slips=voters, counted=voters)
        if paper is not None:
            counts = paper.counts(pot_id)
            if paper.profile(pot).ballots != file.profile().ballots:
                problems.append(Problem("ballots-not-from-paper", Place(path)))
        pots[pot_id] = PotResult(pot_id, outcome, counts, bytes_digest(data))
        files[pot_id] = file
    if problems:
        return None, tuple(problems)
    return RoundTally(RoundResult(folder.round_id, pots, dict(_inputs(tree, folder))), files), ()


def _selected(pots: Mapping[str, PotResult]) -> frozenset[str]:
    """What the pots counted so far have selected."""
    return frozenset(one for pot in pots.values() for one in pot.outcome.selected)


def _inputs(tree: TownTree, folder: RoundFolder) -> Iterator[tuple[str, str]]:
    """Every file that the result was worked out from, with its hash."""
    paths = [manifest_path(folder.round_id), f"{folder.path}/round.yaml"]
    paths += [ballots_path(folder, pot_id) for pot_id in folder.round.pots]
    paths += [path for batch in folder.batches.values() for path in batch.files]
    for path in sorted(paths):
        yield path, file_digest(tree.root, path) or ""


def _ballots(
    tree: TownTree, path: str, folder: RoundFolder
) -> tuple[bytes | None, tuple[Problem, ...]]:
    if path not in tree.paths:
        return None, (Problem("ballots-missing", Place(path), {"round": folder.round_id}),)
    return read_bytes(tree.root, path, MAX_BYTES)


def _outcome(
    file: PabulibFile,
    folder: RoundFolder,
    pot: Pot,
    path: str,
    rule: str | None,
    selected: frozenset[str],
) -> Outcome | Problem:
    if file.vote_type != pot.ballot.vote_type:
        types: dict[str, Fact] = {"found": file.vote_type, "expected": pot.ballot.vote_type}
        return Problem("ballots-other-vote-type", Place(path), types)
    instance = folder.instance(pot.pot_id)
    profile = profile_in_pot(file, pot)
    named = {choice for ballot, _ in profile.ballots for choice in ballot.choices}
    strangers = tuple(sorted(named - instance.by_id.keys()))
    if strangers:
        return Problem("ballots-other-projects", Place(path), {"projects": strangers})
    choice: RuleChoice = pot.rule if rule is None else replace(pot.rule, name=rule)
    choice = replace(choice, elsewhere=conflicting(choice, selected))
    facts = {"pot": pot.pot_id, "round": folder.round_id}
    try:
        return run(instance, profile, choice)
    except TieRefusedError as refusal:
        return Problem("tally-tie", Place(path), {**facts, "projects": refusal.project_ids})
    except TooManyStepsError as error:
        return Problem("tally-too-many-steps", Place(path), {**facts, "limit": error.max_steps})
    except ValueError:
        return Problem("tally-rule-incomplete", Place(path), {**facts, "rule": choice.name})
