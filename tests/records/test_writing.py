"""Writing: what is written reads back the same, and the same data give the same bytes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.records.letters import composed, hidden
from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.writing import UNFINISHED, dump_yaml, write_in_turn, write_text

TEXTS = st.text(max_size=60).map(composed).filter(lambda text: not any(hidden(text)))
WORDLIKE = st.sampled_from(
    ["no", "yes", "010", "19:40", "2026-02-25", "1e3", "~", "", "null", "<<", "=", "0x1F"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15) + 1, 10**15 - 1)
    | st.decimals(-1000, 1000, places=4).map(float)
    | TEXTS
    | WORDLIKE,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS | WORDLIKE, inner, max_size=4)
    ),
    max_leaves=12,
)


def read_back(text: str) -> Any:
    """What our own reader makes of a written file."""
    document, problems = parse_yaml("x.yaml", text, max_depth=50)
    assert () == problems, text
    assert document is not None
    return document.data


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(TEXTS | WORDLIKE, VALUES, min_size=1, max_size=5))
def test_what_is_written_reads_back_the_same(data: dict[str, Any]) -> None:
    """Every text, number and list, through our own strict reader."""
    assert data == read_back(dump_yaml(data))


def test_files_are_pleasant_to_read() -> None:
    """Dates bare, long text as a block, short lists on one line, keys in their order."""
    data = {
        "title": "Bänkar vid ån",
        "cost": 60000,
        "submitted": date(2026, 1, 20),
        "opens": datetime(2026, 5, 4, 8),
        "beneficiaries": ["older", "walkers"],
        "description": "Rad ett.\nRad två: med kolon.\n",
        "code": "0180",
    }

    assert (
        "title: Bänkar vid ån\ncost: 60000\nsubmitted: 2026-01-20\nopens: 2026-05-04T08:00\n"
        "beneficiaries: [older, walkers]\ndescription: |\n  Rad ett.\n  Rad två: med kolon.\n"
        "code: '0180'\n"
    ) == dump_yaml(data)


def test_the_same_thing_twice_is_written_twice() -> None:
    """An alias would be refused by our own reader."""
    words = {"sv": "Ja", "en": "Yes"}

    assert {"a": words, "b": words} == read_back(dump_yaml({"a": words, "b": words}))


def test_a_number_that_would_not_read_back_is_not_written() -> None:
    """Sixteen digits would come back as text."""
    with pytest.raises(ValueError, match="digits"):
        dump_yaml({"a": 10**15})


def test_a_file_is_written_whole_with_its_folders(tmp_path: Path) -> None:
    """Plain line ends, and nothing left beside it."""
    write_text(tmp_path, "a/b/c.yaml", "x: å\n")
    write_text(tmp_path, "a/b/c.yaml", "x: ö\n")

    assert "x: ö\n".encode() == (tmp_path / "a/b/c.yaml").read_bytes()
    assert ["c.yaml"] == [path.name for path in (tmp_path / "a/b").iterdir()]


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "link/x"])
def test_nothing_is_written_outside(path: str, tmp_path: Path) -> None:
    """Neither upwards nor over a link."""
    root = tmp_path / "town"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)

    with pytest.raises(ValueError, match="does not lead"):
        write_text(root, path, "x")
    assert [] == [found.name for found in tmp_path.iterdir() if found != root]


def test_files_are_written_in_turn_and_what_was_half_done_is_taken_away(tmp_path: Path) -> None:
    """As after a power cut: an unfinished file in the same folder goes, others stay."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / f"{UNFINISHED}x").write_bytes(b"half")
    (tmp_path / "a" / "kept").write_bytes(b"kept")
    (tmp_path / f"{UNFINISHED}y").write_bytes(b"another's")
    write_in_turn(tmp_path, {"a/b": b"one", "a/c/d": b"two"})

    assert {"a/b": b"one", "a/c/d": b"two", "a/kept": b"kept", ".writing-y": b"another's"} == {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
