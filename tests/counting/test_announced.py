"""Real elections by their own rules, against what their cities announced: docs/elections.md."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from medborgarbudget.counting.single import Asked, SingleTally, tally_file
from medborgarbudget.pb.rules import RULES

Row = tuple[str, ...]


@pytest.fixture(scope="module")
def tallies(elections: Path) -> dict[str, SingleTally]:
    """Every election that announces an outcome, by file name, counted by its own rule."""
    counted = {}
    for path in sorted(elections.rglob("*.pb")):
        tally, problems = tally_file(path.read_bytes(), path.name)
        assert tally is not None, problems
        if tally.file.announced() is not None:
            counted[path.name] = tally
    return counted


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    """The text of docs/elections.md."""
    return (repository / "docs" / "elections.md").read_text(encoding="utf-8")


def table(page: str, first_column: str, second_column: str) -> list[Row]:
    """The rows of the one table whose header begins with these columns, cells without marks."""
    header = re.escape(f"| {first_column} | {second_column} |")
    (found,) = re.findall(rf"^{header}.*\n\|[-:|]+\|\n((?:\|.*\n)+)", page, re.MULTILINE)
    lines = found.splitlines()
    return [tuple(c.strip().replace("`", "") for c in line[1:-1].split("|")) for line in lines]


def ids(cell: str) -> set[str]:
    """The projects that a cell names."""
    return set(cell.split(", ")) - {""}


def rule_in(tally: SingleTally) -> str:
    """The rule's name as the file has it."""
    return tally.file.meta["rule"].strip()


def test_every_difference_is_on_the_page_and_the_page_names_no_other(tallies, page):
    """Project by project, over all elections that announce an outcome, own rules included."""
    expected = {
        (name, rule, frozenset(ids(ours)), frozenset(ids(city)))
        for name, rule, ours, city, _ in table(page, "file", "rule")
    }
    actual = set()
    for name, tally in tallies.items():
        ours = frozenset(one.project_id for one in tally.differences if one.selected)
        city = frozenset(one.project_id for one in tally.differences if not one.selected)
        if ours or city:
            actual.add((name, rule_in(tally), ours, city))

    assert expected == actual


def test_each_cause_on_the_page_is_found_in_the_file(tallies, page):
    """What only the city funds has money from elsewhere: 2 or 3 in `selected`."""
    for name, _, ours, city, causes in table(page, "file", "rule"):
        marks = tallies[name].file.marks()

        assert {f"mark {marks[project_id]}" for project_id in ids(city)} == set(causes.split(", "))
        assert not ours
        assert "mark 1" not in causes


def topped_up(tally: SingleTally) -> dict[str, int]:
    """The project that got part of its money from outside the budget, with what was left for it."""
    steps = tally.outcome.steps
    return {step.project_id: step.money_left for step in steps if step.action == "topped-up"}


def test_by_its_own_rule_every_announced_outcome_comes_out(tallies, page):
    """How many elections of each rule, how many are the same, and how many projects that is."""
    elections: Counter[str] = Counter()
    same: Counter[str] = Counter()
    projects: Counter[str] = Counter()
    for tally in tallies.values():
        rule = rule_in(tally)
        marks = tally.file.marks()
        funded = {p for p, mark in marks.items() if mark == (2 if p in topped_up(tally) else 1)}
        elections[rule] += 1
        same[rule] += funded == set(tally.outcome.selected)
        projects[rule] += len(tally.outcome.selected)

    assert elections.keys() <= RULES.keys()
    assert table(page, "rule", "elections | the same projects") == [
        (rule, str(elections[rule]), str(same[rule]), str(projects[rule]))
        for rule in (
            "greedy",
            "greedy-no-skip",
            "greedy-threshold",
            "greedy-custom",
            "greedy-exclusive",
            "equalshares/add1",
        )
    ]
    assert elections == same


def test_every_project_that_poznan_topped_up_is_on_the_page(tallies, page):
    """What was left, what it costs, and that the city marked it as we do."""
    found = [
        (name, project_id, str(left), str(tally.file.instance().by_id[project_id].cost), "2")
        for name, tally in tallies.items()
        for project_id, left in topped_up(tally).items()
        if tally.file.marks()[project_id] == 2
    ]

    assert found == table(page, "file", "topped up")
    assert sum(len(topped_up(tally)) for tally in tallies.values()) == len(found)


def test_every_tie_is_on_the_page(tallies, page):
    """Which projects, which went first, and by which criterion."""
    met = [
        (name, ", ".join(tie.projects), tie.winner, tie.decided_by)
        for name, tally in tallies.items()
        for tie in tally.outcome.ties
    ]

    assert met == table(page, "file", "tied")


def test_the_name_of_a_file_decides_nothing(elections, tallies):
    """Elections that announce an outcome, as ``1.pb``: every step of the count is the same."""
    for path in sorted(elections.rglob("*.pb")):
        if path.name in tallies and path.stat().st_size < 100_000:
            tally, _ = tally_file(path.read_bytes(), "1.pb")
            assert tally is not None
            assert tallies[path.name].outcome == tally.outcome


def test_the_announced_equal_shares_need_cost_as_utility(elections, tallies):
    """Świecie and Assen: if each project counted the same to its voters, others would win."""
    used = [name for name, tally in tallies.items() if rule_in(tally) == "equalshares/add1"]
    asked = Asked(utility="cardinality")
    counted = [tally_file((elections / name).read_bytes(), name, asked)[0] for name in used]

    assert 2 == len(used)
    assert [True, True] == [bool(tally.differences) for tally in counted if tally is not None]
