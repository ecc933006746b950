"""A copy of the small town, to be changed and read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def lillby(towns: Path, tmp_path: Path) -> Path:
    """Lillby in a folder of its own."""
    return Path(shutil.copytree(towns / "lillby", tmp_path / "lillby"))


@pytest.fixture(scope="session")
def lillby_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of Lillby for tests that put everything back as it was."""
    town = Path(__file__).resolve().parents[1] / "towns" / "lillby"
    return Path(shutil.copytree(town, tmp_path_factory.mktemp("once") / "lillby"))
