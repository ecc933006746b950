"""Paper batches: two files, one truth, and nothing through until they agree."""

from __future__ import annotations

import json
import re

import pytest

ROWS = [(1, "vote", "1 2"), (2, "vote", "3"), (3, "blank", ""), (4, "vote", "2")]


def codes(text: str) -> list[str]:
    """The codes of the problems told, in their order."""
    return re.findall(r"^    .*   \[([a-z0-9-]+)\]$", text, re.MULTILINE)


def checked(town) -> tuple[int, list[str]]:
    """How `paper` ends, and what it finds."""
    result = town.run("paper", "2026")
    return result.exit_code, codes(result.stdout)


def changed(number: int, *row: str) -> list[tuple[int, str, str]]:
    """The rows with one of them typed otherwise."""
    return [(number, *row) if one[0] == number else one for one in ROWS]


def test_two_alike_files_are_settled(opened):
    """The same choices in another order are the same vote."""
    opened.batch("norr-1", "norr", ROWS, changed(1, "vote", "2 1"))

    assert (0, []) == checked(opened)


@pytest.mark.parametrize(
    ("second", "field", "first", "other"),
    [
        (changed(1, "vote", "1 3"), "choices", "1 2", "1 3"),
        (changed(2, "spoiled", ""), "mark", "vote", "spoiled"),
        (ROWS[:3], "slip", "4", ""),
    ],
    ids=["choices", "mark", "slip"],
)
def test_every_difference_is_told_with_batch_slip_and_field(opened, second, field, first, other):
    """A person can go straight to the slip."""
    opened.batch("norr-1", "norr", ROWS, second)

    result = opened.run("paper", "2026", "--format", "json")

    batch = json.loads(result.stdout)["batches"]["norr-1"]
    assert 1 == result.exit_code
    assert (field, first, other, None) in [
        (one["field"], one["first"], one["second"], one["value"]) for one in batch["differences"]
    ]
    assert not batch["settled"]


def test_a_ruling_settles_a_difference(opened):
    """The value of the third, signed-off file counts."""
    opened.batch("norr-1", "norr", ROWS, changed(1, "vote", "1 3"))
    opened.settle("norr-1", (1, "choices", "1 2", "1 3", "1 3"))

    assert (0, []) == checked(opened)
    batch = json.loads(opened.play("paper", "2026", "--format", "json"))["batches"]["norr-1"]
    assert ["1 3"] == [one["value"] for one in batch["differences"]]


def test_a_slip_can_be_ruled_away(opened):
    """A slip that one typist made up does not count, and the cover sheet agrees."""
    opened.batch("norr-1", "norr", ROWS[:3], ROWS)
    opened.settle("norr-1", (4, "slip", "", "4", ""))

    assert (0, []) == checked(opened)


def test_one_ruling_does_not_settle_another(opened):
    """Mark and choices differ: both are to be settled."""
    opened.batch("norr-1", "norr", ROWS, changed(2, "blank", ""))
    opened.settle("norr-1", (2, "mark", "vote", "blank", "vote"))

    assert (1, ["paper-difference"]) == checked(opened)


@pytest.mark.parametrize(
    ("ruling", "signed", "code"),
    [
        ((2, "choices", "3", "3", "3"), None, "paper-ruling-without-difference"),
        ((1, "choices", "1 2", "2 3", "1 2"), None, "paper-ruling-outdated"),
        ((1, "choices", "1 2", "1 3", "1 x"), None, "paper-choices-unreadable"),
        ((1, "choices", "1 2", "1 3", ""), None, "paper-vote-empty"),
        (
            (1, "choices", "1 2", "1 3", "1 3"),
            ["Handläggare", "Stadsarkivarie"],
            "paper-signed-off-by-typist",
        ),
        (
            (1, "choices", "1 2", "1 3", "1 3"),
            ["Stadsarkivarie", " stadsarkivarie"],
            "paper-signed-off-by-one",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_ruling_is_checked_too(opened, ruling, signed, code):
    """A resolution settles what differs, as it stands now, by two who did not type."""
    opened.batch("norr-1", "norr", ROWS, changed(1, "vote", "1 3"))
    opened.settle("norr-1", ruling, **({"signed_off_by": signed} if signed else {}))

    exit_code, found = checked(opened)

    assert 1 == exit_code
    assert code in found


def test_the_same_hand_twice_is_not_two(opened):
    """Independent means another role; capitals and spaces make none."""
    opened.batch("norr-1", "norr", ROWS, typed_by=["Handläggare", "handläggare "])

    assert (1, ["paper-typists-same"]) == checked(opened)


@pytest.mark.parametrize("key", ["slips", "blank", "spoiled"])
def test_the_totals_are_those_of_the_cover_sheet(opened, key):
    """What was counted by hand before typing must come out of the typing."""
    opened.batch("norr-1", "norr", ROWS, **{key: 9})

    assert (1, ["paper-cover-differs"]) == checked(opened)


def test_slips_outside_the_limits_are_listed_and_not_counted(opened):
    """Four choices where three are allowed, an unknown number, one named twice."""
    over = [(5, "vote", "1 2 3 9"), (6, "vote", "9"), (7, "vote", "2 2")]
    opened.batch("norr-1", "norr", [*ROWS, *over])

    result = opened.run("paper", "2026", "--format", "json")

    batch = json.loads(result.stdout)["batches"]["norr-1"]
    assert 0 == result.exit_code
    assert [
        {"slip": "5", "reason": "ballot-unknown-project"},
        {"slip": "6", "reason": "ballot-unknown-project"},
        {"slip": "7", "reason": "ballot-repeated-project"},
    ] == [{"slip": one["slip"], "reason": one["reason"]} for one in batch["invalid"]]
    assert "a project that is not on the ballot" == batch["invalid"][0]["words"]["en"]
    assert "9" not in json.dumps(batch["invalid"])
    assert (7, 3, 1, 0) == tuple(batch[key] for key in ("slips", "counted", "blank", "spoiled"))


def test_excel_s_ways_are_taken_as_they_come(opened):
    """A byte order mark, semicolons, carriage returns, a row of nothing and leading zeros."""
    opened.batch("norr-1", "norr", ROWS)
    text = "\ufeffslip;mark;choices\r\n01;Vote;1  2\r\n2;vote;3\r\n3;blank;\r\n4;vote;2\r\n;;\r\n"
    opened.path("paper/norr-1/second.csv").write_bytes(text.encode())

    assert (0, []) == checked(opened)


def test_a_formula_is_text(opened):
    """``=1+1`` is never two."""
    opened.batch("norr-1", "norr", changed(2, "vote", "=1+1"))

    exit_code, found = checked(opened)

    assert (1, {"paper-choices-unreadable"}) == (exit_code, set(found))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sedel,märke,val\n1,vote,1\n", "paper-heading"),
        ("slip,mark,choices\n1,vote,1,2\n", "paper-row-cells"),
        ('slip,mark,choices\n1,vote,"1 2\n', "paper-row-unreadable"),
        ("slip,mark,choices\nett,vote,1\n", "paper-slip-number"),
        ("slip,mark,choices\n1,yes,1\n", "paper-mark-unknown"),
        ("slip,mark,choices\n1,vote,\n", "paper-vote-empty"),
        ("slip,mark,choices\n1,blank,2\n", "paper-choices-without-vote"),
        ("slip,mark,choices\n1,vote,2\n1,vote,3\n", "paper-slip-doubled"),
        ("", "paper-heading"),
    ],
    ids=lambda value: value if value.startswith("paper") else "",
)
def test_a_file_that_cannot_be_read_says_where(opened, text, code):
    """Each fault with its line; nothing of the batch counts."""
    opened.batch("norr-1", "norr", ROWS)
    opened.path("paper/norr-1/first.csv").write_text(text, encoding="utf-8")

    assert (1, [code]) == checked(opened)


def test_a_batch_waits_for_its_second_typing(opened):
    """One file is no comparison."""
    opened.batch("norr-1", "norr", ROWS)
    opened.path("paper/norr-1/second.csv").unlink()

    assert (1, ["paper-file-missing"]) == checked(opened)


def test_a_batch_of_an_unknown_pot_is_told_which_there_are(opened):
    """A slip of the pen on the cover sheet does not hide the votes."""
    opened.batch("norr-1", "vaster", ROWS)

    assert (1, ["paper-pot-unknown"]) == checked(opened)


def test_paper_before_the_opening_has_no_numbers_to_mean(town):
    """Numbers on the ballot are given when it is frozen."""
    town.batch("norr-1", "norr", ROWS)

    assert (1, ["paper-before-open"]) == checked(town)


@pytest.mark.parametrize(("vote_type", "ordered"), [("ordinal", True), ("approval", False)])
def test_the_order_counts_only_where_it_says_something(town, vote_type, ordered):
    """``1 2`` and ``2 1`` are two votes when people rank, one when they tick."""
    file = town.path("round.yaml")
    text = file.read_text(encoding="utf-8").replace(
        "vote_type: approval", f"vote_type: {vote_type}"
    )
    file.write_text(text, encoding="utf-8")
    town.play("open", "2026", "--today", "2026-05-02")
    town.batch("norr-1", "norr", ROWS, changed(1, "vote", "2 1"))

    assert (["paper-difference"] if ordered else []) == checked(town)[1]


def test_points_are_typed_with_their_numbers(town):
    """``1=3 2=2`` gives three points to the first project; plain numbers are told so."""
    file = town.path("round.yaml")
    text = file.read_text(encoding="utf-8").replace(
        "{vote_type: approval, min_length: 1, max_length: 3}",
        "{vote_type: cumulative, min_length: 1, max_length: 3, max_sum_points: 5}",
    )
    file.write_text(text, encoding="utf-8")
    town.play("open", "2026", "--today", "2026-05-02")
    rows = [(1, "vote", "2=2 1=3"), (2, "vote", "1=6")]
    town.batch("norr-1", "norr", rows, [(1, "vote", "1=3 2=2"), rows[1]])

    assert (0, ["ballot-sum-points-above-limit"]) == checked(town)
    town.batch("norr-1", "norr", [(1, "vote", "1 2")])
    assert {"paper-points-unreadable"} == set(checked(town)[1])
