"""What a round says of earlier rounds is compared with what the town decided in them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from medborgarbudget.moderation.validate import validate
from medborgarbudget.records.tree import read_tree

ROUND = "rounds/2027/round.yaml"


@pytest.mark.parametrize(
    ("area", "found"), [("norrlid", [(ROUND, "area-has-won", "warning")]), ("nybyn", [])]
)
def test_an_area_that_got_money_before_is_told(
    repository: Path, tmp_path: Path, area: str, found: list[tuple[str, str, str]]
) -> None:
    """Norrlid had its pot in 2024; a district that is yet to be drawn has not."""
    for folder in ("content", "proposals", "rounds"):
        shutil.copytree(repository / folder, tmp_path / folder)
    path = tmp_path / ROUND
    text = path.read_text(encoding="utf-8")
    first = f"  name: greedy-areas-first\n  areas_first: [{area}]\n"
    path.write_text(text.replace("  name: equalshares/add1\n", first, 1), encoding="utf-8")
    tree = read_tree(tmp_path, None)
    told = [
        (one.place.path, one.code, one.severity)
        for one in validate(tree, None, date(2026, 11, 23))
        if one.code == "area-has-won"
    ]

    assert first in path.read_text(encoding="utf-8")
    assert found == told
