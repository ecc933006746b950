"""A file's shape: what departs from the schema, in our codes and places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.languages import is_language
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import Document, parse_yaml, read_yaml

PROPOSAL = "proposals/2026/bankar-vid-an.yaml"


def changed(towns: Path, path: str, old: str, new: str, kind: str) -> tuple[Problem, ...]:
    """What is said of one of Lillby's files with a piece of it changed."""
    text = (towns / "lillby" / path).read_text(encoding="utf-8")
    assert old in text
    document, problems = parse_yaml(path, text.replace(old, new, 1))
    assert () == problems
    assert document is not None
    return shape_problems(document, kind)


def proposal(towns: Path, old: str, new: str) -> tuple[Problem, ...]:
    """The same for a proposal."""
    return changed(towns, PROPOSAL, old, new, "proposal")


def test_the_files_of_lillby_have_their_shape(towns: Path) -> None:
    """A file that is in order gives no problem."""
    document, _ = read_yaml(towns / "lillby", PROPOSAL)

    assert document is not None
    assert () == shape_problems(document, "proposal")


def test_a_value_of_the_wrong_kind_is_told_where_it_stands(towns: Path) -> None:
    """With the field's name and what is written there."""
    (problem,) = proposal(towns, "cost: 60000", "cost: ca 50 tkr")

    assert "whole-number-expected" == problem.code
    assert (6, 7, 9) == (problem.place.line, problem.place.column, problem.place.length)
    assert {"field": "proposal:cost", "value": "ca 50 tkr"} == dict(problem.facts)
    assert "schemas/proposal.schema.json cost" == problem.source


def test_a_whole_number_is_written_without_a_point(towns: Path) -> None:
    """Money has no decimals: 60000.0 is not taken for 60000, nor true for 1."""
    for written in ("60000.0", "true", '"60000"', "60_000", "060000"):
        (problem,) = proposal(towns, "cost: 60000", f"cost: {written}")
        assert "whole-number-expected" == problem.code


def test_a_missing_key_is_said_of_the_file_or_of_the_key_above(towns: Path) -> None:
    """There is no line to point at where nothing is written."""
    (cost,) = proposal(towns, "cost: 60000\n", "")
    (name,) = proposal(towns, "name: Åstigen, ", "")

    assert ("key-missing", 0, "cost") == (cost.code, cost.place.line, cost.facts["key"])
    assert ("key-missing", 9, 1) == (name.code, name.place.line, name.place.column)


def test_half_a_point_is_no_point(towns: Path) -> None:
    """Latitude asks for longitude."""
    (problem,) = proposal(towns, ", longitude: 15.1", "")

    assert ("key-missing", "longitude") == (problem.code, problem.facts["key"])


def test_an_unknown_key_is_pointed_at_and_the_nearest_name_offered(towns: Path) -> None:
    """Where there is one that is near."""
    (near,) = proposal(towns, "running_cost", "running-cost")
    (far,) = proposal(towns, "running_cost", "budget_for_later")

    assert ("key-misspelt", "running_cost", 7) == (near.code, near.facts["near"], near.place.line)
    assert "key-unknown" == far.code
    assert ("area", "photos", "running_cost", "translations") == far.facts["known"]


def test_all_that_is_wrong_is_told_at_once_in_the_file_s_order(towns: Path) -> None:
    """One run, all problems."""
    text = "title: B\nlanguage: klingonska\npot: Norr\ncost: -1\nsubmitted: 2026-02-30\nx: 1\n"
    document, _ = parse_yaml("x.yaml", text)
    assert document is not None

    assert [
        ("key-missing", 0),
        ("key-missing", 0),
        ("key-missing", 0),
        ("text-too-short", 1),
        ("language-unknown", 2),
        ("id-not-plain", 3),
        ("number-below-limit", 4),
        ("date-not-iso", 5),
        ("key-unknown", 6),
    ] == [(found.code, found.place.line) for found in shape_problems(document, "proposal")]


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-2-3", "260203", "20260203", "i går", "2026-W06-2"]
)
def test_a_date_is_a_day_that_exists_as_iso_writes_it(written: str, towns: Path) -> None:
    """One form, one problem."""
    assert ["date-not-iso"] == [
        found.code for found in proposal(towns, "submitted: 2026-01-20", f"submitted: {written}")
    ]


@pytest.mark.parametrize("written", ["2026-01-20T25:00", "2026-01-20 18:00", "2026-13-01", "18:00"])
def test_a_moment_is_a_day_or_a_minute(written: str, towns: Path) -> None:
    """Seconds and zones are for machines."""
    found = changed(
        towns, "rounds/2026/events.yaml", "opens: 2026-01-20T18:00", f"opens: {written}", "events"
    )
    assert ["moment-not-iso"] == [problem.code for problem in found]


def test_texts_of_the_town_are_in_swedish_and_english(towns: Path) -> None:
    """A language that is not there is a key that is missing; one that does not exist is told."""
    path = "rounds/2026/round.yaml"
    (missing,) = changed(towns, path, "{sv: Norr, en: North}", "{sv: Norr}", "round")
    (unknown,) = changed(
        towns, path, "{sv: Norr, en: North}", "{sv: Norr, en: North, qqq: N}", "round"
    )

    assert ("key-missing", "round:pots.name.en") == (missing.code, missing.facts["field"])
    assert ("language-unknown", "qqq") == (unknown.code, unknown.facts["value"])
    assert "qqq" == line_at(towns, path, unknown, "{sv: Norr, en: North, qqq: N}")


def line_at(towns: Path, path: str, problem: Problem, new: str) -> str:
    """What the problem's place covers, in the changed text."""
    text = (towns / "lillby" / path).read_text(encoding="utf-8")
    line = text.replace("{sv: Norr, en: North}", new, 1).split("\n")[problem.place.line - 1]
    return line[problem.place.column - 1 :][: problem.place.length]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "value-missing"),
        (7, "text-expected"),
        (True, "text-expected"),
        (["a"], "text-expected"),
        ({"a": 1}, "text-expected"),
        ("", "text-empty"),
        (" \t", "text-empty"),
        ("B", "text-too-short"),
        ("B" * 256, "text-too-long"),
    ],
)
def test_every_way_in_which_a_title_can_fail_has_its_code(value: Any, code: str) -> None:
    """And only one code."""
    document = Document(
        "x.yaml",
        {
            "title": value,
            "summary": "Fem bänkar.",
            "language": "sv",
            "pot": "norr",
            "category": "nature",
            "cost": 1,
            "submitted": "2026-01-20",
            "description": "Fem bänkar.",
        },
        {},
        (),
    )
    codes = [problem.code for problem in shape_problems(document, "proposal")]

    assert code in codes
    assert set(codes) <= {code, "text-too-short", "text-empty"}


def test_a_word_of_the_schema_that_we_do_not_know_still_has_a_code() -> None:
    """So that nothing wrong is ever passed over in silence."""
    from jsonschema import Draft202012Validator

    from medborgarbudget.records.shape import value_problem

    (error,) = Draft202012Validator({"multipleOf": 5}).iter_errors(7)
    assert ("shape-not-as-agreed", {"value": "7"}) == value_problem(error)


def test_languages_are_those_that_unicode_knows() -> None:
    """Sweden's own minority languages among them."""
    assert all(is_language(code) for code in ("sv", "en", "fi", "fit", "se", "sma", "yi", "ar"))
    assert not any(is_language(code) for code in ("", "SV", "sv-SE", "qqq", "svenska", "e"))


def test_a_file_of_nothing_but_faults_is_told_fifty_of_each() -> None:
    """And that there are more, whatever the size of the file."""
    features = ",".join(["{}"] * 100_000)
    text = f'{{"type": "FeatureCollection", "features": [{features}]}}'
    document, problems = parse_yaml("content/areas/a.geojson", text, 4 * 1024 * 1024, 10)
    assert () == problems
    assert document is not None
    found = shape_problems(document, "areas")

    assert 50 == sum(problem.code == "key-missing" for problem in found)
    assert "more-of-the-same" == found[-1].code
