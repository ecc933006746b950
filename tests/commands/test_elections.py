"""The commands for real elections as they are typed: `tally FILE.pb` and `import`."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from medborgarbudget.cli import cli

TIED = """META
key;value
description;Lillby 2026
country;Sweden
unit;Lillby
instance;2026
num_projects;3
num_votes;4
budget;90000
vote_type;approval
rule;greedy
date_begin;04.05.2026
date_end;24.05.2026
PROJECTS
project_id;cost;name
bankar;60000;Bänkar
gungor;30000;Gungor
scen;30000;Scen
VOTES
voter_id;vote
1;bankar,gungor
2;bankar
3;bankar,scen
4;gungor,scen
"""
WHOLE = TIED.replace("gungor;30000", "gungor;20000").replace("num_votes;4", "num_votes;5")


def mb(*words: str | Path) -> Result:
    """The command with its words, in English."""
    return CliRunner().invoke(cli, [*map(str, words), "--language", "en"])


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A file that can be counted, with one thing to warn of."""
    path = tmp_path / "whole.pb"
    path.write_text(WHOLE, encoding="utf-8")
    return path


@pytest.fixture
def tied(tmp_path: Path) -> Path:
    """A file whose votes cannot choose."""
    path = tmp_path / "tied.pb"
    path.write_text(TIED, encoding="utf-8")
    return path


def test_tally_prints_one_json_object_on_standard_output(whole: Path) -> None:
    """Messages go to standard error; the file is named as it was typed."""
    result = mb("tally", whole, "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["selected"] == ["bankar", "gungor"]
    assert f"{whole}:8: Warning:" in result.stderr
    assert "pb-count-differs" in result.stderr


def test_a_tie_that_nothing_decides_is_exit_1_and_names_the_projects(tied: Path) -> None:
    """Where ties are refused, as text and as data; else it is exit 0 and the lot is told."""
    refused = ("--tie-breaking", "min-cost,max-votes,refuse")
    result = mb("tally", tied, *refused)
    assert result.exit_code == 1
    assert "The votes are tied between gungor and scen" in result.stdout
    result = mb("tally", tied, *refused, "--format", "json")
    assert result.exit_code == 1
    assert [one["code"] for one in json.loads(result.stdout)["problems"]] == ["pb-tie"]
    result = mb("tally", tied, "--tie-breaking", "lot", "--lot-seed", "7 12 19", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ties"][0]["decided_by"] == "lot"
    drawn = json.loads(mb("tally", tied, "--format", "json").stdout)
    assert drawn["parameters"]["lot_seed"] == drawn["sha256"]
    assert drawn["ties"][0]["decided_by"] == "lot"


@pytest.mark.parametrize(
    "options",
    [
        ["--tie-breaking", "alphabet"],
        ["--tie-breaking", "lot"],
        ["--completion", "floor,0,overspend"],
        ["--completion", "floor,²,overspend"],
        ["--completion", "soon"],
        ["--rule", "dictator"],
        ["--threshold", "-1"],
        ["--utility", "cost"],
        ["--winners", "2"],
        ["--quota", "area", "Norr", "at-most-projects", "1"],
        ["--rule", "greedy-quotas", "--quota", "area", "Norr", "at-most", "1"],
        ["--rule", "greedy-options", "--sizes", "bankar"],
        ["--rule", "greedy-options", "--sizes", "bankar,scen", "--sizes", "scen,gungor"],
        ["--percentage", "bankar", "0"],
        ["--completion", "floor,1,overspend"],
    ],
)
def test_wrong_usage_of_tally_is_exit_2(whole: Path, options: list[str]) -> None:
    """Words that no rule knows are the typist's, not the file's."""
    assert mb("tally", whole, *options).exit_code == 2


def test_options_go_before_the_file(whole: Path) -> None:
    """A rule with all its parameters, from the command line."""
    words = ["--rule", "equalshares/add1", "--completion", "exact,100,exhaustive"]
    result = mb("tally", whole, *words, "--utility", "cardinality", "--format", "json")
    parameters = json.loads(result.stdout)["parameters"]
    assert (parameters["start"], parameters["step"]) == ("exact", 100)
    assert parameters["utility"] == "cardinality"


def test_every_part_of_a_rule_can_be_said(whole: Path, tmp_path: Path) -> None:
    """Quotas in their order, those of one group together; sizes; a percentage on points."""
    path = tmp_path / "areas.pb"
    text = WHOLE.replace("cost;name", "cost;neighborhood").replace("Bänkar", "Stare Miasto")
    path.write_text(text, encoding="utf-8")

    def parameters(*words: str) -> dict[str, object]:
        result = mb("tally", path, *words, "--format", "json")
        return json.loads(result.stdout)["parameters"]

    quota = ["--quota", "area", "Stare Miasto", "at-most-cost", "5"]
    quota += ["--quota", "area", "Gungor", "at-least-cost", "20000"]
    quota += ["--quota", "area", "Stare Miasto", "at-most-projects", "1"]
    assert parameters("--rule", "greedy-quotas", *quota)["quotas"] == [
        "area Stare Miasto at_most_projects 1 at_most_cost 5",
        "area Gungor at_least_cost 20000",
    ]
    sizes = parameters("--rule", "greedy-options", "--sizes", "gungor,scen")
    assert sizes["options"] == ["gungor scen"]
    head, _ = text.replace("approval", "scoring").split("VOTES")
    votes = "voter_id;vote;points\n1;bankar,gungor;40,1\n2;bankar;20\n3;scen;1\n"
    path.write_text(f"{head}VOTES\n{votes}", encoding="utf-8")
    share = parameters("--rule", "greedy-percentage", "--percentage", "bankar", "5")
    assert share["percentage"] == "bankar 5"
    result = mb("tally", path, "--rule", "greedy-percentage", "--percentage", "bankar", "5")
    assert "27,000" in result.stdout, result.output


def test_import_makes_a_town_in_which_the_other_commands_work(whole: Path, tmp_path: Path) -> None:
    """validate, tally and tally --check, as a stranger would type them."""
    town = tmp_path / "town"
    result = mb("import", whole, town, "--today", "2026-11-23")
    assert result.exit_code == 0, result.output
    assert result.stdout.strip().endswith("mb tally 2026")
    assert mb("validate", "--root", town).exit_code == 0
    assert mb("tally", "2026", "--root", town, "--check").exit_code == 0
    counted = mb("tally", "2026", "--root", town, "--format", "json")
    assert json.loads(counted.stdout)["pots"]["lillby"]["selected"] == ["bankar", "gungor"]


def test_import_into_a_folder_that_is_in_use_is_exit_1(whole: Path, tmp_path: Path) -> None:
    """The folder that holds the file itself is not empty."""
    result = mb("import", whole, tmp_path)
    assert result.exit_code == 1
    assert "The folder is not empty." in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["whole.pb"]


def test_import_of_a_file_that_is_not_there_is_exit_2(tmp_path: Path) -> None:
    """Wrong usage, and nothing made."""
    assert mb("import", tmp_path / "none.pb", tmp_path / "town").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_bands_and_areas_first_are_asked_for_by_name(tmp_path: Path) -> None:
    """As in Trelleborg: one place up to 30 000, one up to 60 000, and the north goes first."""
    text = TIED.replace("project_id;cost;name", "project_id;cost;name;neighborhood")
    for name, area in (("Bänkar", "south"), ("Gungor", "south"), ("Scen", "north")):
        text = text.replace(f"0;{name}", f"0;{name};{area}")
    file = tmp_path / "areas.pb"
    file.write_text(text, encoding="utf-8")
    bands = ("--band", "1", "30000", "--band", "1", "60000")
    result = mb("tally", file, "--rule", "greedy-bands", *bands, "--area-first", "north")

    assert result.exit_code == 0, result.output
    assert "bands 1 x 30000, 1 x 60000" in result.stdout
    first = (*bands, "--area-first", "north", "--format", "json")
    told = json.loads(mb("tally", file, "--rule", "greedy-bands", *first).stdout)
    assert ["scen", "bankar"] == told["selected"]


@pytest.mark.parametrize("options", [("--band", "1", "30000"), ("--area-first", "north")])
def test_a_band_that_the_rule_does_not_know_is_not_dropped_in_silence(
    whole: Path, options: tuple[str, ...]
) -> None:
    """Usage, with the option's own name."""
    result = mb("tally", whole, *options)
    assert result.exit_code == 2
    assert options[0] in result.output


def test_a_long_count_says_how_far_it_has_come_and_can_be_interrupted(
    tied: Path, at_terminal
) -> None:
    """Every step buys other projects, so none can be left out. Exit code 130, no traceback."""
    costs = [1_000_000 + 37_127 * number for number in range(120)]
    projects = "".join(f"{number};{cost}\n" for number, cost in enumerate(costs))
    chance = Random(1)
    wishes = [sorted(chance.sample(range(120), 8)) for _ in range(20_000)]
    votes = "".join(f"{n};{','.join(map(str, wish))}\n" for n, wish in enumerate(wishes))
    meta = TIED.split("PROJECTS")[0].replace("budget;90000", f"budget;{sum(costs) - 1}")
    meta = meta.replace("num_projects;3", "num_projects;120")
    meta = "".join(line for line in meta.splitlines(True) if not line.startswith("num_votes"))
    head = f"{meta}PROJECTS\nproject_id;cost\n{projects}VOTES\nvoter_id;vote\n"
    tied.write_text(head + votes, encoding="utf-8")
    running = at_terminal("tally", tied, "--rule", "equalshares/add1")
    running.read_until("Counting, attempt")
    assert 130 == running.press_ctrl_c()
    assert "Counting, attempt" in running.shown
    assert "Traceback" not in running.shown


@pytest.mark.parametrize("words", [["--compare"], ["--compare", "greedy,phragmen"]])
def test_several_rules_side_by_side(whole: Path, words: list[str]) -> None:
    """With names or without; the file's own rule first."""
    result = mb("tally", whole, *words)
    assert result.exit_code == 0, result.output
    assert "A greedy " in result.stdout
    assert "B phragmen" in result.stdout or "B greedy-no-skip" in result.stdout
    data = json.loads(mb("tally", whole, *words, "--format", "json").stdout)
    assert ["greedy", True] == [data["rules"][0]["rule"], data["rules"][0]["own"]]


def test_compare_may_stand_before_the_file(whole: Path) -> None:
    """Its value is left out so often that the file is not taken for one."""
    assert mb("tally", whole, "--compare").stdout == mb("tally", "--compare", whole).stdout


@pytest.mark.parametrize(
    "words",
    [
        ["--compare", "dictator"],
        ["--compare", "greedy", "--rule", "greedy"],
        ["--compare", "greedy", "--format", "pb"],
        ["--compare", "greedy", "--out", "new.pb"],
        ["--compare", "greedy", "--utility", "cost"],
        ["--out", "no/such/folder/new.pb"],
        [],
    ],
)
def test_wrong_usage_of_what_writes_and_compares_is_exit_2(whole: Path, words: list[str]) -> None:
    """Nothing is written, and nothing that was asked for is left out in silence."""
    if words:
        words = [str(whole), *words]
    assert mb("tally", *words).exit_code == 2


def test_the_file_with_our_outcome_goes_to_standard_output_or_into_a_new_file(
    whole: Path, tmp_path: Path
) -> None:
    """Its bytes and nothing else; a file that is there already is left alone."""
    printed = mb("tally", whole, "--format", "pb")
    assert printed.exit_code == 0
    assert printed.stdout == WHOLE.replace("cost;name", "cost;name;selected").replace(
        "Bänkar\n", "Bänkar;1\n"
    ).replace("Gungor\n", "Gungor;1\n").replace("Scen\n", "Scen;0\n")
    new = tmp_path / "new.pb"
    assert mb("tally", whole, "--out", new).stdout == mb("tally", whole).stdout
    assert new.read_bytes() == printed.stdout_bytes
    assert mb("tally", whole, "--out", new).exit_code == 2
