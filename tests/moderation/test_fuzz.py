"""Whatever is done to a town's files, the check ends with findings and never with a traceback."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medborgarbudget.moderation.excerpt import lines_below
from medborgarbudget.moderation.say import Report, as_github, as_json, as_markdown, as_text
from medborgarbudget.moderation.validate import validate
from medborgarbudget.records.tree import read_tree

ROOT = Path(__file__).resolve().parents[1]
LILLBY = ROOT / "towns" / "lillby"
LIFE = ROOT / "examples" / "accepted" / "a-whole-life"
"""Lillby and its later steps: every kind of file is there to be spoiled."""

PATHS = sorted(
    path.relative_to(base).as_posix()
    for base in (LILLBY, LIFE)
    for path in base.rglob("*")
    if path.is_file() and path.name != "steps.txt"
)
WORDS = sorted(
    {
        word
        for path in LILLBY.rglob("*.yaml")
        for word in path.read_text(encoding="utf-8").replace(",", " ").split()
    }
)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "9" * 30,
            "1e9",
            "null",
            "true",
            "~",
            "[]",
            "{}",
            "2026-02-30",
            "2099-12-31",
        ]
    ),
    st.sampled_from(["{sv: a}", "[a, a]", '"\\u202e"', "&a", "*a", "!!x y", "\t", "\n", "\0", "|"]),
    st.text(max_size=12),
)
"""What a word of a file becomes: another file's word, an edge, a trick, or anything."""


TOKEN = re.compile(r"(?<=[ ,\[])[\w-]+(?:T\d\d:\d\d)?(?=[,\]}\n])")
KINDS = (
    ("2026-02-14", "2026-05-10", "2027-08-01"),
    ("0", "7", "60000", "400000"),
    ("sv", "eligible"),
)
KINDS += (("norr", "soder", "lekplats-norr", "gungor-norr", "ny-motorvag", "theme", "completed"),)
"""Dates, numbers and names that could stand where others stand: the shape stays whole."""


def wild(text: str, which: int, piece: str) -> str:
    """The text with one of its words, spaces or line ends made into something else."""
    parts = re.split("([ \n]+)", text)
    parts[which % len(parts)] = piece
    return "".join(parts)


def mild(text: str, which: int, piece: str) -> str:
    """The text with one of its tokens made into another of its kind."""
    tokens = list(TOKEN.finditer(text))
    if not tokens:
        return piece
    token = tokens[which % len(tokens)]
    is_date, is_number = bool(re.match(r"\d{4}-\d\d", token[0])), token[0].isdecimal()
    kind = KINDS[0] if is_date else KINDS[1] if is_number else KINDS[2] + KINDS[3]
    return text[: token.start()] + kind[len(piece) % len(kind)] + text[token.end() :]


SPOILS = st.lists(
    st.tuples(
        st.sampled_from(PATHS), st.integers(0, 10_000), PIECES, st.sampled_from([wild, mild])
    ),
    min_size=1,
    max_size=4,
)
"""Some places (file, which word), what to write there, and how far to go."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town in which every step has happened, in order."""
    town = shutil.copytree(LILLBY, tmp_path_factory.mktemp("good") / "town")
    shutil.copytree(LIFE, town, dirs_exist_ok=True)
    return town


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(changes=SPOILS)
def test_a_spoiled_town_is_told_and_never_breaks_the_check(
    good: Path, changes: list[tuple[str, int, str, Callable[[str, int, str], str]]]
) -> None:
    """Reading, every rule and every form of the report bear any mixture of wrong words."""
    before = {path: (good / path).read_bytes() for path, *_ in changes}
    try:
        for path, which, piece, spoil in changes:
            text = spoil((good / path).read_bytes().decode("utf-8", "ignore"), which, piece)
            (good / path).write_bytes(text.encode("utf-8", "replace"))
        tree = read_tree(good)
        report = Report(
            validate(tree, None, date(2026, 6, 1)), len(tree.checked), lines_below(good)
        )
        said = [as_json(report), as_markdown(report)]
        said += [
            form(report, language) for form in (as_text, as_github) for language in ("sv", "en")
        ]
    finally:
        for path, data in before.items():
            (good / path).write_bytes(data)

    assert all(problem.code in said[0] for problem in report.problems)
    assert all("\x1b" not in one and "\u202e" not in one for one in said[1:])
