"""Ballots that are known by their sums only: the rules that go by sums come out the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pb.rules.drawn import elections

from medborgarbudget.pb.ballot import Ballot, BallotLimits
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import CostBand, Quota
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import RULES, NeedsBallotsError, run
from medborgarbudget.pb.summed import BY_SUMS, Sums, counts_sums, odd_sum, sums_of, with_sums
from medborgarbudget.pb.ties import TieBreaking

TIES = TieBreaking(("max-votes", "min-cost", "lot"), "seed")
AREAS = ("norr", "soder")
NEEDED = {
    "greedy-bands": {"bands": (CostBand(20, 1), CostBand(100, 2)), "areas_first": ("norr",)},
    "greedy-areas-first": {"areas_first": ("soder",)},
    "greedy-quotas": {"quotas": (Quota(area="norr", at_least_cost=20),)},
    "greedy-custom": {"top_up": 60},
    "greedy-exclusive": {"conflicts": (("1", "2"), ("a", "b"))},
}
CHOICES = st.builds(
    RuleChoice,
    st.sampled_from(sorted(BY_SUMS)),
    st.just(TIES),
    threshold=st.integers(0, 3),
    threshold_percent=st.sampled_from([0, 10, 50]),
    threshold_cost=st.sampled_from([0, 3]),
    leftover=st.sampled_from([None, "next-that-fits", "partial", "next-round", "board"]),
)
SCORES = st.sampled_from([None, "votes", "votes-per-cost"])


def parted(profile: Profile, known: int) -> Profile:
    """The same ballots: so many different ones known one by one, the others by their sums."""
    ids = {choice for ballot, _ in profile.ballots for choice in ballot.choices}
    rest = replace(profile, ballots=profile.ballots[known:])
    return with_sums(replace(profile, ballots=profile.ballots[:known]), sums_of(rest, ids))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.booleans().flatmap(lambda p: elections(points=p)), CHOICES, SCORES, st.integers(0, 7))
def test_a_rule_that_goes_by_sums_comes_out_the_same(election, choice, score, known):
    """The whole outcome, with every step and tie; however many ballots are known one by one."""
    there = tuple(
        replace(one, area=AREAS[number % 2])
        for number, one in enumerate(election.instance.projects)
    )
    instance = Instance(there, election.limit)
    more = dict(NEEDED.get(choice.name, {}))
    if choice.name.startswith("greedy"):
        more["score"] = score
    choice = replace(choice, **more)
    profile = replace(election.profile, places=5)
    expected = run(instance, profile, choice)

    assert expected == run(instance, parted(profile, known), choice)


@pytest.mark.parametrize("rule", sorted(RULES.keys() - BY_SUMS))
def test_the_other_rules_refuse_sums(rule):
    """They would count the ballots that are known as if they were all."""
    instance = Instance((Project("a", 5),), 10)
    profile = with_sums(Profile.of("approval", []), Sums(1, {"a": 1}, {"a": 1}))
    with pytest.raises(NeedsBallotsError):
        run(instance, profile, RuleChoice(rule, TIES))


def test_a_comparison_asks_every_voter():
    """So greedy with a comparison needs single ballots too."""
    assert counts_sums(RuleChoice("greedy", TIES))
    assert not counts_sums(RuleChoice("greedy", TIES, comparison="satisfaction"))


def test_ordinal_ballots_and_default_scores_add_up():
    """Rank points, and what a ballot gives to those that it does not name."""
    ordinal = Profile.of("ordinal", [Ballot(("a", "b")), Ballot(("b",)), Ballot(("c", "a"))], 2)
    scoring = Profile.of("scoring", [Ballot(("a",), (5,)), Ballot(("b",), (1,))], None, 2)
    for profile in (ordinal, scoring):
        ids = ("a", "b", "c")
        rest = sums_of(replace(profile, ballots=profile.ballots[1:]), ids)
        whole = with_sums(replace(profile, ballots=profile.ballots[:1]), rest)
        assert profile.scores(ids) == whole.scores(ids)
        assert (profile.voters, profile.votes(ids)) == (whole.voters, whole.votes(ids))


LIMITS = BallotLimits("approval", min_length=1, max_length=2)


@pytest.mark.parametrize(
    ("odd", "voters", "votes", "limits"),
    [
        (None, 3, {"a": 3, "b": 3}, LIMITS),
        (None, 3, {"a": 3, "b": 0}, LIMITS),
        ("all", 3, {"a": 3, "b": 3, "c": 1}, LIMITS),
        ("all", 3, {"a": 1, "b": 1}, LIMITS),
        ("a", 3, {"a": 4, "b": 0}, LIMITS),
        ("all", 3, {"a": 3, "b": 1}, BallotLimits("choose-1")),
        ("all", 0, {"a": 1, "b": 0}, LIMITS),
    ],
)
def test_sums_that_no_such_number_of_ballots_come_to_are_odd(odd, voters, votes, limits):
    """More names than the ballots have places, fewer than one each, one project above all."""
    assert odd == odd_sum(Sums(voters, votes, votes), limits)


def test_points_have_a_sum_of_their_own():
    """No more than every ballot may give; and plain votes are their own score."""
    limits = BallotLimits("cumulative", max_sum_points=5)
    assert odd_sum(Sums(2, {"a": 2}, {"a": 10}), limits) is None
    assert "all" == odd_sum(Sums(2, {"a": 2}, {"a": 11}), limits)
    assert "a" == odd_sum(Sums(2, {"a": 2}, {"a": 3}), LIMITS)
