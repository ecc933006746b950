"""Which file is of which kind, and which have no place."""

from __future__ import annotations

from pathlib import Path

import pytest

from medborgarbudget.records.kinds import is_plain, kind_of, plain_id, round_of, stem
from medborgarbudget.records.misplaced import misplaced


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("content/town.yaml", "town"),
        ("content/areas/districts.geojson", "areas"),
        ("proposals/2026/bankar-vid-an.yaml", "proposal"),
        ("proposals/TEMPLATE.yaml", None),
        ("proposals/2026/bankar-vid-an.jpg", None),
        ("proposals/2026/a/b.yaml", None),
        ("rounds/2026/round.yaml", "round"),
        ("rounds/2026/assessments/a.yaml", "assessment"),
        ("rounds/2026/paper/batch-1/cover.yaml", "paper-cover"),
        ("rounds/2026/paper/batch-1/first.csv", None),
        ("x/content/town.yaml", None),
        ("content/town.yaml\n", None),
    ],
)
def test_a_file_is_known_by_where_it_stands(path: str, kind: str | None) -> None:
    """The whole path, and nothing but it."""
    assert kind == kind_of(path)


def test_an_id_is_plain() -> None:
    """The same on every disk and in every address."""
    assert all(is_plain(name) for name in ("a", "2026", "bankar-vid-an", "a" * 80))
    assert not any(
        is_plain(name) for name in ("", "A", "å", "a_b", "-a", "a--b", "a-", "a" * 81, "a\n")
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Bänkar vid ån", "bankar-vid-an"),
        ("G073CD", "g073cd"),
        ("BO.D6.5/25", "bo-d6-5-25"),
        ("中", "forslag"),
    ],
)
def test_the_nearest_id_is_plain(name: str, near: str) -> None:
    """What a message can propose."""
    assert near == plain_id(name)
    assert is_plain(plain_id(name))


def test_a_path_tells_its_round_and_its_id() -> None:
    """Files of the whole town belong to no round."""
    assert ("2026", "a") == (round_of("proposals/2026/a.yaml"), stem("proposals/2026/a.yaml"))
    assert None is round_of("content/town.yaml")
    assert None is round_of("proposals/TEMPLATE.yaml")


def test_the_name_of_every_file_is_plain(tmp_path: Path) -> None:
    """A proposal's too: its file's name becomes its id and its address."""
    paths = (
        "content/town.yaml",
        "proposals/2026/Bänkar i ån.yaml",
        "proposals/2026/ny.YAML",
        "proposals/2026/photo.JPG",
        "proposals/2030/ny.yaml",
        "proposals/TEMPLATE.yaml",
        "proposals/ny.yaml",
        "rounds/2026/round.yaml",
    )

    assert [
        ("proposals/2026/Bänkar i ån.yaml", "folder-name-not-plain"),
        ("proposals/2026/ny.YAML", "file-ending-not-yaml"),
        ("proposals/ny.yaml", "file-not-expected"),
        ("rounds/2030/round.yaml", "round-file-missing"),
    ] == [(found.place.path, found.code) for found in misplaced(tmp_path, paths, paths)]


def test_files_out_of_place_are_told(tmp_path: Path) -> None:
    """Data that nobody would read; what is no data may lie in a round's folder."""
    paths = (
        "content/town.yaml",
        "rounds/2026/round.yaml",
        "rounds/2026/decision.yml",
        "rounds/2026/beslut.yaml",
        "rounds/2026/lessons.md",
        "rounds/2026/affisch.pdf",
        "rounds/2026/ballots/norr.pb",
        "rounds/Ny runda/events.yaml",
    )

    assert [
        ("rounds/2026/beslut.yaml", "file-not-expected"),
        ("rounds/2026/decision.yml", "file-ending-not-yaml"),
        ("rounds/Ny runda/events.yaml", "folder-name-not-plain"),
        ("rounds/Ny runda/round.yaml", "round-file-missing"),
    ] == [(found.place.path, found.code) for found in misplaced(tmp_path, paths, paths)]
