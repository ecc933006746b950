"""Bytes to text: UTF-8 only, and nothing hidden in it."""

from __future__ import annotations

import pytest

from medborgarbudget.records.letters import hidden, hidden_problems, text_of


def test_a_byte_order_mark_is_dropped_in_silence() -> None:
    """Excel and Notepad write one; nobody sees it, and nobody should be troubled by it."""
    assert ("title: å", ()) == text_of("\ufefftitle: å".encode(), "x.yaml")


def test_windows_line_ends_become_plain_ones() -> None:
    """The same file from two editors is the same text."""
    assert ("a: 1\nb: 2\n", ()) == text_of(b"a: 1\r\nb: 2\r\n", "x.yaml")


def test_letters_typed_in_two_parts_become_one() -> None:
    """A Mac may write å as a and a ring; two equal words must be equal."""
    text, _ = text_of("Va\u030argarda".encode(), "x.yaml")

    assert "V\u00e5rgarda" == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_by_its_name(encoding: str) -> None:
    """With or without its mark: what to do about it is another thing than for Latin-1."""
    text, problems = text_of("title: Bänk".encode(encoding), "x.yaml")

    assert (None, ["file-utf16"]) == (text, [problem.code for problem in problems])


def test_the_first_byte_that_is_not_utf_8_is_pointed_at() -> None:
    """Line and column as an editor counts them."""
    text, problems = text_of("å: 1\nb: ä".encode() + "ö".encode("latin-1"), "x.yaml")

    assert text is None
    assert [("file-not-utf8", 2, 5)] == [(p.code, p.place.line, p.place.column) for p in problems]


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        ("\x00", "character-control"),
        ("\x07", "character-control"),
        ("\r", "character-control"),
        ("\x7f", "character-control"),
        ("\x85", "character-control"),
        ("\u2028", "character-control"),
        ("\u200b", "character-invisible"),
        ("\u200c", "character-invisible"),
        ("\u200d", "character-invisible"),
        ("\u2060", "character-invisible"),
        ("\ufeff", "character-invisible"),
        ("\u00ad", "character-invisible"),
        ("\U000e0041", "character-invisible"),
        ("\u202e", "character-direction"),
        ("\u2066", "character-direction"),
        ("\u200f", "character-direction"),
    ],
)
def test_a_character_that_hides_is_found(letter: str, code: str) -> None:
    """Between Latin letters none of them has any business."""
    assert [(2, code, f"U+{ord(letter):04X}")] == list(hidden(f"ab{letter}cd"))


@pytest.mark.parametrize(
    "text",
    [
        "Tab\there\nand line",
        "åäö ÅÄÖ é ñ",
        "می\u200cخواهم",
        "👩\u200d👧",
        "❤️",
        "\u00a0",
        "中文 العربية",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    """Persian needs the non-joiner, emoji the joiner; Arabic needs no direction marks."""
    assert [] == list(hidden(text))


def test_a_hidden_character_is_told_where_it_stands() -> None:
    """Every one of them, with line and column."""
    found = hidden_problems("a\nbc\u200bd\u202e", "x.yaml")

    assert [(2, 3), (2, 5)] == [(p.place.line, p.place.column) for p in found]


def test_of_a_file_full_of_hidden_characters_fifty_are_told() -> None:
    """And that there are more."""
    found = hidden_problems("a\u200b\n" * 100_000, "x")

    assert ["character-invisible"] * 50 + ["more-of-the-same"] == [one.code for one in found]
    assert (50, 2) == (found[49].place.line, found[49].place.column)
    assert ("note", "character-invisible") == (found[50].severity, found[50].facts["code"])
