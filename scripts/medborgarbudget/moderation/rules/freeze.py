"""Rules for the time after the ballot is frozen: what people vote on does not change."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.manifest import frozen_problems


def a_frozen_file_stays_as_it_was(view: RoundView) -> Iterator[Problem]:
    """Every file that the manifest lists still has the bytes that it had when voting opened."""
    if view.folder.manifest is not None:
        yield from frozen_problems(view.tree.root, view.folder.manifest)


ROUND_RULES = (a_frozen_file_stays_as_it_was,)
