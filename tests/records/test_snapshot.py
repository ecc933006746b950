"""What files were at an earlier commit, by Git's own hashes, and bare repositories as folders."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from medborgarbudget.records.snapshot import UnpackError, added_in, changed_since, is_bare, unpack


def git(folder: Path, *words: str) -> str:
    """A Git command in the folder; raises where it fails."""
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture(params=["sha1", "sha256"])
def repository(tmp_path, request) -> Path:
    """Two files, one of them in a folder below the town, with either kind of hash."""
    root = tmp_path / "repository"
    (root / "town" / "rounds").mkdir(parents=True)
    (root / "town" / "rounds" / "åäö.yaml").write_text("one\n", encoding="utf-8")
    (root / "town" / "b.yaml").write_text("two\n", encoding="utf-8")
    git(root.parent, "init", "--quiet", f"--object-format={request.param}", str(root))
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "first")
    return root


def test_a_town_may_be_a_folder_of_a_repository(repository):
    """Paths are from the town's folder, whatever is above it and whatever letters they have."""
    town = repository / "town"
    commit = added_in(town, "rounds/åäö.yaml")
    paths = ["rounds/åäö.yaml", "b.yaml"]

    assert git(repository, "rev-parse", "HEAD") == commit
    assert () == changed_since(town, commit, paths)

    (town / "b.yaml").write_bytes(b"two\r\n")
    (town / "new.yaml").write_text("four\n", encoding="utf-8")
    (town / "rounds" / "åäö.yaml").unlink()
    assert ("b.yaml", "new.yaml", "rounds/åäö.yaml") == (
        changed_since(town, commit, [*paths, "new.yaml"])
    )


def test_a_file_that_was_removed_and_added_again_is_as_new(repository):
    """The newest coming into being counts: that is how a manifest is replaced in the open."""
    town = repository / "town"
    first = added_in(town, "b.yaml")
    git(town, "rm", "--quiet", "b.yaml")
    git(town, "commit", "--quiet", "-m", "gone")
    (town / "b.yaml").write_text("three\n", encoding="utf-8")
    git(town, "add", "b.yaml")
    git(town, "commit", "--quiet", "-m", "back")
    again = added_in(town, "b.yaml")

    assert first != again
    assert ("b.yaml",) == changed_since(town, first, ["b.yaml"])
    assert () == changed_since(town, again, ["b.yaml"])


def test_a_change_is_not_a_coming_into_being(repository):
    """Editing a frozen file, however it is committed, leaves the commit that froze it."""
    town = repository / "town"
    first = added_in(town, "b.yaml")
    (town / "b.yaml").write_text("edited\n", encoding="utf-8")
    git(town, "commit", "--quiet", "-am", "edited")

    assert first == added_in(town, "b.yaml")
    assert None is added_in(town, "never.yaml")


def test_a_bare_repository_becomes_a_folder_with_its_bytes(repository, tmp_path):
    """Line ends stay as they are, and a link comes out as text that leads nowhere."""
    (repository / "crlf.csv").write_bytes(b"a\r\nb\r\n")
    (repository / "link").symlink_to("/etc/hostname")
    git(repository, "add", "-A")
    git(repository, "commit", "--quiet", "-m", "more")
    bare, folder = tmp_path / "bare.git", tmp_path / "folder"
    git(repository, "clone", "--quiet", "--bare", str(repository), str(bare))

    unpack(bare, folder)

    assert (True, False) == (is_bare(bare), is_bare(folder))
    assert b"a\r\nb\r\n" == (folder / "crlf.csv").read_bytes()
    assert not (folder / "link").is_symlink()


def test_what_is_no_repository_is_told(tmp_path):
    """A folder that looks like one and is none."""
    (tmp_path / "objects").mkdir()
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")

    assert is_bare(tmp_path)
    with pytest.raises(UnpackError):
        unpack(tmp_path, tmp_path / "folder")
