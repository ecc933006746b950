"""A damaged box or log is told by its line, and never read halfway."""

from __future__ import annotations

import pytest

from medborgarbudget.records.box import (
    ciphertexts_path,
    election_key_path,
    entries_path,
    leaves_text,
    log_path,
    read_box,
    read_leaves,
)
from medborgarbudget.records.sealed.encoding import b64u

KEY = b64u(bytes(32))


def written(root, path, text):
    """A file in the town."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="ascii")


@pytest.mark.parametrize("line", ["", "AAAA", "=" * 43, "{}"])
def test_a_line_of_the_log_that_is_no_leaf_is_named(tmp_path, line):
    """By its number, so that it can be looked at."""
    written(tmp_path, log_path("2026"), f"{leaves_text([bytes(32)])}{line}\n")
    _, (problem,) = read_leaves(tmp_path, "2026")
    assert ("box-line", 2) == (problem.code, problem.place.line)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (entries_path, '{"header":"{}","signature":"AA"}\n'),
        (ciphertexts_path, "no leaf\n"),
        (election_key_path, "short\n"),
    ],
)
def test_a_line_of_the_box_that_closing_does_not_write_is_named(tmp_path, path, text):
    """In each of the three files."""
    for one in (entries_path, ciphertexts_path):
        written(tmp_path, one("2026"), "")
    written(tmp_path, election_key_path("2026"), f"{KEY}\n")
    written(tmp_path, path("2026"), text)
    box, problems = read_box(tmp_path, "2026")
    assert box is None
    assert [("box-line", path("2026"))] == [(one.code, one.place.path) for one in problems]
