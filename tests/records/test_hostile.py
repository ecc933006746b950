"""Whatever bytes a file holds, reading it gives problems and never a traceback."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.letters import text_of
from medborgarbudget.records.shape import KINDS, shape_problems
from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.tree import read_tree

LILLBY = Path(__file__).resolve().parents[1] / "towns" / "lillby"
SEEDS = [path.read_bytes() for path in sorted(LILLBY.rglob("*.*")) if path.is_file()]
PIECES = [
    *(b"\0 \xff \xfe \xc3\x28 \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x80\xae \xef\xbb\xbf".split()),
    *(b"&a *a !!x ? - : # | > ' \" { } [ ] , % @ ` << ~ --- ... \\u202e \\x00".split()),
    b"\n",
    b"\t",
    b"\r",
    b"\n  ",
    b": ",
    b"- ",
    b"\xc2\x85",
    b"9" * 20,
    b"[" * 50,
    b"{" * 50,
]

settings.register_profile(
    "hostile", max_examples=600, deadline=None, suppress_health_check=list(HealthCheck)
)


def read(data: bytes) -> tuple[Problem, ...]:
    """Everything that is done with a file's bytes, for every kind of file."""
    text, problems = text_of(data, "x.yaml")
    if text is None:
        return problems
    document, problems = parse_yaml("x.yaml", text)
    if document is not None:
        len(document.places)
        for kind in KINDS:
            problems += shape_problems(document, kind)
    return problems


def check(data: bytes) -> None:
    """Problems are data with places that exist in the file."""
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in read(data):
        assert "x.yaml" == problem.place.path
        assert 0 <= problem.place.line <= lines
        assert 0 <= problem.place.column


@settings(settings.get_profile("hostile"))
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    """Nothing that a disk can hold makes the reader stumble."""
    check(data)


@settings(settings.get_profile("hostile"))
@given(st.text(max_size=200))
def test_random_text(text: str) -> None:
    """Nor anything that is text."""
    check(text.encode("utf-8", "surrogatepass"))


@settings(settings.get_profile("hostile"))
@given(st.lists(st.sampled_from([*PIECES, b"a", b"cost", b"1"]), max_size=40))
def test_random_yaml_pieces(pieces: list[bytes]) -> None:
    """Nor anything that looks like YAML."""
    check(b" ".join(pieces))


@settings(settings.get_profile("hostile"))
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(
            st.integers(0, 2000),
            st.integers(0, 30),
            st.sampled_from(PIECES) | st.binary(max_size=4),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_a_good_file_damaged(seed: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    """Nor any good file with pieces cut out and others put in."""
    for start, length, piece in damages:
        at = start % (len(seed) + 1)
        seed = seed[:at] + piece + seed[at + length :]
    check(seed)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(sorted(p.relative_to(LILLBY).as_posix() for p in LILLBY.rglob("*.*"))),
    st.integers(0, 2000),
    st.integers(0, 30),
    st.sampled_from(PIECES),
)
def test_a_town_with_a_damaged_file(
    lillby_once: Path, path: str, start: int, length: int, piece: bytes
) -> None:
    """A whole town is read with one of its files damaged, and all else stays as it was."""
    target = lillby_once / path
    before = target.read_bytes() if target.is_file() else None
    if before is None:
        return
    at = start % (len(before) + 1)
    try:
        target.write_bytes(before[:at] + piece + before[at + length :])
        tree = read_tree(lillby_once)
    finally:
        target.write_bytes(before)

    assert {path} >= {problem.place.path for problem in tree.problems}
