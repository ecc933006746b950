"""A whole town is checked: all problems at once, and for a change those that it can have caused."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from medborgarbudget.moderation.reach import asked_for, in_reach, to_be_read
from medborgarbudget.moderation.validate import validate
from medborgarbudget.pb.problem import by_place
from medborgarbudget.records.tree import read_tree

IN_TIME = date(2026, 2, 1)
BENCHES = "proposals/2026/bankar-vid-an.yaml"
VERDICT = "rounds/2026/assessments/bankar-vid-an.yaml"


@pytest.fixture
def town(tmp_path: Path, towns: Path) -> Path:
    """A copy of Lillby to spoil."""
    return shutil.copytree(towns / "lillby", tmp_path / "town")


def change(town: Path, path: str, old: str, new: str) -> None:
    """Change some words of a file."""
    file = town / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def codes(town: Path, *only: str, today: date = IN_TIME) -> list[tuple[str, str]]:
    """What is found, as (path, code)."""
    named = only or None
    tree = read_tree(town, to_be_read(town, named))
    return [(one.place.path, one.code) for one in validate(tree, named, today)]


def test_a_good_town_has_no_problems(town: Path) -> None:
    """Not even a note."""
    assert [] == codes(town)


def test_all_problems_of_all_files_are_told_at_once(town: Path) -> None:
    """Neither a broken file nor another rule's finding hides anything."""
    change(town, BENCHES, "pot: norr", "pot: [")
    change(town, "proposals/2026/gungor-norr.yaml", "pot: norr", "pot: vaster")
    change(town, "proposals/2026/lekplats-norr.yaml", "category: play", "category: sport")
    change(town, "rounds/2026/round.yaml", "budget_limit: 200000", "budget_limit: 1")

    assert [
        (BENCHES, "yaml-bracket-open"),
        ("proposals/2026/gungor-norr.yaml", "pot-unknown"),
        ("proposals/2026/lekplats-norr.yaml", "category-unknown"),
        ("rounds/2026/assessments/belysning-gangvag.yaml", "assessed-cost-above-pot"),
        ("rounds/2026/assessments/scen-i-parken.yaml", "assessed-cost-above-pot"),
        ("rounds/2026/assessments/utegym-soder.yaml", "assessed-cost-above-pot"),
        ("rounds/2026/round.yaml", "pots-sum"),
    ] == codes(town)


def test_problems_come_sorted_and_once(town: Path) -> None:
    """The same words on every machine."""
    change(town, BENCHES, "ingenstans", "<b>inte</b> (ring 070-174 06 05 eller 070-174 06 06)")
    problems = validate(read_tree(town), None, IN_TIME)

    assert list(problems) == sorted(problems, key=by_place)
    assert 3 == len(problems)


def test_a_file_that_cannot_be_read_is_still_there(town: Path) -> None:
    """Its assessment is not said to lack a proposal as well."""
    (town / BENCHES).write_text("title: [\n", encoding="utf-8")

    assert {BENCHES} == {path for path, _ in codes(town)}


@pytest.mark.parametrize("other", ["bankar-vid-an.yml", "Bankar-Vid-An.yaml"])
def test_two_files_may_not_share_an_id(town: Path, other: str) -> None:
    """On some disks, and in every address, these are the same proposal."""
    shutil.copy(town / BENCHES, town / "proposals/2026" / other)

    assert "id-taken" in {code for _, code in codes(town)}


def test_the_day_decides_whether_an_answer_is_late(town: Path) -> None:
    """On the last day of the assessment a proposal may still wait for its verdict."""
    (town / VERDICT).unlink()

    assert [] == codes(town, today=date(2026, 4, 15))
    assert [(BENCHES, "assessment-missing")] == codes(town, today=date(2026, 4, 16))


def test_a_needs_work_verdict_leaves_the_proposal_to_the_machine(town: Path) -> None:
    """Who is asked to mend a proposal is told what the machine sees; who was judged is not."""
    change(town, BENCHES, "cost: 60000", "cost: 260000")
    judged = codes(town)
    change(town, VERDICT, "verdict: eligible", "verdict: needs-work")

    assert [] == judged
    assert [(BENCHES, "cost-above-limit")] == codes(town)


def test_a_named_file_is_told_what_concerns_it_and_no_more(town: Path) -> None:
    """A resident is not shown the neighbours' problems."""
    change(town, BENCHES, "pot: norr", "pot: vaster")
    change(town, "proposals/2026/gungor-norr.yaml", "pot: norr", "pot: vaster")

    assert [(BENCHES, "pot-unknown")] == codes(town, BENCHES)


def test_a_named_file_is_told_the_same_as_in_a_check_of_all(town: Path) -> None:
    """Reading less never finds more: nothing depends on files that were left unread."""
    change(town, "rounds/2026/assessments/gungor-norr.yaml", "lekplats-norr", "gungor-norr")
    change(town, BENCHES, "cost: 60000", "cost: -1")
    everything = codes(town)
    paths = sorted(path.relative_to(town).as_posix() for path in town.rglob("*.yaml"))

    for path in paths:
        alone = codes(town, path)
        assert set(alone) <= set(everything)
        assert {one for one in everything if one[0] == path} <= set(alone)


def test_a_deleted_proposal_leaves_its_assessment_alone(town: Path) -> None:
    """The deletion is the change; the problem appears in another file and is told."""
    (town / BENCHES).unlink()

    assert [(VERDICT, "assessment-without-proposal")] == codes(town, BENCHES)


@pytest.mark.parametrize(
    ("changed", "path", "reached"),
    [
        (BENCHES, BENCHES, True),
        (BENCHES, VERDICT, True),
        (BENCHES, "rounds/2026/decision.yaml", True),
        (BENCHES, "proposals/2026/gungor-norr.yaml", False),
        (BENCHES, "proposals/2025/bankar-vid-an.yaml", False),
        ("rounds/2026/round.yaml", BENCHES, True),
        ("rounds/2026/round.yaml", "proposals/2025/x.yaml", False),
        ("rounds/2026/paper/box-1/first.csv", "rounds/2026/round.yaml", True),
        ("content/town.yaml", BENCHES, True),
        ("content/areas/a.geojson", "rounds/2026/round.yaml", True),
        ("content/news/a.sv.md", BENCHES, False),
        ("proposals/2026", BENCHES, True),
        ("proposals/202", BENCHES, False),
        (".", BENCHES, True),
    ],
)
def test_how_far_a_change_reaches(changed: str, path: str, reached: bool) -> None:
    """Own file, own project, own round, or the whole town."""
    assert reached == in_reach(path, [changed])


def test_names_are_looked_for_where_one_stands_and_then_from_the_root(town: Path) -> None:
    """`mb validate x.yaml` works inside the folder, and with the path that a finding gives."""
    here = town / "proposals" / "2026"

    assert (BENCHES,) == asked_for(town, here, ["bankar-vid-an.yaml"])
    assert (BENCHES,) == asked_for(town, here, [BENCHES])
    assert ("proposals/2026",) == asked_for(town, here, ["."])
    for outside in ("../../../..", "no-such-file.yaml", "/etc/passwd"):
        with pytest.raises(FileNotFoundError):
            asked_for(town, here, [outside])


def test_a_photo_of_the_building_is_looked_at_too(town: Path, tmp_path: Path) -> None:
    """The town's own photos carry places and cameras as well."""
    life = Path(__file__).resolve().parents[1] / "examples" / "accepted" / "a-whole-life"
    shutil.copytree(life, town, dirs_exist_ok=True)
    building = "rounds/2026/implementation/bankar-vid-an.yaml"
    photo = "photo: {file: schakt.jpg, alt: {sv: Bild, en: The digger by the river}}"
    change(town, building, "Digging has begun.}", f"Digging has begun.}}, {photo}")
    missing = codes(town)
    (town / "rounds/2026/implementation/schakt.jpg").write_bytes(
        b"\xff\xd8\xff\xe1\x00\x0aExif\0\0MM\xff\xd9"
    )

    assert [(building, "photo-missing"), (building, "photo-alt-says-nothing")] == missing
    assert [(building, "photo-metadata"), (building, "photo-alt-says-nothing")] == codes(town)


def test_nobody_is_of_an_age_to_vote(town: Path) -> None:
    """A youth budget up to 10 years for those who have turned 12."""
    change(town, "rounds/2026/round.yaml", "minimum_age: 12", "minimum_age: 12\n  maximum_age: 10")

    assert [("rounds/2026/round.yaml", "limits-crossed")] == codes(town)
