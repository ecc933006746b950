"""`tally DIR`: a whole city of pots, each told on a line, none stopped by another."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from medborgarbudget.cli import cli

POT = """META
key;value
description;Lillby
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
currency;SEK
PROJECTS
project_id;cost;name;selected
bankar;60000;Bänkar;1
gungor;20000;Gungor;1
scen;30000;Scen;0
VOTES
voter_id;vote
1;bankar,gungor
2;bankar
3;bankar,scen
4;gungor,scen
"""
OTHERWISE = POT.replace("Scen;0", "Scen;1").replace("Gungor;1", "Gungor;0")
SILENT = POT.replace(";selected", ";said").replace("rule;greedy", "rule;phragmen")
NEVER_DONE = (
    POT.replace("rule;greedy", "rule;equalshares/add1")
    .replace("budget;90000", "budget;900000000")
    .replace("scen;30000", "scen;900000000")
    .replace("3;bankar,scen", "3;bankar")
    .replace("4;gungor,scen", "4;scen")
)
"""One voter alone wants what costs the whole pot, so that 100 000 steps are tried."""


def mb(*words: str | Path) -> Result:
    """The command with its words, in English."""
    return CliRunner().invoke(cli, [*map(str, words), "--language", "en"])


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Four pots below each other, one of which is no file to be counted."""
    folder = tmp_path / "city"
    (folder / "north").mkdir(parents=True)
    for name, text in (
        ("all.pb", POT),
        ("north/east.pb", OTHERWISE),
        ("north/west.pb", SILENT),
        ("notes.txt", "no"),
        ("broken.pb", POT.replace("budget;90000", "budget;-1")),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_each_file_has_its_line_and_the_sums_come_last(city: Path) -> None:
    """Sorted by path; what stops a file is told below, and nobody else is stopped."""
    result = mb("tally", city)
    assert 1 == result.exit_code
    lines = [" ".join(line.split()) for line in result.stdout.replace("\u00a0", " ").splitlines()]
    assert [
        "file rule ballots projects win spent of budget the city",
        "all.pb greedy 4 3 2 80,000 88 % the same",
        "broken.pb not counted (pb-meta-number)",
        "north/east.pb greedy 4 3 2 80,000 88 % otherwise: only here gungor; only the city scen",
        "north/west.pb phragmen 4 3 2 50,000 55 % says nothing",
        "",
        "4 files. Counted: 3. The same as the city: 1. Otherwise: 1. Says nothing: 1.",
        "12 ballots, 9 projects, 6 win. Spent: 210,000 of SEK 270,000.",
        "",
    ] == lines[:9]
    assert lines[9].startswith("broken.pb:9: ")


def test_the_same_as_data(city: Path) -> None:
    """Every figure of the lines, and the findings of every file."""
    data = json.loads(mb("tally", city, "--format", "json").stdout)
    assert {
        "files": 4,
        "counted": 3,
        "same": 1,
        "other": 1,
        "nothing": 1,
        "voters": 12,
        "projects": 9,
        "winners": 6,
    } == data["sums"]
    assert ["all.pb", "broken.pb", "north/east.pb", "north/west.pb"] == [
        one["path"] for one in data["files"]
    ]
    assert ["pb-meta-number"] == [one["code"] for one in data["files"][1]["problems"]]
    assert (["gungor"], ["scen"]) == (
        data["files"][2]["only_here"],
        data["files"][2]["only_announced"],
    )


def test_where_all_can_be_counted_it_is_exit_0_and_options_hold_for_each(city: Path) -> None:
    """An option that no rule among them knows is wrong usage, as it is for one file."""
    (city / "broken.pb").unlink()
    result = mb("tally", city, "--rule", "equalshares", "--format", "json")
    assert 0 == result.exit_code
    assert ["equalshares"] * 3 == [one["rule"] for one in json.loads(result.stdout)["files"]]
    assert 2 == mb("tally", city, "--utility", "cost").exit_code


def test_a_link_is_not_followed_and_a_pipe_is_not_waited_for(city: Path, tmp_path: Path) -> None:
    """They are told, like any other file that cannot be counted."""
    (tmp_path / "elsewhere.pb").write_text(POT, encoding="utf-8")
    (city / "link.pb").symlink_to(tmp_path / "elsewhere.pb")
    (city / "loop").symlink_to(city)
    os.mkfifo(city / "pipe.pb")
    data = json.loads(mb("tally", city, "--format", "json").stdout)
    found = {one["path"]: [p["code"] for p in one["problems"]] for one in data["files"]}
    assert ["file-is-link"] == found["link.pb"]
    assert ["file-unreadable"] == found["pipe.pb"]
    assert 6 == len(found)


@pytest.mark.parametrize("words", [["--compare"], ["--check"], ["--format", "pb"], ["--out", "x"]])
def test_what_is_for_one_file_is_wrong_usage_for_many(city: Path, words: list[str]) -> None:
    """Nothing is left out in silence."""
    assert 2 == mb("tally", city, *words).exit_code


def test_a_folder_without_any_file_is_wrong_usage(tmp_path: Path) -> None:
    """Rather the wrong folder than nothing to count."""
    assert 2 == mb("tally", tmp_path).exit_code


def test_a_round_goes_before_a_folder_of_the_same_name(towns, monkeypatch) -> None:
    """Standing in rounds/, 2026 is the round."""
    monkeypatch.chdir(towns / "lillby" / "rounds")
    assert "2026" in mb("tally", "2026").output
    assert "There is no file below" not in mb("tally", "2026").output


def test_progress_is_shown_at_a_terminal_and_ctrl_c_ends_all_of_it(
    tmp_path: Path, at_terminal
) -> None:
    """Without a traceback from any of the processes; exit code 130."""
    for number in range(4):
        (tmp_path / f"{number}.pb").write_text(NEVER_DONE, encoding="utf-8")
    (tmp_path / "a.pb").write_text(POT, encoding="utf-8")
    running = at_terminal("tally", tmp_path)
    running.read_until("Counting")
    assert 130 == running.press_ctrl_c()
    assert "Counting" in running.shown
    assert "Traceback" not in running.shown
