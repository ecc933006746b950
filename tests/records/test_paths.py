"""Files inside a town's folder, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from medborgarbudget.records.paths import files_below, folders_in, is_inside, read_bytes


def codes(root: Path, path: str, limit: int = 100) -> list[str]:
    """The codes of what is wrong with a path."""
    return [problem.code for problem in read_bytes(root, path, limit)[1]]


@pytest.mark.parametrize(
    "path", ["../x", "a/../b", "/etc/passwd", "a//b", "", ".", "a\\b", "C:/x", "a\0b"]
)
def test_a_path_that_leads_outside_is_refused(path: str, tmp_path: Path) -> None:
    """Whatever the file is called, it is not even asked for."""
    assert not is_inside(path)
    assert ["path-outside"] == codes(tmp_path, path)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """Not a traceback."""
    assert ["file-missing"] == codes(tmp_path, "a.yaml")


def test_a_link_is_not_followed_wherever_it_stands(tmp_path: Path) -> None:
    """Neither as the file itself nor as a folder on the way to it."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text("a: 1")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "real" / "b.yaml").symlink_to("a.yaml")

    assert ["file-is-link"] == codes(tmp_path, "folder/a.yaml")
    assert ["file-is-link"] == codes(tmp_path, "real/b.yaml")


def test_a_folder_and_a_pipe_are_not_files(tmp_path: Path) -> None:
    """A pipe would otherwise make the program wait for ever."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    assert ["file-unreadable"] == codes(tmp_path, "folder")
    assert ["file-unreadable"] == codes(tmp_path, "pipe")


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    """The limit itself is allowed."""
    (tmp_path / "a").write_bytes(b"x" * 100)
    (tmp_path / "b").write_bytes(b"x" * 101)

    assert (b"x" * 100, ()) == read_bytes(tmp_path, "a", 100)
    assert ["file-too-large"] == codes(tmp_path, "b")


def test_files_are_listed_sorted_and_links_are_named_but_not_entered(tmp_path: Path) -> None:
    """Hidden files are the tools' own."""
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("b/c/x", "b/a", "a", ".hidden"):
        (tmp_path / name).write_text("")
    (tmp_path / "loop").symlink_to(".")

    assert ["a", "b/a", "b/c/x", "loop"] == list(files_below(tmp_path))
    assert [] == list(files_below(tmp_path, "loop"))
    assert [] == list(files_below(tmp_path, "nowhere"))


def test_a_folder_that_lies_too_deep_is_named_and_not_entered(tmp_path: Path) -> None:
    """A change can hold folders by the hundred inside each other."""
    deep = "/".join("a" * 10)
    (tmp_path / deep).mkdir(parents=True)
    (tmp_path / deep / "x.yaml").write_text("")

    assert ["a/a/a/a/a/a/a"] == list(files_below(tmp_path))


def test_where_one_may_not_look_nothing_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreadable folder is named, as a file is that cannot be read."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x").write_text("")

    def closed(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", closed)
    assert ["a"] == list(files_below(tmp_path, "a"))
    monkeypatch.setattr(Path, "iterdir", closed)
    assert () == folders_in(tmp_path, "a")


def test_only_folders_are_listed_and_none_behind_a_link(tmp_path: Path) -> None:
    """Hidden ones are the tools' own."""
    for name in ("b", "a", ".git"):
        (tmp_path / "in" / name).mkdir(parents=True)
    (tmp_path / "in" / "file").write_text("")
    (tmp_path / "out").symlink_to("in")

    assert ("a", "b") == folders_in(tmp_path, "in")
    assert () == folders_in(tmp_path, "out")
