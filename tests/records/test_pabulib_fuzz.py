"""Whatever the bytes are, reading and counting them ends in values or problems, never a crash."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medborgarbudget.counting.single import Asked, tally_data, tally_file
from medborgarbudget.pb.round import Completion
from medborgarbudget.pb.rules import RULES
from medborgarbudget.records.pabulib import read_pabulib, write_pabulib

SMALL = Path(__file__).with_name("small.pb").read_text(encoding="utf-8")

POINTS = SMALL.replace("approval", "cumulative").replace("vote;age", "vote;points")
SEEDS = (SMALL, POINTS, SMALL.replace("approval", "ordinal"), SMALL.replace("\n", "\r\n"))
QUICK = Completion("floor", 5_000, "overspend", 50)
TOKENS = [
    b"",
    b";",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"META\n",
    b"PROJECTS\n",
    b"VOTES\n",
    b"0",
    b"-1",
    b"999999999999999999999",
    b"1e9",
    b"nan",
    b"1.5",
    b"\xff",
    b"\x00",
    b"\xef\xbb\xbf",
    "\u202e".encode(),
    "\u0663".encode(),
    "\u00b2".encode(),
    b"budget;0\n",
    b"vote_type;scoring\n",
    b"vote_type;choose-1\n",
]

changes = st.lists(
    st.tuples(st.integers(0, 700), st.integers(0, 12), st.sampled_from(TOKENS)), max_size=6
)


def changed(seed: str, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The seed with some stretches of bytes taken out and others put in."""
    data = seed.encode()
    for start, length, token in edits:
        data = data[:start] + token + data[start + length :]
    return data


def check(data: bytes) -> None:
    """Read, write, read again, count: the file is whole exactly when nothing is an error."""
    file, problems = read_pabulib(data, "fuzz.pb")
    errors = [problem for problem in problems if problem.severity == "error"]
    assert (file is None) == bool(errors)
    if file is None:
        return
    again, _ = read_pabulib(write_pabulib(file), "fuzz.pb")
    assert again is not None
    assert (again.meta, again.projects, again.votes) == (file.meta, file.projects, file.votes)
    for rule in RULES:
        tally, found = tally_file(data, "fuzz.pb", Asked(rule, completion=QUICK))
        assert tally is not None or found
        if tally is not None:
            assert tally_data(tally)["spent"] <= tally_data(tally)["budget_limit"]


@settings(max_examples=1200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), changes)
def test_a_damaged_election_never_gives_a_traceback(
    seed: str, edits: list[tuple[int, int, bytes]]
) -> None:
    """Real-looking files with pieces cut, doubled and swapped for what breaks parsers."""
    check(changed(seed, edits))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_never_give_a_traceback(data: bytes) -> None:
    """Bytes without any likeness to an election."""
    check(data)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([line + "\n" for line in SMALL.split("\n")]), max_size=40))
def test_lines_in_any_order_never_give_a_traceback(lines: list[str]) -> None:
    """Sections shuffled, doubled and cut short."""
    check("".join(lines).encode())
