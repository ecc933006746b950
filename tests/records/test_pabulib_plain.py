"""Votes read all at once are what the reader that goes row by row makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.records.pabulib import read_pabulib, write_pabulib
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
        election(f"voter_id;vote;of\n1;{LONG[0]};Łódź\n2;{LONG[1]},ab;Łódź\n", ids=LONG),
    ],
    ids=["plain", "crlf", "no-end", "columns", "ordinal", "choose-1", "long-ids"],
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
    plain = 0
    paths = sorted(elections.glob("**/*.pb"))
    for path in paths:
        data = path.read_bytes()
        if len(data) < 500_000:
            file, _ = read_pabulib(data, path.name)
            plain += file is not None and isinstance(file.votes, PlainVotes)
            assert row_by_row(data) == at_once(data), path.name
    assert plain > len(paths) // 2
