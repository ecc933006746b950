"""Random elections: the rules against pabutools, an implementation that nobody here wrote.

pabutools 1.2.3 counts in exact fractions too. Where it and we differ, the difference is one of the
following (`peers.REASONS`), and each has a test of its own here:

- pabutools' greedy funds projects without votes when there is money, and so do its other rules that
  end with it; its Phragmén does when nothing else is left. We never do.
- With cost utility pabutools' Equal Shares leaves out projects that cost nothing; we fund those
  that somebody wants, as it does itself with cardinality utility: they take nothing from anybody.
- Raising the endowment, pabutools may buy a project dearer than the whole budget limit, which then
  ends the raising; we set such projects aside, as no decision could ever fund them.
- Its maximum welfare stops with an error where nothing that costs anything is on the ballot.
- Its Phragmén ends where any of several tied projects does not fit, whichever of them goes first;
  ours ends only if the one that goes first, by the round's own tie-breaking, does not fit.

`make equality` does the same with 2 000 elections for each rule, and with real ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabutools import election as oracle
from pabutools.rules import (
    greedy_utilitarian_welfare,
    max_additive_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from tests.pb.rules.drawn import IDS, Election, by_chance, by_id, elections, outcome_of
from tests.pb.rules.peers import FIRST_EXHAUSTIVE, PEERS

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import CostBand, Quota
from medborgarbudget.pb.round import Completion, Leftover, RuleChoice
from medborgarbudget.pb.rules import RULES, TooManyStepsError, run
from medborgarbudget.pb.rules.leftovers import FILLS_UP, FOR_LACK_OF_MONEY
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

UTILITIES = ["cardinality", "cost"]
MANY = settings(max_examples=300, deadline=None, derandomize=True)


def names(allocation) -> set[str]:
    """What pabutools selected."""
    return {project.name for project in allocation}


def crosses(*ballots: tuple[str, int]) -> list[tuple[dict[str, int], int]]:
    """Ballots such as ``("ab", 2)``: two voters who want a and b."""
    return [(dict.fromkeys(letters, 1), voters) for letters, voters in ballots]


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_rule_is_what_pabutools_finds(peer):
    """To the last fraction, ties by id; or one of the reasons above explains the difference.

    It does only if both are equal without the projects that are the reason.
    """
    kind = "cumulative" if peer.points else "approval"
    unexplained = [one for one in by_chance(300, kind) if peer.cause(one) is None]

    assert [] == unexplained


def test_a_project_without_votes_is_where_greedy_differs():
    """pabutools spends the rest on what nobody asked for."""
    election = Election({"a": 10, "b": 10}, 20, crosses(("a", 1)))

    theirs = greedy_utilitarian_welfare(*election.for_oracle(), sat_class=oracle.Cost_Sat)
    assert {"a", "b"} == names(theirs)
    assert {"a", "b"} == names(sequential_phragmen(*election.for_oracle()))
    assert ("a",) == outcome_of(election, "greedy").selected
    assert ("a",) == outcome_of(election, "phragmen").selected


def test_a_project_that_costs_nothing_is_where_equal_shares_differs():
    """Utility 0 for 0 money: left out by pabutools with one utility, funded with the other."""
    election = Election({"a": 10, "b": 0}, 20, crosses(("ab", 1)))
    instance, profile = election.for_oracle()

    assert {"a"} == names(method_of_equal_shares(instance, profile, oracle.Cost_Sat))
    assert {"a", "b"} == names(method_of_equal_shares(instance, profile, oracle.Cardinality_Sat))
    assert ("b", "a") == outcome_of(election, "equalshares").selected


def test_a_project_dearer_than_the_limit_is_where_add1_differs():
    """Two voters buy c, for 101 of 100, before the third can buy b for 60: b never is bought."""
    election = Election({"a": 10, "b": 60, "c": 101}, 100, crosses(("ac", 2), ("b", 1)))
    instance, profile = election.for_oracle()

    theirs = method_of_equal_shares(instance, profile, oracle.Cost_Sat, voter_budget_increment=1)
    assert {"a"} == names(theirs)
    ours = outcome_of(election, "equalshares/add1", completion=FIRST_EXHAUSTIVE)
    assert ("a", "b") == ours.selected


def test_a_ballot_paper_on_which_all_is_free_is_where_maximum_welfare_differs():
    """pabutools takes it out before its search, and then looks for it."""
    election = Election({"a": 0}, 1, crosses(("a", 1)))

    with pytest.raises(IndexError):
        max_additive_utilitarian_welfare(*election.for_oracle(), sat_class=oracle.Cost_Sat)
    assert ("a",) == outcome_of(election, "max-welfare").selected


def test_a_tie_with_a_project_that_does_not_fit_is_where_phragmen_differs():
    """Both come up at 2: a fits in what is left and goes first by its id, but b would not."""
    election = Election({"a": 2, "b": 4}, 3, crosses(("a", 1), ("b", 2)))
    dear = Election({"a": 2, "b": 4, "c": 1}, 4, crosses(("c", 1), ("a", 1), ("b", 2)))

    assert ("a",) == outcome_of(election, "phragmen").selected
    assert {"c"} == names(sequential_phragmen(*dear.for_oracle()))
    ours = outcome_of(dear, "phragmen")
    assert ("c", "a") == ours.selected
    assert [("a", "b")] == [tie.projects for tie in ours.ties]


def choices():
    """Any rule for ballots with crosses, with any completion."""
    return st.builds(
        RuleChoice,
        name=st.sampled_from(sorted(RULES.keys() - {"majority-judgement", "greedy-percentage"})),
        tie_breaking=st.just(TieBreaking(("max-votes", "min-cost", "lot"), "seed")),
        threshold=st.sampled_from([0, 0, 0, 1, 3]),
        utility=st.sampled_from([*UTILITIES, "points"]),
        threshold_percent=st.sampled_from([0, 0, 0, 20]),
        threshold_cost=st.sampled_from([0, 0, 0, 2]),
        score=st.sampled_from([None, None, "votes", "votes-per-cost"]),
        comparison=st.sampled_from([None, None, "satisfaction", "exclusion-ratio"]),
        top_up=st.sampled_from([50, 80, 100]),
        leftover=st.sampled_from([None, None, *get_args(Leftover)]),
        conflicts=st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=4).map(
            tuple
        ),
        bands=st.just((CostBand(30, 1), CostBand(5, 2))),
        areas_first=st.just(("norr",)),
        options=st.just(((IDS[0], IDS[1]),)),
        quotas=st.just((Quota(area="norr", at_least_cost=3),)),
        elsewhere=st.lists(st.sampled_from(IDS), max_size=1).map(tuple),
        completion=st.builds(
            Completion,
            start=st.sampled_from(["exact", "floor"]),
            step=st.integers(1, 7),
            stop=st.sampled_from(["exhaustive", "overspend"]),
        ),
    )


@MANY
@given(elections(), choices())
def test_the_limit_is_never_passed_and_the_books_agree(election, choice):
    """Spent is the sum of the costs, each step knows what was left, all projects are told of."""
    outcome = run(election.instance, election.profile, choice)
    cost = election.costs

    whole = sum(cost[p] for p in outcome.selected) - outcome.from_outside
    assert outcome.spent == whole + sum(outcome.granted.values())
    assert all(0 < part < cost[p] for p, part in outcome.granted.items())
    assert not outcome.granted.keys() & set(outcome.selected)
    assert outcome.spent <= election.limit
    assert len(set(outcome.selected)) == len(outcome.selected)
    left = election.limit
    for step in outcome.steps:
        assert step.money_left == left
        left -= cost[step.project_id] if step.action == "selected" else 0
        left = 0 if step.action == "topped-up" else left
        left -= step.facts["granted"] if step.action == "partly-funded" else 0
    assert set(cost) == {step.project_id for step in outcome.steps} - {None}
    assert set(outcome.selected) <= election.supported


@MANY
@given(elections(), choices(), st.randoms(use_true_random=False))
def test_the_order_of_voters_and_projects_changes_nothing(election, choice, chance):
    """Not the allocation, not its order, not a step, not a tie."""
    shuffled = replace(
        election,
        costs=dict(chance.sample(list(election.costs.items()), len(election.costs))),
        ballots=[
            (dict(chance.sample(list(ballot.items()), len(ballot))), voters)
            for ballot, voters in chance.sample(election.ballots, len(election.ballots))
        ],
    )

    expected = run(election.instance, election.profile, choice)
    assert expected == run(shuffled.instance, shuffled.profile, choice)


@MANY
@given(elections(), choices())
def test_a_tie_is_asked_about_only_where_it_can_make_a_difference(election, choice):
    """If nothing was recorded, the opposite order of preference gives the same allocation."""

    def backwards(tied: Sequence[Project], votes: object) -> tuple[str, str]:
        return max(project.project_id for project in tied), "id, backwards"

    one = run(election.instance, election.profile, choice, by_id)
    if not one.ties and "add1" not in choice.name:
        other = run(election.instance, election.profile, choice, backwards)
        assert set(one.selected) == set(other.selected)


@MANY
@given(elections(), choices())
def test_the_next_that_fits_leaves_nothing_that_fits(election, choice):
    """Beside what was set aside, or is in conflict with a winner. The rules of FILLS_UP are so."""
    if choice.name not in FILLS_UP:
        choice = replace(choice, leftover="next-that-fits")
    outcome = run(election.instance, election.profile, choice)
    last = {step.project_id: step.action for step in outcome.steps}
    taken = {*outcome.selected, *choice.elsewhere}
    for project_id, action in last.items():
        rivals = {one for pair in choice.conflicts if project_id in pair for one in pair}
        if action in FOR_LACK_OF_MONEY and not (rivals - {project_id}) & taken:
            assert election.costs[project_id] > outcome.unspent


@MANY
@given(elections(), choices())
def test_where_ties_are_refused_the_tied_are_named(election, choice):
    """Without a word on ties the count ends at the first that matters, or has met none."""
    refusing = replace(choice, tie_breaking=TieBreaking())
    try:
        outcome = run(election.instance, election.profile, refusing)
    except TieRefusedError as refusal:
        assert set(refusal.project_ids) <= set(election.costs)
        assert 2 <= len(refusal.project_ids)
        assert sorted(refusal.project_ids) == list(refusal.project_ids)
    else:
        assert () == outcome.ties


@MANY
@given(elections(), st.integers(0, 3))
def test_a_bound_on_the_steps_is_kept(election, most):
    """Either it is done within the bound, or it says so."""
    completion = Completion("floor", 1, "overspend", max_steps=most)
    try:
        outcome = outcome_of(election, "equalshares/add1", completion=completion)
    except TooManyStepsError as error:
        assert most == error.max_steps
    else:
        attempts = [s.facts["attempts"] for s in outcome.steps if s.action == "raised-endowment"]
        assert attempts == [] or attempts[0] <= most
