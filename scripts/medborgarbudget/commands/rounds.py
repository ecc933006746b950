"""What the commands on a round share: the round they are about, or the way out."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader
from medborgarbudget.commands.words import phrase

if TYPE_CHECKING:
    from medborgarbudget.records.tree import RoundFolder, TownTree


def round_name(value: str) -> str:
    """The round in what somebody typed, or a terminal completed: ``2026``, ``rounds/2026/``."""
    return PurePath(value).name


def _name(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    return None if value is None else round_name(value)


round_argument = click.argument("round_id", metavar="ROUND", callback=_name)
"""``round_id: str``: the name of a folder in rounds/."""

some_round_argument = click.argument("round_id", metavar="[ROUND]", required=False, callback=_name)
"""The same, or None."""


def tree_and_round(
    reader: Reader,
    round_id: str,
    only: Collection[str] | None = (),
) -> tuple[TownTree, RoundFolder]:
    """The town and one of its rounds. `only` as for `read_tree`: proposals are left out unread.

    Raises click.UsageError for a round that is not there; leaves with exit code 1, and says why,
    where the town, the round or its manifest cannot be read.
    """
    from medborgarbudget.records.tree import read_tree

    with door.progress("Reading") as progress:
        tree = read_tree(reader.root, only, progress)
    if f"rounds/{round_id}/round.yaml" not in tree.paths:
        raise unknown_round(tree, round_id)
    needed = [f"rounds/{round_id}/{name}.yaml" for name in ("round", "manifest")]
    needed.append(door.TOWN_FILE)
    unread = [problem for problem in tree.problems if problem.place.path in needed]
    if unread:
        reader.refuse(unread)
    return tree, tree.rounds[round_id]


def unknown_round(tree: TownTree, round_id: str) -> click.UsageError:
    """What is said to one who names a round that is not there: which there are."""
    known = phrase("There are: {all}.", all=", ".join(tree.rounds))
    known = known if tree.rounds else phrase("There is none yet.")
    return click.UsageError(
        phrase("There is no round {round_id!r}. {known}", round_id=round_id, known=known)
    )
