"""The bench runs, prints every row that it promises, and draws what its table says."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.bench import bench, growth, measuring
from tests.bench.targets import TARGETS, Target

POINTS = (
    growth.Point(1_000, 0.000001, 0.00002, 0.3, 41),
    growth.Point(10_000, 0.0125, 0.043, 0.7, 50),
    growth.Point(100_000, 0.125, 0.109, 0.68, 67),
    growth.Point(1_000_000, 1.25, 118.0, 120.0, 300),
)
SVG = "{http://www.w3.org/2000/svg}"


def test_a_short_run_prints_every_row_and_draws(repository: Path, tmp_path: Path):
    """Every job, ours and the peers' that are installed, once; nothing that is timed is judged."""
    picture = tmp_path / "growth.svg"
    command = [sys.executable, "-m", "tests.bench.bench", "--short", "--draw", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=repository, check=True)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in done.stdout.splitlines()
        if line.startswith("| ")
    ]
    told = {(row[0], row[3].split(":")[0]) for row in rows}

    for what, _, job, peers in bench.COMPARISONS:
        assert {(what, measuring.package(peer)) for peer in (peers or (job,))} <= told
    assert {target.text() for target in TARGETS.values()} <= {row[-2] for row in rows}
    assert "exit code" not in done.stdout
    assert "Error" not in done.stdout
    assert len(bench.SHORT_SIZES) == len(growth.read_table(done.stdout))
    assert growth.draw(growth.read_table(done.stdout)) == picture.read_text(encoding="utf-8")
    assert "" == done.stderr


def test_the_picture_tells_its_figures_to_those_who_cannot_see_it():
    """A title, and each point in words; and the table in a page is read back."""
    picture = ET.fromstring(growth.draw(POINTS))
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")

    assert "img" == picture.get("role")
    assert title is not None and title.text
    assert description is not None and description.text is not None
    assert "1 000 000 voters: 1.25 s to read, 118 s to count" in description.text
    assert POINTS == growth.read_table("Before.\n\n" + growth.table(POINTS) + "\nAfter.\n")


@pytest.mark.parametrize(("power", "expected"), [(1, 1), (2, 2), (0, 0)])
def test_the_slope_is_the_power_of_growth(power, expected):
    """Time in proportion has slope 1, quadratic time slope 2."""
    points = [(voters, 3.0 * voters**power) for voters in (10, 100, 1_000, 10_000)]

    assert expected == pytest.approx(growth.slope(points))


def test_a_target_that_could_not_be_measured_is_not_met():
    """Neither a least ratio nor a most."""
    assert Target("faster", 40).met(40)
    assert not Target("faster", 40).met(39.9)
    assert not Target("faster", 40).met(float("nan"))
    assert Target("within", 2.5).met(2.5)
    assert not Target("within", 2.5).met(float("nan"))
