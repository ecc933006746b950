"""The bench runs, prints every row that it promises, and draws what its table says."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.bench import bench, growth, measuring, page
from tests.bench.comparisons import ALONE, COMPARISONS
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
    picture, kept = tmp_path / "growth.svg", tmp_path / "run.json"
    command = [sys.executable, "-m", "tests.bench.bench", "--short", "--draw", str(picture)]
    command += ["--save", str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=repository, check=True)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in done.stdout.splitlines()
        if line.startswith("| ")
    ]
    told = {(row[0], row[3].split(":")[0]) for row in rows}

    for what, _, job, peers in COMPARISONS:
        assert {(what, measuring.package(peer)) for peer in (peers or (job,))} <= told
    assert {target.text() for target in TARGETS.values()} <= {row[-2] for row in rows}
    assert "exit code" not in done.stdout
    assert "Error" not in done.stdout
    assert len(bench.SHORT_SIZES) == len(growth.read_table(done.stdout))
    assert growth.draw(growth.read_table(done.stdout)) == picture.read_text(encoding="utf-8")
    assert "" == done.stderr
    assert {"verify", *(what for what, _, _ in ALONE)} <= {row[0] for row in rows}
    run = json.loads(kept.read_text(encoding="utf-8"))
    text = page.rewritten((repository / page.PAGE).read_text(encoding="utf-8"), run)
    assert growth.read_table(done.stdout) == growth.read_table(text)
    for row in run["real"] + run["generated"]:
        assert f"| {' | '.join(row)} |\n" in text
    assert page.rewritten(text, run) == text


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


def test_the_page_shows_what_its_picture_shows(repository: Path):
    """The picture in the docs is drawn from the table beside it, byte for byte."""
    shown = (repository / page.PAGE).read_text(encoding="utf-8")
    picture = (repository / page.PAGE).parent / page.PICTURE

    assert f"]({page.PICTURE})" in shown
    assert 3 <= len(growth.read_table(shown))
    assert growth.draw(growth.read_table(shown)) == picture.read_text(encoding="utf-8")


def test_only_what_stands_between_the_marks_is_written_anew():
    """A page without its marks is refused, whole."""
    told = {"measured": "today"}
    run = {"conditions": told, "real": [], "generated": [], "growth": [[10, 1, 2, 3, 4]]}
    before = "a\n<!-- bench: conditions -->\nold\n<!-- end of bench: conditions -->\nb\n"
    before += "<!-- bench: growth -->\n<!-- end of bench: growth -->\nc\n"
    after = page.rewritten(before, run)

    assert "a\n<!-- bench: conditions -->\n- measured: today\n<!-- end" in after
    assert "old" not in after
    assert after.endswith("| 10 | 1 s | 2 s | 3 s, 4 MB |\n<!-- end of bench: growth -->\nc\n")
    with pytest.raises(ValueError, match="one block for growth"):
        page.rewritten(before.replace("growth", "shrinking"), run)
