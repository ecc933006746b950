"""Profiles: equal ballots counted once, and what projects are ranked by."""

from __future__ import annotations

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.profile import Profile


def profile(vote_type, *ballots, **paper):
    """The profile of these ballots."""
    return Profile.of(vote_type, [Ballot.of(vote_type, ballot) for ballot in ballots], **paper)


def test_equal_ballots_are_counted_once_with_their_number():
    """The order of the choices is no choice, except on an ordinal ballot."""
    approval = profile("approval", ("b", "a"), ("a", "b"), ("a",), ())
    ordinal = profile("ordinal", ("b", "a"), ("a", "b"), ("a", "b"))

    assert ((Ballot(()), 1), (Ballot(("a",)), 1), (Ballot(("a", "b")), 2)) == approval.ballots
    assert ((Ballot(("a", "b")), 2), (Ballot(("b", "a")), 1)) == ordinal.ballots


def test_empty_ballots_count_among_the_voters():
    """They have a share in Equal Shares, and they are part of the turnout."""
    assert 3 == profile("approval", (), (), ("a",)).voters


def test_the_order_of_arrival_cannot_be_read_from_a_profile():
    """Who voted first would else be seen by whoever counts."""
    ballots = [("c",), ("a", "b"), ("b",), ("a", "b")]

    assert profile("approval", *ballots) == profile("approval", *reversed(ballots))


def test_votes_are_ballots_that_name_the_project():
    """0 for a project that nobody named; points and ranks do not matter here."""
    points = profile("cumulative", {"a": 3, "b": 0}, {"a": 1})

    assert {"a": 2, "b": 1, "c": 0} == points.votes(["a", "b", "c"])


def test_a_ballot_for_a_project_that_is_not_there_is_an_error():
    """Votes must not vanish in silence: whoever reads ballots checks them first."""
    with pytest.raises(KeyError):
        profile("approval", ("a", "x")).votes(["a"])


@pytest.mark.parametrize("vote_type", ["approval", "choose-1"])
def test_votes_are_the_scores_where_ballots_have_no_points(vote_type):
    """Approval and choose-1."""
    assert {"a": 2, "b": 0} == profile(vote_type, ("a",), ("a",)).scores(["a", "b"])


@pytest.mark.parametrize("vote_type", ["cumulative", "scoring"])
def test_points_are_added_up(vote_type):
    """Voters with the same points are counted as many times as they are."""
    given = profile(vote_type, {"a": 3, "b": 2}, {"a": 3, "b": 2}, {"b": 1})

    assert {"a": 6, "b": 5, "c": 0} == given.scores(["a", "b", "c"])


def test_a_scoring_ballot_gives_the_default_score_to_those_it_does_not_name():
    """Pabulib's default_score. A cumulative ballot has no such thing."""
    ballots = {"a": 3}, {"a": -1, "b": 5}

    assert {"a": 2, "b": 7, "c": 4} == (
        profile("scoring", *ballots, default_score=2).scores(["a", "b", "c"])
    )
    assert {"a": 2, "b": 5, "c": 0} == (
        profile("cumulative", *ballots, default_score=2).scores(["a", "b", "c"])
    )


def test_ranks_give_points_by_the_places_on_the_ballot():
    """Kraków: three places, 3, 2 and 1 points, also when a voter leaves the last ones blank."""
    ranked = profile("ordinal", ("a", "b", "c"), ("b",), places=3)

    assert {"a": 3, "b": 5, "c": 1, "d": 0} == ranked.scores(["a", "b", "c", "d"])


def test_without_a_limit_there_are_as_many_places_as_projects():
    """The Borda count."""
    ranked = profile("ordinal", ("a", "b", "c"), ("b",))

    assert {"a": 4, "b": 7, "c": 2, "d": 0} == ranked.scores(["a", "b", "c", "d"])


def test_ranks_below_the_last_place_give_nothing():
    """Such a ballot breaks its limit; a count that still takes it takes nothing away for it."""
    ranked = profile("ordinal", ("a", "b", "c"), places=1)

    assert {"a": 1, "b": 0, "c": 0} == ranked.scores(["a", "b", "c"])
