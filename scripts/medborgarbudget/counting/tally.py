"""The count of a round: ballots → result, the same bytes whoever counts and whenever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from medborgarbudget.counting.class_checks import class_problems
from medborgarbudget.counting.digital import opened_box
from medborgarbudget.counting.sources import (
    NotCounted,
    Source,
    merged,
    sources_in,
    total,
    with_summed,
)
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.rolling import counting_order, received, with_more
from medborgarbudget.pb.round import Pot, Round, RuleChoice
from medborgarbudget.pb.rules import (
    NeedsBallotsError,
    TooManySelectionsError,
    TooManyStepsError,
    run,
)
from medborgarbudget.pb.ties import TieRefusedError
from medborgarbudget.records.box import box_paths
from medborgarbudget.records.classes import ClassSums, classes_path
from medborgarbudget.records.digest import bytes_digest, file_digest
from medborgarbudget.records.lots import lot_path
from medborgarbudget.records.manifest import manifest_path
from medborgarbudget.records.pabulib import PabulibFile, read_pabulib
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.records.pot_ballots import (
    MAX_BYTES,
    ballots_path,
    conflicting,
    profile_in_pot,
)
from medborgarbudget.records.pot_counts import PotCounts
from medborgarbudget.records.results import PotResult, RoundResult
from medborgarbudget.records.sums import sums_path
from medborgarbudget.records.tree import RoundFolder, TownTree


@dataclass(frozen=True)
class RoundTally:
    """The result, and the ballots files that it was counted from, by pot.

    `not_counted` are the ballots outside the limits, as far as their sources can be read.
    """

    result: RoundResult
    files: Mapping[str, PabulibFile]
    not_counted: Mapping[str, tuple[NotCounted, ...]] = field(default_factory=dict)


def tally_round(
    tree: TownTree,
    folder: RoundFolder,
    rule: str | None = None,
    handed_in: Sequence[Source] | None = None,
) -> tuple[RoundTally | None, tuple[Problem, ...]]:
    """The outcome of every pot of a closed round, or None with all that stands in the way.

    `rule` counts the same ballots by another rule; what that rule needs and the round does not
    say is a problem. `handed_in` are classes of ballots that are not on paper, where they are
    opened already; if not said, the round's published box is opened. Of classes that cannot be read
    again, what classes.yaml says must still add up. Writes nothing.
    """
    if folder.manifest is None:
        place = Place(f"{folder.path}/round.yaml")
        return None, (Problem("tally-before-open", place, {"round": folder.round_id}),)
    pots: dict[str, PotResult] = {}
    files: dict[str, PabulibFile] = {}
    problems: list[Problem] = []
    paper = sources_in(tree, folder)
    unsettled = [one for source in paper for one in source.count.problems]
    path = classes_path(folder.round_id)
    unsettled += [problem for problem in tree.problems if problem.place.path == path]
    if any(problem.severity == "error" for problem in unsettled):
        return None, tuple(problem for problem in unsettled if problem.severity == "error")
    if handed_in is None:
        box = opened_box(tree, folder)
        if box.problems:
            return None, box.problems
        handed_in = box.sources
    sources: tuple[Source, ...] = (*paper, *handed_in)
    rolled: dict[str, dict[str, int]] = {}
    order, circle = counting_order(folder.round.pots)
    if circle:
        place = Place(f"{folder.path}/round.yaml")
        return None, (Problem("rolls-in-circle", place, {"pots": circle}),)
    for pot_id, pot in order:
        path = ballots_path(folder, pot_id)
        data, found = _ballots(tree, path, folder)
        if data is None:
            problems += found
            continue
        file, found = read_pabulib(data, path)
        problems += [problem for problem in found if problem.severity == "error"]
        if file is None:
            continue
        came = rolled.get(pot_id, {})
        outcome = _outcome(file, folder, pot, path, rule, _selected(pots), came, sources)
        if not isinstance(outcome, Outcome):
            problems.append(outcome)
            continue
        if pot.rule.leftover == "roll-over" and outcome.unspent:
            rolled.setdefault(pot.rule.rolls_to, {})[pot_id] = outcome.unspent
        problems += _not_from_sources(folder, pot, file, sources, path)
        groups = folder.classes.get(pot_id, ()) if folder.classes is not None else ()
        counts = _counts(pot_id, groups, sources, file)
        summed = folder.sums[pot_id].counts.slips if pot_id in folder.sums else 0
        pots[pot_id] = PotResult(pot_id, outcome, counts, bytes_digest(data), groups, summed)
        files[pot_id] = file
    if problems:
        return None, tuple(problems)
    not_counted = {
        pot_id: tuple(one for source in sources for one in source.not_counted(pot_id))
        for pot_id in pots
    }
    result = RoundResult(folder.round_id, pots, dict(inputs_of(tree, folder)))
    return RoundTally(result, files, not_counted), ()


def source_problems(
    tree: TownTree, folder: RoundFolder, sources: Sequence[Source]
) -> Iterator[Problem]:
    """Where the published ballots of a round are not what its sources and classes.yaml say."""
    for pot_id, pot in sorted(folder.round.pots.items()):
        path = ballots_path(folder, pot_id)
        data, found = _ballots(tree, path, folder)
        file, read = read_pabulib(data, path) if data is not None else (None, ())
        yield from found
        yield from (problem for problem in read if problem.severity == "error")
        if file is not None:
            yield from _not_from_sources(folder, pot, file, sources, path)


def _not_from_sources(
    folder: RoundFolder, pot: Pot, file: PabulibFile, sources: Sequence[Source], path: str
) -> Iterator[Problem]:
    """The published ballots are those of the sources, or contain them where some are closed."""
    profile = file.profile()
    if folder.classes is None:
        if sources and merged(pot, sources).ballots != profile.ballots:
            on_paper = all(source.channel == "paper" for source in sources)
            code = "ballots-not-from-paper" if on_paper else "ballots-not-from-box"
            yield Problem(code, Place(path))
        return
    ids = tuple(folder.instance(pot.pot_id).by_id)
    groups = folder.classes.get(pot.pot_id, ())
    place = Place(classes_path(folder.round_id))
    profile = with_summed(profile, pot, sources)
    yield from class_problems(pot, groups, profile, ids, sources, place)


def _counts(
    pot_id: str, groups: Sequence[ClassSums], sources: Sequence[Source], file: PabulibFile
) -> PotCounts:
    """What came out of the boxes; of ballots without a source, no more is known than they are."""
    if groups:
        return total(one.counts for one in groups)
    if sources:
        return total(source.counts(pot_id) for source in sources)
    voters = file.profile().voters
    return PotCounts(slips=voters, counted=voters)


def _selected(pots: Mapping[str, PotResult]) -> frozenset[str]:
    """What the pots counted so far have selected."""
    return frozenset(one for pot in pots.values() for one in pot.outcome.selected)


def counted_apart(the_round: Round) -> bool:
    """Whether each pot can be counted without knowing what the others came to."""
    rules = [pot.rule for pot in the_round.pots.values()]
    return not any(rule.conflicts or rule.leftover == "roll-over" for rule in rules)


def inputs_of(tree: TownTree, folder: RoundFolder) -> Iterator[tuple[str, str]]:
    """Every file that the result was worked out from, with its hash."""
    paths = [manifest_path(folder.round_id), f"{folder.path}/round.yaml"]
    paths += [ballots_path(folder, pot_id) for pot_id in folder.round.pots]
    paths += [path for batch in folder.batches.values() for path in batch.files]
    paths += [lot_path(folder.round_id)] if folder.lot else []
    paths += [classes_path(folder.round_id)] if folder.classes is not None else []
    box = (*box_paths(folder.round_id), sums_path(folder.round_id))
    paths += [path for path in box if path in tree.paths]
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
    rolled_in: Mapping[str, int],
    sources: Sequence[Source],
) -> Outcome | Problem:
    if file.vote_type != pot.ballot.vote_type:
        types: dict[str, Fact] = {"found": file.vote_type, "expected": pot.ballot.vote_type}
        return Problem("ballots-other-vote-type", Place(path), types)
    facts: dict[str, Fact] = {"pot": pot.pot_id, "round": folder.round_id}
    if pot.rule.lot_after_close and pot.rule.tie_breaking.seed is None:
        return Problem("lot-not-drawn", Place(lot_path(folder.round_id)), facts)
    instance = with_more(folder.instance(pot.pot_id), rolled_in)
    profile = profile_in_pot(file, pot)
    named = {choice for ballot, _ in profile.ballots for choice in ballot.choices}
    strangers = tuple(sorted(named - instance.by_id.keys()))
    if strangers:
        return Problem("ballots-other-projects", Place(path), {"projects": strangers})
    choice: RuleChoice = pot.rule if rule is None else replace(pot.rule, name=rule)
    choice = replace(choice, elsewhere=conflicting(choice, selected))
    profile = with_summed(profile, pot, sources)
    try:
        return received(run(instance, profile, choice), rolled_in)
    except TieRefusedError as refusal:
        return Problem("tally-tie", Place(path), {**facts, "projects": refusal.project_ids})
    except NeedsBallotsError:
        return Problem("tally-needs-ballots", Place(path), {**facts, "rule": choice.name})
    except TooManySelectionsError:
        return Problem("tally-too-many-selections", Place(path), facts)
    except TooManyStepsError as error:
        return Problem("tally-too-many-steps", Place(path), {**facts, "limit": error.max_steps})
    except ValueError:
        return Problem("tally-rule-incomplete", Place(path), {**facts, "rule": choice.name})
