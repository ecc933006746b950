"""Typed slips: strict about what is said, easy about what Excel does to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.records.slips import MAX_SLIPS, read_typing

PATH = "rounds/2026/paper/norr-1/first.csv"


def read(tmp_path, data: bytes):
    """What is read of the bytes: (number, mark, choices) per slip, and (line, code) per fault."""
    file = tmp_path / PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    typing, problems, _ = read_typing(tmp_path, PATH)
    slips = [(one.number, one.mark, one.choices) for one in typing.slips] if typing else None
    return slips, [(problem.place.line, problem.code) for problem in problems]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_spreadsheets_write_is_read(tmp_path, end, delimiter, mark):
    """Three delimiters, two line ends, with and without a byte order mark; quotes or not."""
    lines = ["slip,mark,choices", '1,vote,"3 1"', "002, Vote ,7", "3,blank,", "4,spoiled,,"]
    text = mark + end.join(line.replace(",", delimiter) for line in lines) + end

    assert (
        [("1", "vote", "3 1"), ("2", "vote", "7"), ("3", "blank", ""), ("4", "spoiled", "")],
        [],
    ) == read(tmp_path, text.encode())


def test_all_faults_are_told_at_once(tmp_path):
    """Nobody wants to mend a file eleven times."""
    text = "slip,mark,choices\nx,vote,1\n2,ja,1\n3,vote,\n4,blank,1\n5,vote,1\n5,vote,2\n6,vote\n"

    assert (
        None,
        [
            (8, "paper-row-cells"),
            (2, "paper-slip-number"),
            (3, "paper-mark-unknown"),
            (4, "paper-vote-empty"),
            (5, "paper-choices-without-vote"),
            (7, "paper-slip-doubled"),
        ],
    ) == read(tmp_path, text.encode())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"slip,mark,choices\n1,vote,\xff\n", "file-not-utf8"),
        ("slip,mark,choices\n1,vote,1\n".encode("utf-16"), "file-utf16"),
        (b"slip,mark,choices\n1,vote,1\x00\n", "character-control"),
        ("slip,mark,choices\n1,vote,\u202e1\n".encode(), "character-direction"),
        (b"slip,mark,choices\n" + b"\n" * (MAX_SLIPS + 1), "paper-too-many-slips"),
        (b"x" * (2 * 1024 * 1024), "file-too-large"),
        (b'slip,mark,choices\n1,vote,"1\n2,vote,2"\n', "paper-row-unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_bytes_are_told(tmp_path, data, code):
    """No slip is guessed out of bytes that are not plain text."""
    slips, problems = read(tmp_path, data)

    assert None is slips
    assert code in [found for _, found in problems]


@given(data=st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(tmp_path_factory, data):
    """Whatever is laid in the folder, there are slips or there are problems."""
    folder = tmp_path_factory.getbasetemp()
    slips, problems = read(folder, b"slip,mark,choices\n" + data)

    assert (slips is None) == bool(problems)
