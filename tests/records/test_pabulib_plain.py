"""Votes read all at once are what the reader that goes row by row makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.records.pabulib import plain, read_pabulib, write_pabulib
from medborgarbudget.records.pabulib import reading as reader
from medborgarbudget.records.pabulib.plain import PlainVotes

HEAD = (
    "META\nkey;value\nbudget;100\nvote_type;{vote_type}\nnum_votes;2\nmax_length;2\n"
    "max_sum_cost;60\nPROJECTS\nproject_id;cost;votes\n{ids}\nVOTES\n"
)


def row_by_row(data: bytes) -> tuple[object, ...]:
    """What the strict reader says of the file, and the profile that it finds."""
    file, problems = reader._read(data, "a.pb", len(data))
    return problems, file, file and file.profile(), file and file.instance()


def at_once(data: bytes) -> tuple[object, ...]:
    """The same by way of the door."""
    file, problems = read_pabulib(data, "a.pb")
    return problems, file, file and file.profile(), file and file.instance()


def election(votes: str, vote_type: str = "approval", ids: tuple[str, ...] = ("1", "2", "10")):
    """A file with these rows of votes, the names of the columns first."""
    rows = "\n".join(f"{project_id};30;2" for project_id in ids)
    return (HEAD.format(vote_type=vote_type, ids=rows) + votes).encode("utf-8")


LONG = ("grönare-torg-i-lillby", "grönare-torg-i-storby", "ab")


@pytest.mark.parametrize(
    "data",
    [
        election("voter_id;vote\n1;1,2\n2;10,2\n3;2,1\n4;\n"),
        election("voter_id;vote\n1;1,2\n2;10\n").replace(b"\n", b"\r\n"),
        election("voter_id;vote\n1;1,2\n2;10"),
        election("voter_id;age;vote;sex\na;4,4;1,2;F,M\nb;5;;\n"),
        election("voter_id;vote\n1;1,2\n2;2,1\n3;2,1\n", "ordinal"),
        election("voter_id;vote\n1;1\n2;1,2\n", "choose-1"),
        election("voter_id;vote;points\n1;1,2;3,0\n2;10,2;5,1.0\n3;;\n4;2,10;1,5\n", "cumulative"),
        election("voter_id;points;vote\n1;-3,1e1;2,1\n2;10,-3;1,2\n3;4;1\n", "scoring"),
        election(f"voter_id;vote;of\n1;{LONG[0]};Łódź\n2;{LONG[1]},ab;Łódź\n", ids=LONG),
    ],
    ids=[
        *("plain", "crlf", "no-end", "columns", "ordinal", "choose-1"),
        *("cumulative", "scoring", "long-ids"),
    ],
)
def test_plain_votes_are_read_at_once_with_the_same_values(data):
    """The file, its profile and all that there is to note about it."""
    file, _ = read_pabulib(data, "a.pb")

    assert file is not None
    assert isinstance(file.votes, PlainVotes)
    assert row_by_row(data) == at_once(data)
    assert data == write_pabulib(file)


@pytest.mark.parametrize(
    "votes",
    [
        "voter_id;vote\n1;1\n1;2\n",
        "voter_id;vote\n1;1,1\n",
        "voter_id;vote\n1;1, 2\n",
        "voter_id;vote\n 1;1\n1;2\n",
        "voter_id;vote\n1;7\n",
        "voter_id;vote\n1;1,\n",
        "voter_id;vote\n;1\n",
        "voter_id;vote\n1;1\n\n2;1\n",
        "voter_id;vote\n1;1;2\n2\n",
        'voter_id;vote\n1;"1,2"\n',
        "voter_id;vote\n1;1\rx\n",
        "voter_id;vote\n1\u00ad;1\n",
        "voter_id;vote\nvoteſ;\n2;1\n",
        "voter_id;vote\nMETA;\n2;1\n",
        "voter_id;vote\n1;1\u202e\n",
        "voter_id;vote\n12345678901;1\n2;1\n12345678901;2\n",
        "voter_id;vote\n",
        "voter_id\n1\n",
        "vote;voter_id\n\n",
    ],
)
def test_what_is_not_plain_is_told_row_by_row(votes):
    """The same findings on the same lines, or the same file where there are none."""
    data = election(votes)
    file, _ = read_pabulib(data, "a.pb")

    assert file is None or not isinstance(file.votes, PlainVotes)
    assert row_by_row(data) == at_once(data)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    lengths=st.lists(st.integers(0, 3), min_size=1, max_size=6),
    limits=st.fixed_dictionaries(
        {},
        optional={
            "min_length": st.integers(0, 3),
            "max_length": st.integers(1, 3),
            "min_sum_cost": st.integers(0, 90),
            "max_sum_cost": st.integers(0, 90),
        },
    ),
    vote_type=st.sampled_from(["approval", "choose-1", "ordinal"]),
)
def test_breached_limits_are_counted_alike(lengths, limits, vote_type):
    """How many ballots are outside each limit, without a look at each."""
    rows = "".join(f"{n};{','.join(('1', '2', '10')[:k])}\n" for n, k in enumerate(lengths))
    data = election(f"voter_id;vote\n{rows}", vote_type)
    for key in ("max_length", "max_sum_cost"):
        data = data.replace(f"{key};{2 if key == 'max_length' else 60}\n".encode(), b"")
    written = "".join(f"{key};{limit}\n" for key, limit in limits.items())
    data = data.replace(b"PROJECTS\n", f"{written}PROJECTS\n".encode())

    assert at_once(data)[1] is not None
    assert row_by_row(data) == at_once(data)


@pytest.mark.parametrize(
    ("votes", "vote_type"),
    [
        ("voter_id;vote\n1;1\n", "cumulative"),
        ("voter_id;vote;points\n1;1,2;3\n", "cumulative"),
        ("voter_id;vote;points\n1;1;3,4\n", "cumulative"),
        ("voter_id;vote;points\n1;1;\n", "cumulative"),
        ("voter_id;vote;points\n1;;0\n", "scoring"),
        ("voter_id;vote;points\n1;1;2.5\n", "scoring"),
        ("voter_id;vote;points\n1;1;-1\n", "cumulative"),
        ("voter_id;vote;points\n1;1;1234567890\n", "cumulative"),
        ("voter_id;vote;points\n1;1;two\n", "cumulative"),
        ("voter_id;vote;points\n1;1,1;2,3\n", "cumulative"),
    ],
)
def test_points_that_are_not_plain_are_told_row_by_row(votes, vote_type):
    """Missing, too many, not whole, below zero, or longer than a word."""
    data = election(votes, vote_type)
    file, _ = read_pabulib(data, "a.pb")

    assert file is None or not isinstance(file.votes, PlainVotes)
    assert row_by_row(data) == at_once(data)


IDS = tuple(str(number) for number in range(1, 301))
BALLOTS = st.lists(
    st.lists(
        st.tuples(st.sampled_from(IDS), st.integers(0, 120)),
        max_size=20,
        unique_by=lambda given: given[0],
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    ballots=BALLOTS,
    vote_type=st.sampled_from(["approval", "ordinal", "cumulative", "scoring"]),
    ids=st.sampled_from([IDS, IDS[:255], IDS[:256]]),
    piece=st.sampled_from([1, 40, 1 << 19]),
)
def test_ballots_are_the_same_however_long_and_in_however_many_pieces(
    ballots, vote_type, ids, piece
):
    """Also where a ballot takes more than one word, and a project more than one byte."""
    rows = ["voter_id;vote;points"]
    for voter, ballot in enumerate(ballots):
        marks = [(p, n) for p, n in ballot if p in ids]
        chosen = ",".join(project_id for project_id, _ in marks)
        points = ",".join(str(number) for _, number in marks)
        rows.append(f"{voter};{chosen};{points}")
    data = election("\n".join(rows) + "\n", vote_type, ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "PIECE", piece)
        file, _ = read_pabulib(data, "a.pb")
        assert file is not None
        assert isinstance(file.votes, PlainVotes)
        assert row_by_row(data) == at_once(data)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    votes=st.lists(st.text(alphabet='12,;\n\r "aVOTES\u00e5', max_size=12), min_size=1, max_size=6),
    vote_type=st.sampled_from(["approval", "choose-1", "ordinal", "cumulative"]),
)
def test_whatever_the_rows_hold_both_readers_agree(votes, vote_type):
    """Also on what is wrong with them."""
    rows = "\n".join(f"{number};{row}" for number, row in enumerate(votes))
    data = election(f"voter_id;vote\n{rows}\n", vote_type)

    assert row_by_row(data) == at_once(data)


def test_every_shared_election_is_read_the_same_both_ways(elections: Path):
    """Values and findings; and most of them are plain."""
    found = 0
    paths = sorted(elections.glob("**/*.pb"))
    for path in paths:
        data = path.read_bytes()
        if len(data) < 500_000:
            file, _ = read_pabulib(data, path.name)
            found += file is not None and isinstance(file.votes, PlainVotes)
            assert row_by_row(data) == at_once(data), path.name
    assert found > len(paths) * 9 // 10
