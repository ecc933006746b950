"""Importing: a real election becomes a town that validates, counts and says what it is."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import git
import pytest

from medborgarbudget.counting.imported_facts import MOST_MONEY, MOST_POINTS
from medborgarbudget.counting.imported_names import clean, safe_ids, safe_name
from medborgarbudget.counting.importing import Import, import_election
from medborgarbudget.counting.round_narration import differences, round_narration
from medborgarbudget.counting.single import tally_file
from medborgarbudget.counting.tally import tally_round
from medborgarbudget.moderation.validate import validate
from medborgarbudget.records.announced import read_announced
from medborgarbudget.records.pabulib import read_pabulib
from medborgarbudget.records.shape import schema
from medborgarbudget.records.tree import read_tree

DAY = date(2026, 11, 23)
ELECTION = """META
key;value
description;Budżet Łódź
country;Poland
unit;Łódź
subunit;Chojny-Dąbrowa
instance;2022
num_projects;4
num_votes;4
budget;100000.75
vote_type;approval
rule;greedy-threshold
min_project_score_threshold;2
date_begin;04.05.2022
date_end;24.05.2022
max_length;1
currency;PLN
language;pl
PROJECTS
project_id;cost;votes;name;category;latitude;longitude;selected
BO.D6.36/25;60000;3;Ławki \u200b"przy" rzece;urban greenery,sport;51.7;19.4;1
bo-d6-36-25;50000;2;Huśtawki;;;;0
bo d6 36 25;30000;2;Scena;sport;91;19.4;1
CON;999999;1;X;sport;51.7;nan;0
VOTES
voter_id;vote;age
v1;BO.D6.36/25,bo-d6-36-25;30
v2;BO.D6.36/25,CON;
v3;BO.D6.36/25,bo d6 36 25;12
v4;bo d6 36 25,bo-d6-36-25;70
"""


def made(folder: Path, text: str = ELECTION) -> Import:
    """The import of a text that can be imported."""
    result, problems = import_election(text.encode(), "Łódź 2022.pb", folder, DAY)
    assert result is not None, problems
    return result


def test_every_real_election_becomes_a_town_in_order(elections: Path, tmp_path: Path) -> None:
    """No file of it has a problem, and the round's outcome is the file's own."""
    for path in sorted(elections.rglob("*.pb")):
        folder, data = tmp_path / path.stem, path.read_bytes()
        result, problems = import_election(data, path.name, folder, DAY)
        assert result is not None, (path.name, problems)
        tree = read_tree(folder)
        assert validate(tree, today=DAY) == (), path.name
        tally, problems = tally_round(tree, tree.rounds[result.round_id])
        assert tally is not None, (path.name, problems)
        assert tree.rounds[result.round_id].result == tally.result
        announced, _, _ = read_announced(folder, result.round_id)
        single, _ = tally_file(data, path.name)
        assert announced is not None
        assert single is not None
        original = {one.project_id: one.original_id for one in announced.pots[result.pot_id]}
        ours = tally.result.pots[result.pot_id].outcome
        assert {original[one] for one in ours.selected} == set(single.outcome.selected), path.name
        parted = differences(tally.result.pots[result.pot_id], announced)
        if single.differences is None:
            assert parted is None
        else:
            assert parted is not None
            told = [(original[one.project_id], one.selected, one.mark) for one in parted]
            expected = [(one.project_id, one.selected, one.mark) for one in single.differences]
            assert told == expected, path.name


def test_ids_become_file_names_and_the_original_is_kept(tmp_path: Path) -> None:
    """Three ids that come out alike, and one that Windows keeps for itself."""
    result = made(tmp_path / "town")
    announced, _, _ = read_announced(tmp_path / "town", result.round_id)
    assert announced is not None
    assert [(one.original_id, one.project_id) for one in announced.pots["chojny-dabrowa"]] == [
        ("BO.D6.36/25", "bo-d6-36-25"),
        ("bo-d6-36-25", "bo-d6-36-25-2"),
        ("bo d6 36 25", "bo-d6-36-25-3"),
        ("CON", "project-con"),
    ]


def test_what_a_city_let_people_vote_on_is_not_ours_to_refuse(tmp_path: Path) -> None:
    """A project dearer than the whole budget, as withdrawn ones are marked, is in order."""
    made(tmp_path / "town")
    assert validate(read_tree(tmp_path / "town"), today=DAY) == ()


def test_the_ballots_are_the_files_own_with_our_ids(tmp_path: Path) -> None:
    """Every META key, column and voter is there; only the ids are spelt otherwise."""
    result = made(tmp_path / "town")
    before, _ = read_pabulib(ELECTION.encode(), "a.pb")
    after, _ = read_pabulib(result.files["rounds/2022/ballots/chojny-dabrowa.pb"], "b.pb")
    assert before is not None
    assert after is not None
    assert after.meta == before.meta
    assert after.vote_cells("voter_id") == before.vote_cells("voter_id")
    assert after.vote_cells("age") == before.vote_cells("age")
    assert after.vote_cells("vote")[0] == "bo-d6-36-25,bo-d6-36-25-2"
    assert after.project_cells("name") == before.project_cells("name")


def test_the_round_says_what_the_file_says_and_labels_the_rest(tmp_path: Path) -> None:
    """Voting days, rule, currency; a limit that the ballots break is left out."""
    made(tmp_path / "town")
    tree = read_tree(tmp_path / "town")
    assert tree.town is not None
    assert (tree.town.name["sv"], tree.town.currency) == ("Łódź", "PLN")
    assert tree.town.time_zone == "Europe/Warsaw"
    found = tree.rounds["2022"].round
    voting = found.schedule.periods["voting"]
    assert (voting.opens.date(), voting.closes.date()) == (date(2022, 5, 4), date(2022, 5, 25))
    pot = found.pots["chojny-dabrowa"]
    assert pot.budget_limit == 100_000
    assert (pot.rule.name, pot.rule.threshold) == ("greedy-threshold", 2)
    assert pot.ballot.max_length is None
    assert "platshållare" in found.summary["sv"]
    town_file = (tmp_path / "town" / "content" / "town.yaml").read_text(encoding="utf-8")
    assert town_file.startswith("# Imported from Pabulib: Łódź 2022.pb.")


def test_a_proposal_has_the_texts_of_the_file_and_nothing_invented(tmp_path: Path) -> None:
    """Name, first category, place; characters that do not show are left out."""
    made(tmp_path / "town")
    folder = read_tree(tmp_path / "town").rounds["2022"]
    first = folder.proposals["bo-d6-36-25"]
    assert first.title == 'Ławki "przy" rzece'
    assert (first.language, first.category) == ("pl", "urban-greenery")
    assert first.location is not None
    assert (first.location.latitude, first.location.longitude) == (51.7, 19.4)
    assert folder.proposals["bo-d6-36-25-2"].category == "other"
    assert folder.proposals["bo-d6-36-25-3"].location is None
    assert folder.proposals["project-con"].location is None
    assert folder.proposals["project-con"].title == "# CON"
    reason = folder.assessments["bo-d6-36-25"].reason
    assert reason["en"].startswith("Imported from Pabulib. The city's assessment isn't in the file")
    assert reason["en"].endswith("BO.D6.36/25")


def test_the_announced_outcome_is_kept_with_the_file_it_came_from(tmp_path: Path) -> None:
    """Budget as written, rule as named, the file's SHA-256."""
    made(tmp_path / "town")
    announced, problems, _ = read_announced(tmp_path / "town", "2022")
    assert problems == ()
    assert announced is not None
    assert announced.sha256 == hashlib.sha256(ELECTION.encode()).hexdigest()
    assert (announced.file, announced.budget) == ("Łódź 2022.pb", "100000.75")
    assert announced.rule == "greedy-threshold"
    assert announced.get("chojny-dabrowa") == ("bo-d6-36-25", "bo-d6-36-25-3")
    assert announced.get("elsewhere") is None


def told(folder: Path, language: str) -> list[str]:
    """What `tally ROUND` says of an imported town, line by line."""
    tree = read_tree(folder)
    tally, problems = tally_round(tree, tree.rounds["2022"])
    announced, _, _ = read_announced(folder, "2022")
    assert tally is not None, problems
    return round_narration(tally, tree.rounds["2022"], announced, language).splitlines()


def test_the_difference_is_told_in_words(tmp_path: Path) -> None:
    """What we select and the city did not, and the other way round."""
    text = ELECTION.replace(";1\nbo-d6", ";0\nbo-d6").replace(";;;;0", ";;;;2")
    made(tmp_path / "town", text)
    assert told(tmp_path / "town", "en")[-3:] == [
        "The city announced otherwise:",
        '  bo-d6-36-25 Ławki "przy" rzece: selected here, but the city did not fund it',
        "  bo-d6-36-25-2 Huśtawki: funded by the city with money from outside this budget;"
        " not selected here",
    ]
    made(tmp_path / "same")
    assert told(tmp_path / "same", "sv")[-1] == "Staden kungjorde samma projekt, alla 2."


def test_the_same_file_and_day_give_the_same_commit(tmp_path: Path) -> None:
    """One commit on main by the program, nothing left uncommitted, the same hash anywhere."""
    hashes = set()
    for name in ("one", "two"):
        made(tmp_path / name)
        with git.Repo(tmp_path / name) as repository:
            commit = repository.head.commit
            assert repository.active_branch.name == "main"
            assert not repository.is_dirty(untracked_files=True)
            assert (commit.parents, commit.author.name) == ((), "medborgarbudget")
            assert commit.committed_datetime.date() == DAY
            hashes.add(commit.hexsha)
    assert len(hashes) == 1


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    """An empty folder is taken; a full one, a file and a link are not, and stay as they were."""
    (tmp_path / "empty").mkdir()
    made(tmp_path / "empty")
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("keep", encoding="utf-8")
    file = tmp_path / "file"
    file.write_text("keep", encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    for folder in (full, file, link):
        result, problems = import_election(ELECTION.encode(), "a.pb", folder, DAY)
        assert result is None
        assert [one.code for one in problems if one.severity == "error"] == [
            "import-folder-not-empty"
        ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "full", "link"]
    assert [path.name for path in full.iterdir()] == ["mine.txt"]


def test_nothing_is_left_where_the_import_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not whole, and a disk that is full half-way: no folder, no remains."""
    result, problems = import_election(b"META\n", "a.pb", tmp_path / "town", DAY)
    assert result is None
    assert problems

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("medborgarbudget.counting.importing._commit", full_disk)
    result, problems = import_election(ELECTION.encode(), "a.pb", tmp_path / "town", DAY)
    assert result is None
    assert [(one.code, one.facts["reason"]) for one in problems if one.severity == "error"] == [
        ("import-folder-unusable", "No space left on device")
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_tie_that_nothing_decides_leaves_the_town_without_a_result(tmp_path: Path) -> None:
    """The town is made all the same, and the warning says why there is no winner."""
    text = ELECTION.replace("budget;100000.75", "budget;65000").replace("50000;2", "30000;2")
    text = text.replace("60000;3", "50000;3").replace("v2;BO.D6.36/25,CON", "v2;CON")
    text = text.replace("v1;BO.D6.36/25,bo-d6-36-25", "v1;bo-d6-36-25")
    text = text.replace("50000;3", "1;1").replace("budget;65000", "budget;40000")
    result, problems = import_election(text.encode(), "a.pb", tmp_path / "town", DAY)
    assert result is not None
    assert [one.code for one in problems if one.code == "tally-tie"] == ["tally-tie"]
    assert read_tree(tmp_path / "town").rounds["2022"].result is None


def test_money_with_decimals_is_rounded_against_the_project_and_that_is_said(
    tmp_path: Path,
) -> None:
    """Budget down, costs up: a project never wins by rounding."""
    text = ELECTION.replace("60000;3", "60000.25;3")
    result, problems = import_election(text.encode(), "a.pb", tmp_path / "town", DAY)
    assert result is not None
    assert "import-money-rounded" in [one.code for one in problems]
    folder = read_tree(tmp_path / "town").rounds["2022"]
    assert folder.instance("chojny-dabrowa").by_id["bo-d6-36-25"].cost == 60_001


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("BO.D6.36/25", "bo-d6-36-25"),
        ("Łódź, Chojny", "lodz-chojny"),
        ("../../etc/passwd", "etc-passwd"),
        ("Żółć_ß", "zolc-ss"),
        ("COM1", "x-com1"),
        ("公園", "x"),
        ("", "x"),
        ("a" * 300, "a" * 80),
    ],
)
def test_a_safe_name_is_plain_and_near(name: str, safe: str) -> None:
    """Letters lose their accents, everything else becomes a hyphen; nothing leads elsewhere."""
    assert safe_name(name, "x") == safe


def test_ids_never_collide_however_they_are_spelt() -> None:
    """Names that come out alike, also with those that were numbered before them."""
    names = ["a", "A", "a-2", "Ä", "", "公"]
    ids = safe_ids(names)
    assert list(ids.values()) == ["a", "a-2", "a-2-2", "a-3", "project", "project-2"]


def test_texts_lose_what_does_not_show() -> None:
    """Zero-width and direction characters go; letters are composed; line ends are one kind."""
    assert clean("a\u200b\u202eb\r\nA\u030a\u00ad ") == "ab\nÅ"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("budget;100000.75", "budget;999999999999999.999999", "budget"),
        (";60000;3;", ";999999999999999;3;", "cost"),
        ("threshold;2", "threshold;9999999999999", "min_project_score_threshold"),
        ("currency;PLN", "default_score;9999999", "default_score"),
    ],
)
def test_a_number_that_no_round_holds_is_told_before_anything_is_written(
    old: str, new: str, key: str, tmp_path: Path
) -> None:
    """`tally` counts such a file; a round's files stop earlier."""
    text = ELECTION.replace(old, new)
    assert text != ELECTION
    result, problems = import_election(text.encode(), "a.pb", tmp_path / "town", DAY)
    assert result is None
    large = [one.facts["key"] for one in problems if one.code == "import-number-too-large"]
    assert [key] == large
    assert not (tmp_path / "town").exists()


def test_a_limit_too_wide_to_bind_anybody_is_left_out(tmp_path: Path) -> None:
    """It changes nothing, and a round does not hold it."""
    text = ELECTION.replace("max_length;1", "max_length;999999999999999")
    made(tmp_path / "town", text)
    tree = read_tree(tmp_path / "town")
    assert validate(tree, today=DAY) == ()
    assert tree.rounds["2022"].round.pots["chojny-dabrowa"].ballot.max_length is None


@pytest.mark.parametrize("name", ["a\nname: {sv: x}\n.pb", "\udcff\udcfe.pb", "`a`.pb"])
def test_a_file_may_be_called_anything(name: str, tmp_path: Path) -> None:
    """Its name says nothing to YAML, and is on one line."""
    result, _ = import_election(ELECTION.encode(), name, tmp_path / "town", DAY)
    assert result is not None
    assert validate(read_tree(tmp_path / "town"), today=DAY) == ()


@pytest.mark.parametrize("year", ["1900", "2199", "9999", "0000"])
def test_a_year_at_the_edge_of_the_calendar_leaves_room_for_the_other_steps(
    year: str, tmp_path: Path
) -> None:
    """The steps before and after the voting lie within the years that files may name."""
    text = ELECTION.replace("05.2022", f"05.{year}")
    made(tmp_path / "town", text)
    assert validate(read_tree(tmp_path / "town"), today=DAY) == ()


def test_an_empty_folder_is_filled_where_one_stands_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``mb import FILE.pb .`` works, and leaves nothing beside it."""
    town = tmp_path / "town"
    town.mkdir()
    monkeypatch.chdir(town)
    made(Path())
    assert ["town"] == [entry.name for entry in tmp_path.iterdir()]
    assert (Path() / "content" / "town.yaml").is_file()


def test_what_a_round_holds_at_most_is_what_its_schema_says() -> None:
    """The bounds stand twice, and are the same."""
    shapes = schema("round")["$defs"]
    ballot = shapes["ballot"]["properties"]
    assert MOST_MONEY == shapes["money"]["maximum"]
    assert MOST_MONEY == shapes["rule"]["properties"]["threshold"]["maximum"]
    assert {MOST_MONEY} == {ballot[key]["maximum"] for key in ("max_length", "max_sum_cost")}
    assert {MOST_POINTS} == {ballot[key]["maximum"] for key in ("max_points", "default_score")}
