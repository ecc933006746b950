"""What `open` freezes: the files that decide what is voted on, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from medborgarbudget.records.keys import keys_path, roll_path
from medborgarbudget.records.kinds import kind_of
from medborgarbudget.records.manifest import PotBallot
from medborgarbudget.records.tree import RoundFolder, TownTree


def frozen_paths(
    tree: TownTree, folder: RoundFolder, project_ids: Collection[str]
) -> Iterator[str]:
    """The round's rules, the areas, and what stands behind each of the projects on the ballots.

    For a vote online its keys and rolls too. The town's own facts stay free: a telephone number
    must be mendable in the middle of a vote.
    """
    yield f"{folder.path}/round.yaml"
    yield from (path for path in tree.paths if kind_of(path) == "areas")
    for project_id in project_ids:
        yield f"proposals/{folder.round_id}/{project_id}.yaml"
        proposal = folder.proposals.get(project_id)
        for photo in proposal.photos if proposal is not None else ():
            yield f"proposals/{folder.round_id}/{photo.file}"
        yield f"{folder.path}/assessments/{project_id}.yaml"
    if folder.keys is not None:
        yield keys_path(folder.round_id)
        yield from (roll_path(folder.round_id, roll) for roll in folder.keys.rolls)


def on_ballots(pots: Mapping[str, PotBallot]) -> tuple[str, ...]:
    """The ids of all projects on the ballots of all pots."""
    return tuple(line.project_id for pot in pots.values() for line in pot.projects)
