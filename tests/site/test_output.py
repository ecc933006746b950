"""The output folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from medborgarbudget.site.output import SUMS, Output


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "", SUMS])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, path: str) -> None:
    """Nor over the list of files."""
    with pytest.raises(ValueError, match="not an address"):
        Output(tmp_path / "site").put(path, b"x")


def test_two_pages_cannot_have_one_address(tmp_path: Path) -> None:
    """The second would silently take the first one's place."""
    output = Output(tmp_path)
    output.put("a.html", b"1")
    with pytest.raises(ValueError, match="used by two pages"):
        output.put("a.html", b"2")


def test_a_hostile_list_of_files_deletes_nothing_outside(tmp_path: Path) -> None:
    """The list of an earlier build is a file that anybody may have written."""
    victim = tmp_path / "victim.txt"
    victim.write_text("alive")
    site = tmp_path / "site"
    site.mkdir()
    paths = ["../victim.txt", str(victim), "a/../../victim.txt"]
    (site / SUMS).write_text("".join(f"{'0' * 64}  {path}\n" for path in paths))

    Output(site).finish()

    assert "alive" == victim.read_text()


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """Else a build could write over a file elsewhere."""
    victim, site = tmp_path / "victim.txt", tmp_path / "site"
    victim.write_text("alive")
    site.mkdir()
    (site / "index.html").symlink_to(victim)

    Output(site).put("index.html", b"page")

    assert "alive" == victim.read_text()
    assert b"page" == (site / "index.html").read_bytes()


def test_folders_that_become_empty_go(tmp_path: Path) -> None:
    """And those that still hold a stranger's file stay."""
    first = Output(tmp_path)
    first.put("a/b/c.html", b"1")
    first.put("d/e.html", b"1")
    first.finish()
    (tmp_path / "d/strangers.txt").write_text("x")

    Output(tmp_path).finish()

    assert not (tmp_path / "a").exists()
    assert ["strangers.txt"] == [path.name for path in (tmp_path / "d").iterdir()]
