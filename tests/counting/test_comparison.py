"""Several rules on the same ballots: as data, and as a table of 80 columns."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.counting.comparison import (
    ON_CROSSES,
    ON_POINTS,
    Comparison,
    FileComparison,
    compare,
    compare_file,
    comparison_data,
)
from medborgarbudget.counting.comparison_text import WIDTH, Teller, comparison_text
from medborgarbudget.counting.single import Asked, tally_file
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records.neutral import columns

TOWN = """META
key;value
description;Lillby 2026
country;Sweden
unit;Lillby
instance;2026
num_projects;4
num_votes;6
budget;100000.50
vote_type;approval
rule;greedy
date_begin;04.05.2026
date_end;24.05.2026
currency;SEK
PROJECTS
project_id;cost;votes;name;selected
bankar;60000;4;Bänkar vid ån;1
gungor;50000;3;Gungor i Norr;0
scen;30000;2;Scen i parken;0
buss;10000;1;Buss;2
VOTES
voter_id;vote
1;bankar,gungor
2;bankar
3;bankar,scen
4;gungor,scen
5;gungor,buss
6;bankar
"""


def compared(text: str = TOWN, *rules: str, asked: Asked | None = None) -> FileComparison:
    """The comparison on a text that can be counted."""
    found, problems = compare_file(text.encode(), "a.pb", rules, asked or Asked())
    assert found is not None, problems
    return found


def test_the_files_own_rule_comes_first_and_stands_once() -> None:
    """Then those that fit the ballots, or those that are named."""
    names = [column.rule for column in compared().comparison.columns]
    assert list(ON_CROSSES) == names
    text = TOWN.replace("rule;greedy", "rule;equalshares/add1")
    found = compared(text).comparison.columns
    assert ["equalshares/add1", *(one for one in ON_CROSSES if one != "equalshares/add1")] == [
        column.rule for column in found
    ]
    assert [True, *[False] * 6] == [column.is_own for column in found]
    named = compared(text, "phragmen", "equalshares/add1").comparison.columns
    assert ["equalshares/add1", "phragmen"] == [column.rule for column in named]


def test_a_rule_that_is_none_of_ours_is_nobodys_own() -> None:
    """Greedy stands in for it, and is not called the file's."""
    found = compared(TOWN.replace("rule;greedy", "rule;our-own")).comparison.columns
    assert ["greedy", False] == [found[0].rule, found[0].is_own]


def test_the_figures_of_a_column() -> None:
    """bankar, scen and buss: 100 000 of 100 000.50, all six voters with a wish, seven wishes."""
    comparison = compared().comparison
    greedy = comparison.columns[0]
    assert {1: 5, 2: 1} == greedy.wishes
    assert (6, Fraction(7, 6)) == (greedy.with_a_wish, greedy.wishes_each)
    assert Fraction(200_000, 200_001) == comparison.share_spent(greedy)
    assert Fraction(100_000 * 10, 3) == comparison.average_cost(greedy)
    data = comparison_data(compared())
    assert {
        "rule": "greedy",
        "own": True,
        "refused": None,
        "selected": ["bankar", "scen", "buss"],
        "ties": [],
        "spent": 100_000,
        "share_spent": "200000/200001",
        "voters_with_a_wish": 6,
        "wishes_each": "7/6",
        "average_cost": "100000/3",
    } == {key: value for key, value in data["rules"][0].items() if key != "parameters"}
    assert json.loads(json.dumps(data)) == data


def test_each_column_is_what_the_rule_gives_alone() -> None:
    """The comparison counts as `tally --rule` does, option by option."""
    for column in compared(TOWN, asked=Asked(threshold=2)).comparison.columns:
        tally, _ = tally_file(TOWN.encode(), "a.pb", Asked(column.rule, threshold=2))
        assert tally is not None
        assert tally.outcome == column.result


def test_a_refused_tie_and_a_count_without_end_stand_in_their_columns() -> None:
    """And stop nobody else; the projects' lines say that there is no answer there."""
    text = TOWN.replace("gungor;50000", "gungor;60000").replace("6;bankar", "6;gungor")
    text = text.replace("2;bankar\n", "2;scen\n").replace("3;bankar,scen", "3;bankar")
    text = text.replace("5;gungor,buss", "5;bankar,buss")
    asked = Asked(
        tie_breaking=("min-cost", "refuse"), completion=Completion("floor", 1, "overspend", 3)
    )
    found = compared(text, "equalshares/add1", "majority-judgement", asked=asked)
    assert [
        {"reason": "tie", "projects": ["bankar", "gungor"]},
        {"reason": "too-many-steps", "projects": []},
        {"reason": "needs-more", "projects": []},
    ] == [one["refused"] for one in comparison_data(found)["rules"]]
    assert {(None, None, None)} == {line.selected for line in found.comparison.lines}
    told = " ".join(comparison_text(found, "en").split())
    assert "A stops: the votes are tied between bankar and gungor." in told
    assert "B is not done after 3 attempts." in told
    assert "C needs more than the file and the options say." in told


def test_on_points_the_points_decide() -> None:
    """Equal Shares counts them, and Phragmén, which would not hear them, is left out."""
    head, _, _ = TOWN.replace("approval", "cumulative").partition("VOTES")
    votes = "VOTES\nvoter_id;vote;points\n1;bankar,gungor;1,4\n2;scen,gungor;3,2\n"
    found = compared(head + votes).comparison.columns
    assert list(ON_POINTS) == [column.rule for column in found]
    shares = next(column for column in found if column.rule == "equalshares")
    assert shares.outcome is not None
    assert "points" == shares.outcome.parameters["utility"]


def test_with_many_points_add1_is_left_out_unless_it_is_asked_for() -> None:
    """Its steps are exact and slow there."""
    head, _, _ = TOWN.replace("approval", "ordinal").partition("VOTES")
    votes = "VOTES\nvoter_id;vote\n" + "".join(f"{n};bankar\n" for n in range(12_501))
    assert "equalshares/add1" not in [c.rule for c in compared(head + votes).comparison.columns]


def test_the_table_in_words() -> None:
    """Every line that an English reader gets."""
    said = comparison_text(compared(TOWN, "equalshares", "phragmen"), "en")
    assert """Lillby, 2026
Budget: SEK 100,000.50. Projects: 4. Ballots: 6.

  rule         win    spent  share  voters  wishes    mean
A greedy         3  100,000   99 %       6    1.17  33,333
B equalshares    2   70,000   69 %       5    0.83  35,000
C phragmen       3  100,000   99 %       6    1.17  33,333

share: of the budget. voters: those with at least one wish met. wishes: how many
were met per voter. mean: what a winner costs.
A is the file's own rule.

Where the rules part (votes, project):
                                                                          A B C
2  scen Scen i parken                                                     ✓ · ✓

Selected by every rule (2):
  bankar, buss

Selected by no rule (1):
  gungor
""" == said.replace("\u00a0", " ")


def test_where_no_rule_differs_that_is_said() -> None:
    """No table of marks is then needed."""
    said = comparison_text(compared(TOWN, "greedy-no-skip", asked=Asked(threshold=4)), "sv")
    assert "Alla reglerna väljer samma projekt." in said


@pytest.mark.parametrize("language", ["sv", "en"])
def test_real_elections_fit_the_width_of_a_terminal(elections: Path, language: str) -> None:
    """Names of any length and any alphabet, and rules as many as there are by default."""
    for path in sorted(elections.rglob("*.pb")):
        if path.stat().st_size < 20_000:
            found, problems = compare_file(path.read_bytes(), path.name)
            assert found is not None, problems
            said = comparison_text(found, language)
            assert max(map(columns, said.splitlines()[1:])) <= WIDTH, path.name


def test_very_many_projects_are_told_in_short() -> None:
    """Sixty lines, how many more there are, and ids for those on which all agree."""
    projects = tuple(Project(f"p{n:03}", 1 + n % 2) for n in range(400))
    ballots = [Ballot.of("approval", (one.project_id,)) for one in projects]
    instance = Instance(projects, 200)
    profile = Profile.of("approval", ballots)
    order = (TieBreaking(("min-cost", "lot"), "1"), TieBreaking(("max-cost", "lot"), "1"))
    found = compare(instance, profile, [RuleChoice("greedy", one) for one in order])
    lines = list(Teller(found, "en").lines())
    assert len(lines) < 100
    assert "… and 240 more. All of them are in --format json." in lines
    assert max(map(len, lines)) <= WIDTH


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    costs=st.lists(st.integers(0, 30), min_size=1, max_size=6),
    wanted=st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=8),
    limit=st.integers(0, 60),
)
def test_the_lines_say_what_the_columns_say(
    costs: list[int], wanted: list[set[int]], limit: int
) -> None:
    """Project by project; most votes first; parted where some but not all select it."""
    projects = tuple(Project(f"p{n}", cost) for n, cost in enumerate(costs))
    ballots = [
        Ballot.of("approval", tuple(f"p{n}" for n in sorted(chosen) if n < len(costs)))
        for chosen in wanted
    ]
    choices = [
        RuleChoice(name, TieBreaking(("min-cost", "lot"), "1"))
        for name in ("greedy", "equalshares", "max-welfare")
    ]
    found: Comparison = compare(
        Instance(projects, limit), Profile.of("approval", ballots), choices, choices[1]
    )
    assert [False, True, False] == [column.is_own for column in found.columns]
    assert sorted(found.lines, key=lambda line: -line.votes) == list(found.lines)
    for line in found.lines:
        for column, selected in zip(found.columns, line.selected, strict=True):
            assert column.outcome is not None
            assert (line.project.project_id in column.outcome.selected) == selected
        assert line.parted == (len(set(line.selected)) > 1)
