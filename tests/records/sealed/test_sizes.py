"""Every ballot that the limits allow has room in what its election pads to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import VOTE_TYPES, WITH_POINTS, BallotLimits
from medborgarbudget.records.sealed.envelopes import Marks, padded
from medborgarbudget.records.sealed.sizes import LEAST, MOST_PADDED, largest, roomy

few = st.none() | st.integers(1, 40)


@st.composite
def papers(draw):
    """Limits, how many projects there are, and marks that keep to the limits."""
    vote_type = draw(st.sampled_from(VOTE_TYPES))
    limits = BallotLimits(vote_type, max_length=draw(few), max_points=draw(few))
    projects = draw(st.integers(1, 120))
    most = 1 if vote_type == "choose-1" else limits.max_length or projects
    numbers = st.lists(st.integers(1, projects), max_size=min(most, projects), unique=True)
    choices = tuple(draw(numbers))
    if vote_type not in WITH_POINTS:
        return limits, projects, Marks(choices)
    each = st.integers(0, 2**53 - 1 if limits.max_points is None else limits.max_points)
    points = draw(st.lists(each, min_size=len(choices), max_size=len(choices)))
    return limits, projects, Marks(choices, tuple(points))


@given(papers())
def test_no_ballot_within_its_limits_is_larger(paper):
    """Whatever is chosen: the page never has to say that a vote is too long."""
    limits, projects, marks = paper
    size = largest(limits, projects)
    assert size == len(padded(marks.text, size))


def test_the_bound_is_reached_and_no_larger():
    """One byte less, and the longest ballot of all would have no room."""
    size = largest(BallotLimits("ordinal"), 100)
    longest = Marks(tuple(range(100, 0, -1)))
    assert size == len(longest.text) + 2 == 307
    assert 19 + 2 == largest(BallotLimits("approval", max_length=3), 3)
    assert 16 + 2 == largest(BallotLimits("choose-1", max_length=9), 12)


def test_the_ceremony_leaves_room_for_more():
    """Ideas may still come in; above all there is a request that the function takes."""
    assert [LEAST, 320, MOST_PADDED] == [roomy(size) for size in (21, 307, 9999)]
