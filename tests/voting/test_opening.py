"""Opening the vote: what is frozen, and what stands in the way."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from medborgarbudget.cli import cli
from medborgarbudget.records.manifest import frozen_problems, manifest_text, read_manifest
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import write_text
from medborgarbudget.voting.opening import open_round

DAY = date(2026, 5, 2)


@pytest.fixture
def lillby(towns: Path, tmp_path: Path) -> Path:
    """Lillby in a folder of its own."""
    return Path(shutil.copytree(towns / "lillby", tmp_path / "lillby"))


def opened(root: Path, today: date = DAY):
    """The manifest of Lillby's round, and what stands in its way."""
    tree = read_tree(root)
    return open_round(tree, tree.rounds["2026"], today)


def test_the_ballot_has_the_eligible_projects_with_numbers_from_one(lillby):
    """In the order of their ids, at the town's cost, not the proposer's."""
    manifest, problems = opened(lillby)

    assert () == problems
    assert [
        (1, "bankar-vid-an", 62000),
        (2, "lekplats-norr", 180000),
        (3, "odlingslador", 45000),
    ] == [(line.number, line.project_id, line.cost) for line in manifest.pots["norr"].projects]


def test_what_decides_the_vote_is_frozen_and_nothing_else(lillby):
    """Rules, areas, and the ballot's proposals with photos and assessments; not the telephone."""
    proposal = lillby / "proposals/2026/utegym-soder.yaml"
    text = proposal.read_text(encoding="utf-8")
    proposal.write_text(f"{text}photos: [{{file: utegym-soder.jpg, alt: Sex redskap.}}]\n", "utf-8")
    (lillby / "proposals/2026/utegym-soder.jpg").write_bytes(b"\xff\xd8\xff")
    files = set(opened(lillby)[0].files)

    assert {
        "content/areas/districts.geojson",
        "rounds/2026/round.yaml",
        "proposals/2026/utegym-soder.yaml",
        "proposals/2026/utegym-soder.jpg",
        "rounds/2026/assessments/utegym-soder.yaml",
    } < files
    assert {"content/town.yaml", "proposals/2026/ny-motorvag.yaml"} & files == set()


def test_a_frozen_file_that_changes_is_named(lillby):
    """Changed by a letter, or gone."""
    manifest, _ = opened(lillby)
    proposal = lillby / "proposals/2026/utegym-soder.yaml"
    proposal.write_text(proposal.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (lillby / "rounds/2026/assessments/scen-i-parken.yaml").unlink()

    assert [
        ("frozen-file-changed", "proposals/2026/utegym-soder.yaml"),
        ("frozen-file-missing", "rounds/2026/assessments/scen-i-parken.yaml"),
    ] == [(one.code, one.place.path) for one in frozen_problems(lillby, manifest)]


def test_the_manifest_reads_back_as_it_was_written(lillby):
    """And its bytes are the same each time."""
    manifest, _ = opened(lillby)
    write_text(lillby, "rounds/2026/manifest.yaml", manifest_text(manifest))
    again, problems, _ = read_manifest(lillby, "2026")

    assert () == problems
    assert manifest == again
    assert manifest_text(manifest) == manifest_text(again)


def test_a_round_opens_once(lillby):
    """A second opening would be another vote."""
    manifest, _ = opened(lillby)
    write_text(lillby, "rounds/2026/manifest.yaml", manifest_text(manifest))

    assert ["open-twice"] == [problem.code for problem in opened(lillby)[1]]


def test_a_vote_that_is_over_does_not_open(lillby):
    """The day after the last day is too late; the last day is not."""
    assert ["open-after-end"] == [one.code for one in opened(lillby, date(2026, 5, 25))[1]]
    assert () == opened(lillby, date(2026, 5, 24))[1]


def test_a_pot_without_projects_is_told(lillby):
    """Nobody can vote on nothing."""
    for project_id in ("belysning-gangvag", "scen-i-parken", "utegym-soder"):
        (lillby / f"rounds/2026/assessments/{project_id}.yaml").unlink()

    assert ["open-pot-empty"] == [problem.code for problem in opened(lillby)[1]]


@pytest.mark.parametrize(
    ("day", "severity", "code"),
    [
        (date(2026, 2, 1), "error", "open-while-assessing"),
        (date(2026, 4, 15), "error", "open-while-assessing"),
        (date(2026, 4, 16), "warning", "open-early"),
        (date(2026, 4, 19), "warning", "open-early"),
    ],
)
def test_a_ballot_is_not_frozen_months_before_the_vote(lillby, day, severity, code):
    """Not while ideas are assessed; and until fourteen days before the vote only with a word."""
    manifest, problems = opened(lillby, day)

    assert [(code, severity)] == [(one.code, one.severity) for one in problems]
    assert ("error" == severity) == (manifest is None)
    assert () == opened(lillby, date(2026, 4, 20))[1]


def test_where_the_steps_overlap_the_ballot_can_be_frozen_in_time(lillby):
    """An assessment that goes on into the vote is told of in the last days, and stops nothing."""
    path = lillby / "rounds/2026/round.yaml"
    path.write_text(path.read_text("utf-8").replace("2026-04-15}", "2026-05-10}"), "utf-8")

    manifest, problems = opened(lillby)
    assert manifest is not None
    assert [("open-while-assessing", "warning")] == [(one.code, one.severity) for one in problems]


def test_what_was_promised_online_opens_on_paper_only_when_somebody_says_so(lillby):
    """Without keys there is no way back once the ballot is frozen."""
    path = lillby / "rounds/2026/events.yaml"
    path.write_text(path.read_text("utf-8").replace("kind: meeting", "kind: online"), "utf-8")

    assert ["open-without-keys"] == [one.code for one in opened(lillby)[1]]
    words = ["open", "2026", "--root", str(lillby), "--today", "2026-05-02", "--paper-only"]
    assert 0 == CliRunner().invoke(cli, words).exit_code


def test_nothing_is_frozen_while_a_file_is_not_in_order(lillby):
    """The command validates everything first, and writes nothing where there is an error."""
    assessment = lillby / "rounds/2026/assessments/utegym-soder.yaml"
    text = assessment.read_text(encoding="utf-8")
    assessment.write_text(text.replace("cost: ", "price: "), encoding="utf-8")

    result = CliRunner().invoke(
        cli, ["open", "2026", "--root", str(lillby), "--today", "2026-05-02"]
    )

    assert 1 == result.exit_code
    assert "rounds/2026/assessments/utegym-soder.yaml" in result.stdout
    assert not (lillby / "rounds/2026/manifest.yaml").exists()
