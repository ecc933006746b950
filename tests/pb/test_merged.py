"""Merged ballots are the profile's ballots, whatever their order, length and number."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.rules.purses import Electorate

IDS = tuple(sorted(f"p{number}" for number in range(30)))


def merged(rows: list[list[int]]) -> MergedBallots:
    """The ballots whose rows name these places of `IDS`, from 0."""
    table = np.zeros((len(rows), max(map(len, rows), default=0) or 1), dtype=np.uint16)
    for row, places in zip(table, rows, strict=True):
        row[: len(places)] = [place + 1 for place in places]
    return MergedBallots.of(IDS, table)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(st.integers(0, 29), unique=True, max_size=20).map(sorted), min_size=1, max_size=12
    )
)
def test_merged_ballots_say_what_the_ballots_say(rows):
    """Also ballots so long that one number of 64 bits does not hold them."""
    ballots = [Ballot.of("approval", tuple(IDS[place] for place in row)) for row in rows]
    plain = Profile.of("approval", ballots)
    fast = Profile("approval", merged(rows))
    costs = {project_id: number for number, project_id in enumerate(IDS)}
    projects = tuple(Project(project_id, 1) for project_id in (*IDS, "nobody"))

    assert plain == fast
    assert hash(plain.ballots) == hash(fast.ballots)
    assert plain.voters == fast.voters
    assert plain.votes([*IDS, "nobody"]) == fast.votes([*IDS, "nobody"])
    assert [sum(costs[c] for c in b.choices) for b, _ in plain.ballots] == fast.ballots.sums(costs)
    for profile in (plain, fast):
        electorate = Electorate.of(profile, projects)
        votes = plain.votes([*IDS, "nobody"])
        assert votes == {p.project_id: electorate.number(p.project_id) for p in projects}


def test_an_order_of_preference_is_kept():
    """Ordinal ballots with the same projects in another order are other ballots."""
    ballots = merged([[2, 1], [1, 2], [2, 1]])

    assert [(Ballot(IDS[1:3]), 1), (Ballot((IDS[2], IDS[1])), 2)] == list(ballots)
    assert list(ballots) == [ballots[0], ballots[-1]]
    assert tuple(ballots) == ballots[:]
