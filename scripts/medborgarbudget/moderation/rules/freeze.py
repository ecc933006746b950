"""Rules for the time after the ballot is frozen: what people vote on does not change."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.client_code import client_digests
from medborgarbudget.records.manifest import client_problems, frozen_problems, manifest_path


def a_frozen_file_stays_as_it_was(view: RoundView) -> Iterator[Problem]:
    """Every file that the manifest lists still has the bytes that it had when voting opened."""
    if view.folder.manifest is not None:
        yield from frozen_problems(view.tree.root, view.folder.manifest)


def the_vote_page_keeps_its_scripts(view: RoundView) -> Iterator[Problem]:
    """While people vote online, the program has the scripts that the vote opened with."""
    manifest, ballots = view.folder.manifest, f"{view.folder.path}/ballots/"
    if manifest is not None and not any(path.startswith(ballots) for path in view.paths):
        yield from client_problems(manifest, manifest_path(view.folder.round_id), client_digests())


ROUND_RULES = (a_frozen_file_stays_as_it_was, the_vote_page_keeps_its_scripts)
