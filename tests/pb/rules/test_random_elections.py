"""Random elections: the rules against pabutools, an implementation that nobody here wrote.

pabutools 1.2.3 counts in exact fractions too. Where it and we differ, the difference is one of the
following, and each has a test of its own here:

- pabutools' greedy funds projects without votes when there is money; we never do.
- With cost utility pabutools' Equal Shares leaves out projects that cost nothing; we fund those
  that somebody wants, as it does itself with cardinality utility: they take nothing from anybody.
- Raising the endowment, pabutools may buy a project dearer than the whole budget limit, which then
  ends the raising; we set such projects aside, as no decision could ever fund them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabutools import election as oracle
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
)

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import CostBand, Quota
from medborgarbudget.pb.round import Completion, Leftover, RuleChoice
from medborgarbudget.pb.rules import RULES, TooManyStepsError, run
from medborgarbudget.pb.rules.leftovers import FILLS_UP, FOR_LACK_OF_MONEY
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

SATISFACTION = {"cost": oracle.Cost_Sat, "cardinality": oracle.Cardinality_Sat}
UTILITIES = sorted(SATISFACTION)
MANY = settings(max_examples=300, deadline=None, derandomize=True)


@dataclass(frozen=True)
class Election:
    """Costs by project id, the limit, and ballots with their numbers of voters."""

    costs: dict[str, int]
    limit: int
    ballots: list[tuple[tuple[str, ...], int]]

    @property
    def instance(self) -> Instance:
        """Ours."""
        return Instance(tuple(Project(p, cost) for p, cost in self.costs.items()), self.limit)

    @property
    def profile(self) -> Profile:
        """Ours."""
        ballots = [Ballot.of("approval", b) for b, voters in self.ballots for _ in range(voters)]
        return Profile.of("approval", ballots)

    @property
    def supported(self) -> set[str]:
        """The projects that somebody wants."""
        return {project_id for ballot, _ in self.ballots for project_id in ballot}

    @property
    def free(self) -> set[str]:
        """The projects that cost nothing and that somebody wants."""
        return {project_id for project_id in self.supported if self.costs[project_id] == 0}

    def for_oracle(self) -> tuple[oracle.Instance, oracle.ApprovalMultiProfile]:
        """The same, for pabutools."""
        projects = {p: oracle.Project(p, cost) for p, cost in self.costs.items()}
        instance = oracle.Instance(projects.values(), budget_limit=self.limit)
        profile = oracle.ApprovalProfile(
            [
                oracle.ApprovalBallot([projects[p] for p in ballot])
                for ballot, voters in self.ballots
                for _ in range(voters)
            ],
            instance=instance,
        )
        return instance, profile.as_multiprofile()


@st.composite
def elections(draw, least_cost: int = 0, within_limit: bool = False):
    """Small elections full of ties, zero costs, costs above the limit and unwanted projects."""
    limit = draw(st.integers(1, 60))
    most = limit if within_limit else 70
    costs = st.one_of(
        st.integers(least_cost, most),
        st.sampled_from([cost for cost in (0, 5, 10, 20, 30) if least_cost <= cost <= most] or [1]),
    )
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=7, unique=True))
    ballot = st.lists(st.sampled_from(ids), max_size=5, unique=True).map(tuple)
    ballots = st.lists(st.tuples(ballot, st.integers(1, 5)), min_size=1, max_size=7)
    return Election({p: draw(costs) for p in ids}, limit, draw(ballots))


IDS = ("1", "2", "9", "10", "11", "a", "b", "B")


def by_id(tied: Sequence[Project], votes: object) -> tuple[str, str]:
    """Ties as pabutools breaks them: by id, as text."""
    return min(project.project_id for project in tied), "id"


def outcome_of(election: Election, rule: str, **choice) -> Outcome:
    """Our outcome, ties by id."""
    chosen = RuleChoice(rule, TieBreaking(), **choice)
    return run(election.instance, election.profile, chosen, by_id)


def names(allocation) -> set[str]:
    """What pabutools selected."""
    return {project.name for project in allocation}


@MANY
@given(elections())
def test_greedy_is_what_pabutools_finds_but_never_funds_the_unwanted(election):
    """Cost_Sat makes pabutools order by plain votes. What it adds without votes comes last."""
    theirs = names(greedy_utilitarian_welfare(*election.for_oracle(), sat_class=oracle.Cost_Sat))

    assert theirs & election.supported == set(outcome_of(election, "greedy").selected)


@pytest.mark.parametrize("utility", UTILITIES)
@MANY
@given(election=elections())
def test_equal_shares_is_what_pabutools_finds(utility, election):
    """To the last fraction, ties included; beside the free projects, which we always fund."""
    theirs = names(method_of_equal_shares(*election.for_oracle(), sat_class=SATISFACTION[utility]))
    ours = set(outcome_of(election, "equalshares", utility=utility).selected)

    assert theirs | election.free == ours
    assert theirs - election.free == ours - election.free


@pytest.mark.parametrize("utility", UTILITIES)
@MANY
@given(election=elections(least_cost=1, within_limit=True))
def test_add1_until_exhaustive_is_what_pabutools_finds(utility, election):
    """pabutools' increment of 1: from the exact share up, to the first exhaustive outcome."""
    theirs = method_of_equal_shares(
        *election.for_oracle(), sat_class=SATISFACTION[utility], voter_budget_increment=1
    )
    ours = outcome_of(
        election,
        "equalshares/add1",
        utility=utility,
        completion=Completion("exact", 1, "exhaustive"),
    )

    assert names(theirs) == set(ours.selected)


@pytest.mark.parametrize("utility", UTILITIES)
@MANY
@given(election=elections(least_cost=1))
def test_the_utilitarian_completion_is_what_pabutools_finds(utility, election):
    """First Equal Shares, then greedy by votes with what is left."""
    theirs = completion_by_rule_combination(
        *election.for_oracle(),
        [method_of_equal_shares, greedy_utilitarian_welfare],
        [{"sat_class": SATISFACTION[utility]}, {"sat_class": oracle.Cost_Sat}],
    )
    ours = outcome_of(election, "equalshares/utilitarian", utility=utility)

    assert names(theirs) & election.supported == set(ours.selected)


def test_a_project_without_votes_is_where_greedy_differs():
    """pabutools spends the rest on what nobody asked for."""
    election = Election({"a": 10, "b": 10}, 20, [(("a",), 1)])

    theirs = greedy_utilitarian_welfare(*election.for_oracle(), sat_class=oracle.Cost_Sat)
    assert {"a", "b"} == names(theirs)
    assert ("a",) == outcome_of(election, "greedy").selected


def test_a_project_that_costs_nothing_is_where_equal_shares_differs():
    """Utility 0 for 0 money: left out by pabutools with one utility, funded with the other."""
    election = Election({"a": 10, "b": 0}, 20, [(("a", "b"), 1)])
    instance, profile = election.for_oracle()

    assert {"a"} == names(method_of_equal_shares(instance, profile, oracle.Cost_Sat))
    assert {"a", "b"} == names(method_of_equal_shares(instance, profile, oracle.Cardinality_Sat))
    assert ("b", "a") == outcome_of(election, "equalshares").selected


def test_a_project_dearer_than_the_limit_is_where_add1_differs():
    """Two voters buy c, for 101 of 100, before the third can buy b for 60: b never is bought."""
    election = Election({"a": 10, "b": 60, "c": 101}, 100, [(("a", "c"), 2), (("b",), 1)])
    instance, profile = election.for_oracle()

    theirs = method_of_equal_shares(instance, profile, oracle.Cost_Sat, voter_budget_increment=1)
    completion = Completion("exact", 1, "exhaustive")
    assert {"a"} == names(theirs)
    assert ("a", "b") == outcome_of(election, "equalshares/add1", completion=completion).selected


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
            (tuple(chance.sample(ballot, len(ballot))), voters)
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
