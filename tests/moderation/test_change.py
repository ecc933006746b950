"""What a change touches, read from real Git histories."""

from __future__ import annotations

import shutil
from pathlib import Path

import git
import pytest

from medborgarbudget.moderation.change import (
    UnknownRevisionError,
    changed_since,
    ownership_problems,
)


@pytest.fixture
def repository_of_town(tmp_path: Path, towns: Path) -> git.Repo:
    """Lillby as a repository with one commit on `main`."""
    shutil.copytree(towns / "lillby", tmp_path / "town")
    repository = git.Repo.init(tmp_path / "town", initial_branch="main")
    with repository.config_writer() as config:
        config.set_value("user", "name", "Lillby")
        config.set_value("user", "email", "noreply@lillby.example")
    commit(repository, "Start")
    return repository


def commit(repository: git.Repo, message: str) -> str:
    """Everything as it lies, as one commit."""
    repository.git.add("--all")
    return repository.index.commit(message).hexsha


def test_changed_new_deleted_and_uncommitted_files_are_named(repository_of_town: git.Repo) -> None:
    """Committed or not, a file that differs from the base is checked; an odd name too."""
    root = Path(repository_of_town.working_dir)
    (root / "proposals/2026/bankar-vid-an.yaml").write_text("title: x\n", encoding="utf-8")
    (root / "proposals/2026/gungor-norr.yaml").unlink()
    commit(repository_of_town, "Change")
    (root / "proposals/2026/å b.yaml").write_text("title: x\n", encoding="utf-8")

    assert (
        "proposals/2026/bankar-vid-an.yaml",
        "proposals/2026/gungor-norr.yaml",
        "proposals/2026/å b.yaml",
    ) == changed_since(root, "HEAD~1")


def test_what_happened_on_the_base_meanwhile_is_not_ours(repository_of_town: git.Repo) -> None:
    """A pull request is compared with where it left `main`, not with where `main` is now."""
    root = Path(repository_of_town.working_dir)
    repository_of_town.git.checkout("-b", "idea")
    (root / "proposals/2026/ours.yaml").write_text("title: x\n", encoding="utf-8")
    commit(repository_of_town, "Ours")
    repository_of_town.git.checkout("main")
    (root / "proposals/2026/theirs.yaml").write_text("title: x\n", encoding="utf-8")
    commit(repository_of_town, "Theirs")
    repository_of_town.git.checkout("idea")

    assert ("proposals/2026/ours.yaml",) == changed_since(root, "main")


def test_a_town_in_a_larger_repository_sees_its_own_files(
    repository_of_town: git.Repo, towns: Path
) -> None:
    """Paths are the town's, and what lies outside it is no business of the check."""
    root = Path(repository_of_town.working_dir)
    shutil.copytree(towns / "lillby", root / "sub" / "town")
    (root / "outside.txt").write_text("x", encoding="utf-8")
    commit(repository_of_town, "Sub")
    (root / "sub/town/content/town.yaml").write_text("x: y\n", encoding="utf-8")
    (root / "outside.txt").write_text("y", encoding="utf-8")
    (root / "sub/town/new.yaml").write_text("x: y\n", encoding="utf-8")

    assert ("content/town.yaml", "new.yaml") == changed_since(root / "sub/town", "HEAD")


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=x", "", "HEAD:content"])
def test_an_unknown_state_is_said_to_be_unknown(
    repository_of_town: git.Repo, revision: str
) -> None:
    """Also one that looks like an option of Git."""
    with pytest.raises(UnknownRevisionError):
        changed_since(Path(repository_of_town.working_dir), revision)

    assert not (Path(repository_of_town.working_dir) / "x").exists()


def test_a_folder_without_history_has_no_states(tmp_path: Path) -> None:
    """Said as an unknown state, not as a fault."""
    with pytest.raises(UnknownRevisionError):
        changed_since(tmp_path, "HEAD")


def test_a_change_of_proposals_and_of_other_files_is_flagged() -> None:
    """Residents' files and the town's are approved by different people."""
    mixed = list(ownership_problems(["proposals/2026/a.yaml", "rounds/2026/round.yaml"]))

    assert [("change-mixes-owners", "warning")] == [(one.code, one.severity) for one in mixed]
    assert [] == list(ownership_problems(["proposals/2026/a.yaml", "proposals/2026/a.jpg"]))
    assert [] == list(ownership_problems(["content/town.yaml", "rounds/2026/round.yaml"]))
