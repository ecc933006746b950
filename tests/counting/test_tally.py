"""The count of a round: ties, ballots that do not belong, and what a city announced."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from medborgarbudget.pb.rules import TooManySelectionsError
from medborgarbudget.records.announced import Announced, AnnouncedProject, announced_text
from medborgarbudget.records.writing import write_text

TIED = [(1, "vote", "1"), (2, "vote", "2"), (3, "vote", "3")]


@pytest.fixture
def refusing(town):
    """Lillby with less money in the north, and a rule that does not say how ties fall."""
    file = town.path("round.yaml")
    text = file.read_text(encoding="utf-8")
    text = text.replace("budget_limit: 300000", "budget_limit: 180000")
    text = text.replace("budget_limit: 500000", "budget_limit: 380000")
    text = re.sub(r"tie_breaking: \[.*?\]\n  lot: .*\npots", "tie_breaking: [refuse]\npots", text)
    file.write_text(text, encoding="utf-8")
    town.play("open", "2026", "--today", "2026-05-02")
    return town


def test_a_refused_tie_names_the_projects_and_what_to_do(refusing):
    """Three with a vote each and money for one: nobody but the town may choose."""
    refusing.batch("norr-1", "norr", TIED)
    refusing.batch("soder-1", "soder", [(1, "vote", "1")])
    refusing.play("close", "2026", "--today", "2026-05-25")

    result = refusing.run("tally", "2026")

    assert 1 == result.exit_code
    assert "bankar-vid-an, lekplats-norr and odlingslador are tied" in result.stdout
    assert not refusing.path("result.yaml").exists()


def test_a_best_selection_that_is_not_proven_is_told(counted, monkeypatch):
    """Nothing is written, and the pot is named."""

    def endless(*_):
        raise TooManySelectionsError(50_000_000)

    before = counted.path("result.yaml").read_bytes()
    monkeypatch.setattr("medborgarbudget.counting.tally.run", endless)
    result = counted.run("tally", "2026")

    assert 1 == result.exit_code
    assert "In the pot norr there are too many selections" in result.stdout
    assert before == counted.path("result.yaml").read_bytes()


def test_ballots_that_name_something_else_are_not_counted_past(counted):
    """A file of another election, laid in this round's place."""
    counted.path("ballots/norr.pb").write_bytes(counted.path("ballots/soder.pb").read_bytes())

    result = counted.run("tally", "2026")

    assert 1 == result.exit_code
    assert "[ballots-other-projects]" in result.stdout


def test_a_broken_ballots_file_is_told_with_its_line(counted):
    """What `tally FILE.pb` would say of it is said here too."""
    file = counted.path("ballots/norr.pb")
    file.write_text(file.read_text(encoding="utf-8") + "66", encoding="utf-8")

    result = counted.run("tally", "2026")

    assert 1 == result.exit_code
    assert "rounds/2026/ballots/norr.pb:" in result.stdout


def test_a_vote_more_than_the_paper_gives_is_not_counted(counted):
    """A ballot slipped into the file has no slip behind it."""
    file = counted.path("ballots/norr.pb")
    file.write_text(file.read_text(encoding="utf-8") + "66;odlingslador\n", encoding="utf-8")

    result = counted.run("tally", "2026")

    assert 1 == result.exit_code
    assert "[ballots-not-from-paper]" in result.stdout


def test_where_a_city_announced_otherwise_each_project_is_told(counted):
    """An imported round: the city funded one project less in the north."""
    marks = {"bankar-vid-an": 1, "lekplats-norr": 1, "odlingslador": 0}
    listed = tuple(AnnouncedProject(project, project, mark) for project, mark in marks.items())
    announced = Announced("city.pb", "0" * 64, "greedy", "300000", {"norr": listed})
    write_text(counted.root, "rounds/2026/announced.yaml", announced_text(announced))

    pots = json.loads(counted.play("tally", "2026", "--format", "json"))["pots"]

    assert [{"project_id": "odlingslador", "selected": True, "announced": 0}] == (
        pots["norr"]["differences"]
    )
    assert ["bankar-vid-an", "lekplats-norr"] == pots["norr"]["announced"]
    assert None is pots["soder"]["differences"]
    assert "odlingslador Odlingslådor på torget: selected here" in counted.play("tally", "2026")


def test_the_json_has_what_other_programs_lean_on(counted):
    """The contract of the command, key by key; fractions are written exactly."""
    pots = json.loads(counted.play("tally", "2026", "--format", "json"))["pots"]

    assert {"norr", "soder"} == pots.keys()
    assert {
        *("rule", "parameters", "selected", "spent", "unspent", "budget_limit", "votes", "scores"),
        *("steps", "ties", "invalid", "sha256", "counts", "announced", "differences"),
        *("not_counted", "classes", "summed"),
    } == pots["norr"].keys()
    bought = next(step for step in pots["soder"]["steps"] if step["action"] == "selected")
    assert "17600/7" == bought["facts"]["payment"]


def test_a_file_s_options_are_not_for_rounds(counted):
    """The round's rule stands in the round; nobody overrides its lot on the way."""
    result = counted.run("tally", "2026", "--lot-seed", "mine")

    assert 2 == result.exit_code
    assert "--lot-seed" in result.output


def test_a_pabulib_file_is_counted_by_itself(counted, tmp_path):
    """The ballots file needs no town around it."""
    file = str(counted.path("ballots/norr.pb"))
    said = json.loads(counted.play("tally", file, "--format", "json"))

    assert ["lekplats-norr", "bankar-vid-an", "odlingslador"] == said["selected"]


def test_nothing_is_counted_before_the_vote_is_closed(opened):
    """Each pot's ballots are asked for."""
    result = opened.run("tally", "2026")

    assert 1 == result.exit_code
    assert 2 == result.stdout.count("[ballots-missing]")


@pytest.fixture
def rolling(town):
    """Lillby where what the south leaves goes to the north, and is counted before it."""
    file = town.path("round.yaml")
    text = file.read_text(encoding="utf-8")
    text = re.sub(
        r"    rule:\n      name: equalshares/add1\n(      (utility|completion): .*\n)+",
        "    rule:\n      name: greedy-no-skip\n      leftover: roll-over\n      rolls_to: norr\n",
        text,
    )
    text = text.replace("name: greedy\n", "name: greedy-no-skip\n  leftover: partial\n", 1)
    text = text.replace("budget_limit: 300000", "budget_limit: 180000")
    text = text.replace("budget_limit: 500000", "budget_limit: 380000")
    file.write_text(text, encoding="utf-8")
    town.play("open", "2026", "--today", "2026-05-02")
    return town


def test_what_one_pot_leaves_is_another_pots_and_what_is_left_there_is_a_part(rolling):
    """The south spends 183 000 of 200 000; so the north has 197 000, and 17 000 for a part."""
    rolling.batch("norr-1", "norr", [(1, "vote", "1 2 3"), (2, "vote", "1 2"), (3, "vote", "2")])
    rolling.batch("soder-1", "soder", [(1, "vote", "1 3"), (2, "vote", "1")])
    rolling.play("close", "2026", "--today", "2026-05-25")
    said = rolling.play("tally", "2026")
    checked = json.loads(rolling.play("tally", "2026", "--check", "--format", "json"))
    result = yaml.safe_load(rolling.path("result.yaml").read_text("utf-8"))["pots"]
    soder, norr = result["soder"], result["norr"]

    assert {"problems": [], "files": 1} == checked
    assert ("rolled-over", 17000) == (soder["steps"][-1]["action"], soder["unspent"])
    assert {"amount": 17000, "to": "norr"} == soder["steps"][-1]["facts"]
    assert (197000, ["soder 17000"]) == (norr["budget_limit"], norr["parameters"]["rolled_in"])
    assert (["lekplats-norr"], {"bankar-vid-an": 17000}) == (norr["selected"], norr["granted"])
    assert (197000, 0) == (norr["spent"], norr["unspent"])
    assert "rolled_in soder 17000" in said
    assert "granted" not in soder
    assert "All is in order" in rolling.play("verify")
    explained = rolling.play("explain", "2026", "bankar-vid-an", "--margin").replace("\u00a0", " ")
    assert "It gets SEK 17,000 of its cost." in explained
    assert "it would have won at SEK 17,000, and not at any more" in explained


@pytest.fixture
def excluding(town):
    """Lillby with two projects that cannot both be built; the south is the whole town's pot."""
    file = town.path("round.yaml")
    text = file.read_text(encoding="utf-8")
    exclusive = "greedy-exclusive\n  conflicts: [[scen-i-parken, odlingslador]]"
    text = text.replace("name: greedy\n", f"name: {exclusive}\n", 1)
    text = re.sub(r"    area: soder\n(.*\n.*\n)    rule:\n(      .*\n)+", r"\1", text)
    file.write_text(text, encoding="utf-8")
    town.play("open", "2026", "--today", "2026-05-02")
    return town


def test_what_a_district_selects_rules_out_its_rival_in_the_whole_town(excluding):
    """Odlingslådor wins in the north, so the stage cannot win in the other pot."""
    excluding.batch("norr-1", "norr", [(1, "vote", "3")])
    numbers = {
        entry["project_id"]: entry["number"]
        for entry in yaml.safe_load(excluding.path("manifest.yaml").read_text("utf-8"))["pots"][
            "soder"
        ]["projects"]
    }
    stage = str(numbers["scen-i-parken"])
    excluding.batch("soder-1", "soder", [(1, "vote", stage), (2, "vote", stage)])
    excluding.play("close", "2026", "--today", "2026-05-25")
    excluding.play("tally", "2026")
    pots = json.loads(
        excluding.play("tally", "2026", "--rule", "greedy-exclusive", "--format", "json")
    )
    said = excluding.play("explain", "2026", "scen-i-parken")

    assert ["odlingslador"] == pots["pots"]["norr"]["selected"]
    soder = pots["pots"]["soder"]
    assert ["odlingslador"] == soder["parameters"]["elsewhere"]
    assert "scen-i-parken" not in soder["selected"]
    assert "It cannot be built together with odlingslador, which had been selected already." in said
