"""What holds for which rule, and what does not: the table of docs/properties.md, tried out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.pb.rules.counterexamples import COUNTEREXAMPLES
from tests.pb.rules.drawn import by_chance
from tests.pb.rules.properties import CHECKS, ELSEWHERE, WAYS, Way

from medborgarbudget.pb.rules import RULES

ALL = [(rule, name, check) for rule in WAYS for name in WAYS[rule] for check in CHECKS]
HOLDS = sorted(set(ALL) - COUNTEREXAMPLES.keys(), key=ALL.index)
COLUMNS = tuple(CHECKS)


def way_of(rule: str, name: str) -> Way:
    """The way of counting."""
    return WAYS[rule][name]


def test_every_rule_is_asked_for_every_property():
    """A rule that is registered and has no way in `properties.WAYS` fails here: give it one."""
    assert RULES.keys() == WAYS.keys() | ELSEWHERE.keys()
    assert set(ALL) >= COUNTEREXAMPLES.keys()


@pytest.mark.parametrize(("rule", "name", "check"), HOLDS)
def test_what_is_said_to_hold_holds(rule, name, check):
    """On elections of every shape, ties and all."""
    way = way_of(rule, name)
    elections = by_chance(64, way.vote_type)

    assert [] == [one for one in elections if not CHECKS[check](way, one)]


@pytest.mark.parametrize(("rule", "name", "check"), COUNTEREXAMPLES)
def test_what_is_said_to_fail_fails(rule, name, check):
    """The stored election shows it still; so a rule that is mended is noticed too."""
    election = COUNTEREXAMPLES[rule, name, check]

    assert election.vote_type == way_of(rule, name).vote_type
    assert not CHECKS[check](way_of(rule, name), election)


def test_the_page_says_what_is_tried(repository: Path):
    """docs/properties.md: a row for each way of each rule, a column for each property."""
    page = (repository / "docs" / "properties.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `([^`]+)` \| ([^|]+) \|((?: (?:yes|\*\*no\*\*) \|)+)$", page, re.MULTILINE
    )
    found = {
        (rule, name.strip(), check): cell.strip() == "yes"
        for rule, name, cells in rows
        for check, cell in zip(COLUMNS, cells.strip("|").split("|"), strict=True)
    }

    assert {one: one not in COUNTEREXAMPLES for one in ALL} == found
