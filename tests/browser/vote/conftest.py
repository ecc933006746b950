"""Towns that vote on the screen, with every kind of ballot; and the sources of the scripts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser.voting_town import VotingTown, screen, towns_that_vote

__all__ = ["screen", "towns_that_vote"]

POINTS = "ballot: {vote_type: cumulative, max_length: 3, max_points: 4, max_sum_points: 5}"
ORDER = "ballot: {vote_type: ordinal, min_length: 1, max_length: 3}"
PURSE = "ballot: {vote_type: approval, min_length: 1, max_sum_cost: 120000}"
ONE = "ballot: {vote_type: choose-1}"


@pytest.fixture(scope="session")
def town(towns_that_vote: Callable[..., VotingTown]) -> VotingTown:
    """Lillby, where one chooses up to three projects in either pot."""
    return towns_that_vote()


@pytest.fixture(scope="session")
def ballots_of_all_kinds(
    towns_that_vote: Callable[..., VotingTown],
) -> tuple[VotingTown, VotingTown]:
    """Points in the north and an order in the south; a purse in the north and one in the south."""
    return towns_that_vote(POINTS, ORDER), towns_that_vote(PURSE, ONE)


@pytest.fixture(scope="session")
def client(repository: Path) -> Path:
    """The folder of the scripts' sources, with the packages that ``npm ci`` brings."""
    folder = repository / "theme/client"
    if shutil.which("node") is None or not (folder / "node_modules/esbuild").is_dir():
        pytest.skip("needs what npm brings: cd theme/client && npm ci --ignore-scripts")
    return folder
