"""Documents: plain data, and where everything stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from medborgarbudget.pb.problem import Place
from medborgarbudget.records.source import (
    KEY,
    Document,
    parse_yaml,
    read_anyway,
    read_text,
    read_yaml,
)

POTS = """\
title: Åbacken
pots:
  - id: norr
    name: {sv: Norr, en: "North"}
  - id: söder
text: |
  one
  two
"""


def document(text: str) -> Document:
    """The document of a text that is in order."""
    found, problems = parse_yaml("x.yaml", text)
    assert () == problems
    assert found is not None
    return found


def told(text: str) -> list[tuple[str, int, int]]:
    """What is wrong with a text: code, line and column."""
    return [
        (problem.code, problem.place.line, problem.place.column)
        for problem in parse_yaml("x.yaml", text)[1]
    ]


def test_every_value_and_every_key_knows_its_place() -> None:
    """Lines and columns count from 1, in characters, with the length of what is written."""
    pots = document(POTS)

    assert Place("x.yaml", 1, 8, 7) == pots.place("title")
    assert Place("x.yaml", 3, 9, 4) == pots.place("pots", 0, "id")
    assert Place("x.yaml", 4, 11, 23) == pots.place("pots", 0, "name")
    assert Place("x.yaml", 4, 26, 7) == pots.place("pots", 0, "name", "en")
    assert Place("x.yaml", 4, 22, 2) == pots.key_place("pots", 0, "name", "en")
    assert Place("x.yaml", 5, 9, 5) == pots.place("pots", 1, "id")
    assert Place("x.yaml", 6, 7, 1) == pots.place("text")
    assert ("pots", 0, "id", KEY) in pots.places


def test_what_is_not_there_has_the_place_of_what_is_around_it() -> None:
    """The nearest ancestor that is written."""
    pots = document(POTS)

    assert pots.place("pots", 1) == pots.place("pots", 1, "name", "sv")
    assert Place("x.yaml", 1, 1, 1) == pots.place("nothing")


def test_a_document_holds_its_lines() -> None:
    """Without their ends, and none after the last."""
    assert ("a: 1", "b: 2") == document("a: 1\nb: 2\n").lines


def test_three_dashes_and_comments_may_stand_at_the_top() -> None:
    """Other programs write them; they mean nothing."""
    assert {"a": 1} == document("# hello\n---\na: 1 # one\n...\n").data


def test_json_is_read_as_yaml() -> None:
    """GeoJSON comes through the same door."""
    assert {"a": [1, 2.5, None, True, "x\u00e5"]} == document(
        '{"a": [1, 2.5, null, true, "x\\u00e5"]}\n'
    ).data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("file-empty", 0, 0)]),
        ("# only a comment\n", [("file-empty", 0, 0)]),
        ("- a\n", [("file-not-fields", 1, 1)]),
        ("words\n", [("file-not-fields", 1, 1)]),
        ("a: 1\na: 2\n", [("yaml-duplicate-key", 2, 1)]),
        ("a: 1\n'a': 2\n", [("yaml-duplicate-key", 2, 1)]),
        ("a: &x 1\n", [("yaml-anchor", 1, 4)]),
        ("a: *x\n", [("yaml-alias", 1, 4)]),
        ("a: !!python/object/apply:os.system [ls]\n", [("yaml-tag", 1, 4)]),
        ("a: ! 1\n", [("yaml-tag", 1, 4)]),
        ("a: {<<: {b: 1}}\n", [("yaml-merge-key", 1, 5)]),
        ("1: a\n", [("yaml-key-not-text", 1, 1)]),
        ("true: a\n", [("yaml-key-not-text", 1, 1)]),
        ("[a]: b\n", [("yaml-key-not-text", 1, 1)]),
        ("? {a: 1}\n: b\n", [("yaml-key-not-text", 1, 3)]),
        ("a: 1\n---\nb: 2\n", [("yaml-several-documents", 2, 1)]),
        ("a: 1\n...\nb: 2\n", [("yaml-several-documents", 3, 1)]),
        ("%YAML 1.1\n---\na: 1\n", [("yaml-directive", 1, 1)]),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", [("yaml-directive", 1, 1)]),
        ("%YAML 2.0\n---\na: 1\n", [("yaml-directive", 1, 1)]),
        ("a: b: c\n", [("yaml-colon", 1, 5)]),
        ("a: 1\n b: 2\n", [("yaml-indentation", 2, 2)]),
        ("a:\n  b: 1\n c: 2\n", [("yaml-indentation", 3, 2)]),
        ("a: 1\nwords\nb: 2\n", [("yaml-colon-missing", 2, 1)]),
        ("a:\n\tb: 1\n", [("yaml-tab", 2, 1)]),
        ("a: - b\n", [("yaml-dash", 1, 4)]),
        ('a: "b\nc: 1\n', [("yaml-quote-open", 1, 4)]),
        ("a: 'it's'\n", [("yaml-quote-inside", 1, 8)]),
        ("a: [1, 2\n", [("yaml-bracket-open", 1, 4)]),
        ("a: ]\n", [("yaml-bracket-open", 1, 4)]),
        ("a: {b: 1\nc: 2\n", [("yaml-bracket-open", 1, 4)]),
        ("a: @b\n", [("yaml-reserved", 1, 4)]),
        ("a: `b`\n", [("yaml-reserved", 1, 4)]),
        ("a: %b\n", [("yaml-reserved", 1, 4)]),
        ('a: "\\q"\n', [("yaml-escape", 1, 5)]),
        ('a: "\\ud800"\n', [("yaml-escape", 1, 7)]),
        ("a: |x\n", [("yaml-syntax", 1, 5)]),
        ('a: "x\\u202ey"\n', [("character-direction", 1, 4)]),
        ('a: "x\\0y"\n', [("character-control", 1, 4)]),
        ('a: "x\\u200by"\n', [("character-invisible", 1, 4)]),
        ('"a\\u200b": 1\n', [("character-invisible", 1, 1)]),
        ("a: x\u202ey\n", [("character-direction", 1, 5)]),
        ("a: x\x00y\n", [("character-control", 1, 5)]),
        ("a: [[[[[[[[[1]]]]]]]]]\n", [("yaml-too-deep", 1, 11)]),
    ],
)
def test_what_is_not_allowed_is_told_with_its_place(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    """One code for each kind of mistake, where a person should look."""
    assert expected == told(text)


def test_all_that_can_be_told_of_one_file_is_told_at_once() -> None:
    """A mistake that does not stop the reading does not hide the next."""
    assert [
        ("character-invisible", 1, 5),
        ("yaml-anchor", 2, 4),
        ("yaml-duplicate-key", 3, 1),
        ("yaml-tag", 4, 4),
    ] == told("a: x\u200b\nb: &c 1\nb: 2\nd: !x 1\n")


def test_of_two_equal_keys_the_problem_says_where_the_first_is() -> None:
    """Also when they are told apart only by how å is composed."""
    (problem,) = parse_yaml("x.yaml", 'a\u030a: 1\nb: 2\n"\\u00e5": 3\n')[1]

    assert ("\u00e5", 1) == (problem.facts["key"], problem.facts["first"])


def test_a_file_with_too_many_values_is_left_at_once() -> None:
    """One value per 16 bytes that the limit allows is enough for any file of ours."""
    text = f"a: [{', '.join('b' * 4096)}]\n"

    assert ["yaml-too-many-values"] == [code for code, _, _ in told(text)]


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: ", "[{"])
def test_deep_nesting_is_left_at_once(opening: str) -> None:
    """However it is nested, nothing is recursive and nothing is read further."""
    assert (
        {"yaml-too-deep", "yaml-key-not-text"}
        >= {
            code
            for code, _, _ in told(
                f"a: {opening * 20_000}" if opening[0] in "[{" else opening * 20_000
            )
        }
        != set()
    )


def test_an_alias_bomb_never_goes_off() -> None:
    """Aliases stay words; nothing is multiplied."""
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 5)}]\n" for n in range(1, 10)
    )
    document, problems = parse_yaml("x.yaml", bomb)

    assert {"yaml-anchor", "yaml-alias"} == {problem.code for problem in problems}
    assert document is not None
    assert 5 * ["*a8"] == document.data["a9"]


def test_a_file_with_a_problem_is_no_document(tmp_path: Path) -> None:
    """Only those who ask for it get what could be read of it."""
    (tmp_path / "a.yaml").write_text("a: 1\na: 2\n")

    assert None is read_yaml(tmp_path, "a.yaml")[0]
    found, problems = read_anyway(tmp_path, "a.yaml")
    assert found is not None
    assert ({"a": 1}, 1) == (found.data, len(problems))


def test_a_text_is_read_under_the_same_rules(tmp_path: Path) -> None:
    """Its data are the text; a hidden character stops it."""
    (tmp_path / "a.csv").write_bytes("\ufeffslip;mark\r\n1;vote\r\n".encode())
    (tmp_path / "b.csv").write_text("1;vo\u202ete\n")

    found, problems = read_text(tmp_path, "a.csv")
    assert found is not None
    assert ("slip;mark\n1;vote\n", ("slip;mark", "1;vote"), ()) == (
        found.data,
        found.lines,
        problems,
    )
    assert ["character-direction"] == [p.code for p in read_text(tmp_path, "b.csv")[1]]


def test_the_same_mistake_everywhere_ends_the_reading() -> None:
    """Fifty are told, and that there are more; nothing of such a file is used."""
    document, problems = parse_yaml("x.yaml", "a: 1\n" * 2000)

    assert None is document
    assert ["yaml-duplicate-key"] * 50 + ["more-of-the-same"] == [one.code for one in problems]
