"""From the opening of the vote to a bare clone that counts it again, through the commands."""

from __future__ import annotations

import json

from medborgarbudget.records.pabulib import read_pabulib


def test_the_whole_way_from_open_to_a_recount_in_a_bare_clone(counted, tmp_path):
    """The town opens, types, settles, closes and counts; a stranger with a bare clone agrees."""
    bare = tmp_path / "lillby.git"
    counted.git("clone", "--quiet", "--bare", str(counted.root), str(bare))

    result = counted.run("verify", "2026", "--root", str(bare), "--format", "json")

    said = json.loads(result.stdout)
    assert (0, True) == (result.exit_code, said["ok"])
    assert [
        "2026/reading",
        "2026/manifest",
        "2026/history",
        "2026/paper",
        "2026/inputs",
        "2026/recount",
        "2026/decision",
    ] == [check["name"] for check in said["checks"]]
    assert not any("not checked" in check["detail"] for check in said["checks"])


def test_the_ballots_tell_nothing_of_time_order_or_batch(counted):
    """Voters are numbered anew in the order of what they chose; nothing else is said of them."""
    data = counted.path("ballots/norr.pb").read_bytes()
    file, problems = read_pabulib(data, "norr.pb")

    assert () == problems
    assert ("voter_id", "vote") == file.vote_columns
    assert [str(number) for number in range(1, 66)] == list(file.vote_cells("voter_id"))
    assert sorted(file.vote_cells("vote")) == list(file.vote_cells("vote"))
    assert b"norr-1" not in data


def test_the_result_says_what_came_out_of_the_boxes(counted):
    """68 slips: 65 votes, one blank, one spoiled, one that named a project twice."""
    said = json.loads(counted.play("tally", "2026", "--format", "json"))["pots"]["norr"]

    assert {
        "slips": 68,
        "counted": 65,
        "blank": 1,
        "spoiled": 1,
        "invalid": {"ballot-repeated-project": 1},
    } == said["counts"]
    assert 1 == said["invalid"]
    assert ["lekplats-norr", "bankar-vid-an", "odlingslador"] == said["selected"]
    assert (287000, 13000) == (said["spent"], said["unspent"])
    assert {"lekplats-norr": 44, "bankar-vid-an": 26, "odlingslador": 21} == said["votes"]


def test_counting_again_writes_the_same_bytes(counted):
    """The result has no date, no version and no order of its own."""
    before = counted.path("result.yaml").read_bytes()
    counted.play("tally", "2026")

    assert before == counted.path("result.yaml").read_bytes()
    assert "" == counted.git("status", "--porcelain")


def test_check_finds_a_result_that_was_changed_by_hand(counted):
    """`tally --check` shows the line, prints the difference, and writes nothing."""
    file = counted.path("result.yaml")
    changed = file.read_text(encoding="utf-8").replace("spent: 287000", "spent: 286000")
    file.write_text(changed, encoding="utf-8")

    result = counted.run("tally", "2026", "--check")

    assert 1 == result.exit_code
    assert "-    spent: 286000" in result.stdout
    assert "+    spent: 287000" in result.stdout
    assert "[result-differs]" in result.stdout
    assert changed == file.read_text(encoding="utf-8")


def test_check_is_content_with_what_tally_wrote(counted):
    """Nothing to say is said as such."""
    assert "in order" in counted.play("tally", "2026", "--check")


def test_another_rule_is_told_and_not_written(counted):
    """The same ballots by greedy: the stage wins nothing more or less than the figures say."""
    before = counted.path("result.yaml").read_bytes()
    said = json.loads(counted.play("tally", "2026", "--rule", "greedy-no-skip", "--format", "json"))

    assert {"greedy-no-skip"} == {pot["rule"] for pot in said["pots"].values()}
    assert before == counted.path("result.yaml").read_bytes()


def test_a_rule_that_lacks_its_completion_is_told_so(counted):
    """The north pot never said what to do with money left: nobody guesses."""
    result = counted.run("tally", "2026", "--rule", "equalshares/add1")

    assert 1 == result.exit_code
    assert "[tally-rule-incomplete]" in result.stdout


def test_the_count_is_told_in_swedish(counted):
    """Each pot with its boxes, its winners and its steps."""
    said = counted.run("tally", "2026", language="sv").stdout

    assert "Röstsedlar: 68. Räknade: 65. Blanka: 1. Kasserade: 1. Utanför reglerna: 1." in said
    assert "  1. lekplats-norr Ny lekplats i Norr: 180\u00a0000\u00a0kr, 44 röster" in said


def test_few_ballots_are_warned_of_and_written(opened):
    """Below fifty, single ballots may point at people; it is the town that decides."""
    opened.batch("norr-1", "norr", [(1, "vote", "1")])
    opened.batch("soder-1", "soder", [(1, "vote", "1")])

    result = opened.run("close", "2026", "--today", "2026-05-25")

    assert 0 == result.exit_code
    assert 2 == result.stderr.count("[close-few-ballots]")
    assert opened.path("ballots/norr.pb").exists()


def test_nothing_is_closed_while_people_may_vote(opened):
    """The voting ends on the evening of the 24th; the box stays shut that day."""
    opened.batch("norr-1", "norr", [(1, "vote", "1")])

    result = opened.run("close", "2026", "--today", "2026-05-24")

    assert 1 == result.exit_code
    assert "[close-before-end]" in result.stdout
    assert not opened.path("ballots").exists()


def test_an_unknown_round_is_wrong_usage(town):
    """The rounds that there are, are named."""
    result = town.run("tally", "2025")

    assert 2 == result.exit_code
    assert "2026" in result.output
