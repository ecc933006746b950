"""Equal Shares with points, against pabutools 1.2.3 and by hand.

pabutools' method_of_equal_shares with Additive_Cardinal_Sat counts in exact fractions too. Where it
and we differ:

- With points a project that costs nothing is funded by both. (With the cost as utility it is not.)
- A ballot with points below 0 stops pabutools from funding anything that it touches; here such
  points count as 0, as nobody can pay less than nothing.
- `Additive_Borda_Sat` gives the last place of a ballot 0 points, and so to a ballot of one project
  nothing at all; our places give the last one at least one point, as Kraków counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabutools import election as oracle
from pabutools.rules import method_of_equal_shares

from medborgarbudget.counting.single import Asked, tally_file
from medborgarbudget.pb.ballot import Ballot, VoteType
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.rules.points_market import wishes_of
from medborgarbudget.pb.ties import TieBreaking

IDS = ("1", "2", "9", "10", "a", "b", "B")
Given = list[dict[str, int]]


def by_id(tied: Sequence[Project], votes: object) -> tuple[str, str]:
    """Ties as pabutools breaks them: by id, as text."""
    return min(project.project_id for project in tied), "id"


def counted(
    costs: dict[str, int],
    limit: int,
    ballots: Given,
    rule: str = "equalshares",
    vote_type: VoteType = "cumulative",
    **choice,
) -> Outcome:
    """Our outcome with points as the utility, ties by id."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    profile = Profile.of(vote_type, [Ballot.of(vote_type, ballot) for ballot in ballots])
    chosen = RuleChoice(rule, TieBreaking(), utility="points", **choice)
    return run(instance, profile, chosen, by_id)


def in_pabutools(costs, limit, ballots: Given, **options) -> set[str]:
    """What pabutools selects, with points as the utility."""
    projects = {p: oracle.Project(p, cost) for p, cost in costs.items()}
    instance = oracle.Instance(projects.values(), budget_limit=limit)
    profile = oracle.CardinalProfile(
        [
            oracle.CardinalBallot({projects[p]: points for p, points in ballot.items()})
            for ballot in ballots
        ],
        instance=instance,
    )
    found = method_of_equal_shares(
        instance, profile, sat_class=oracle.Additive_Cardinal_Sat, **options
    )
    return {project.name for project in found}


def test_who_gave_more_points_pays_more():
    """3 + 1 points for 40: 10 a point, so 30 and 10 of the 50 that each has."""
    outcome = counted({"a": 40, "b": 30}, 100, [{"a": 3}, {"a": 1, "b": 1}])
    selected = [step for step in outcome.steps if step.action == "selected"]

    assert ("a", "b") == outcome.selected
    assert [(10, 0), (30, 0)] == [(s.facts["payment"], s.facts["paying_less"]) for s in selected]
    assert {"utility": "points", "tie_breaking": ()} == {**outcome.parameters, "tie_breaking": ()}


def test_who_has_too_little_left_pays_all():
    """60 for 4 points is 15 each; the first has only 20 left of 50, and so a point costs 40."""
    outcome = counted({"a": 60, "b": 30}, 100, [{"b": 3, "a": 3}, {"a": 1}])
    facts = {s.project_id: s.facts for s in outcome.steps if s.action == "selected"}

    assert ("b", "a") == outcome.selected
    assert (Fraction(40), 1) == (facts["a"]["payment"], facts["a"]["paying_less"])


def test_the_places_of_a_ranking_are_points():
    """Three places give 3, 2 and 1; so do the wishes, and together they are the scores."""
    ballots = [Ballot.of("ordinal", ("b", "a")), Ballot.of("ordinal", ("a",))]
    profile = Profile.of("ordinal", ballots, places=3)

    assert {(("a", 2), ("b", 3)): 1, (("a", 3),): 1} == wishes_of(profile, ["a", "b", "c"])
    assert {"a": 5, "b": 3, "c": 0} == profile.scores(["a", "b", "c"])


def test_a_default_score_is_points_from_everybody():
    """A graded ballot that does not name b gives it the default."""
    profile = Profile.of("scoring", [Ballot.of("scoring", {"a": 2})], default_score=1)

    assert {(("a", 2), ("b", 1)): 1} == wishes_of(profile, ["a", "b"])


def ranked(costs: dict[str, int], limit: int, rankings: list[tuple[str, ...]], places=None):
    """Our outcome where the places of rankings are points, ties by id."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    ballots = [Ballot.of("ordinal", ranking) for ranking in rankings]
    profile = Profile.of("ordinal", ballots, places=places)
    choice = RuleChoice("equalshares", TieBreaking(), utility="points")
    return run(instance, profile, choice, by_id)


def test_who_ranks_a_project_higher_pays_more_for_it():
    """Two projects: 2 points for the first place and 1 for the next. a costs 30, 10 a point.

    Each has 30. The first pays 20 for a and the second 10; so b, 20 for 3 points, is 20/3 a point
    and bought before: the first pays 20/3 of it, the second 40/3. Then the second has 50/3 left.
    """
    outcome = ranked({"a": 30, "b": 20}, 60, [("a", "b"), ("b", "a")])
    paid = [(s.project_id, s.facts["payment"]) for s in outcome.steps if s.action == "selected"]

    assert [("b", Fraction(20, 3)), ("a", 10)] == paid
    assert {"a": 2, "b": 2} == outcome.scores


def test_fewer_places_than_projects_give_fewer_points():
    """With two places of four projects the first gives 2, not 4: a costs 30 for 4 points."""
    costs = {"a": 30, "b": 30, "c": 30, "d": 30}
    outcome = ranked(costs, 60, [("a", "b"), ("a", "c")], places=2)

    assert ("a",) == outcome.selected
    assert [Fraction(30, 4)] == [s.facts["payment"] for s in outcome.steps if s.project_id == "a"]


def test_a_real_election_by_rankings(elections):
    """Seattle 2019: the places that its ballots have, by pabutools as points and by us."""
    name = "US_Stanford_Dataset_Your_Voice_Your_Choice_Parks_and_Streets-_Seattle_2019_District_5"
    path = elections / f"{name}_vote_rankings.pb"
    asked = Asked("equalshares", utility="points", tie_breaking=("lot",), lot_seed="s")
    tally, _ = tally_file(path.read_bytes(), path.name, asked)
    profile, instance = tally.file.profile(), tally.file.instance()
    most = profile.most_rank_points(len(instance.projects))
    points = [
        {p: most - at for at, p in enumerate(ballot.choices)}
        for ballot, voters in profile.ballots
        for _ in range(voters)
    ]
    costs = {project.project_id: project.cost for project in instance.projects}

    assert "ordinal" == profile.vote_type
    assert () == tally.outcome.ties
    theirs = in_pabutools(costs, instance.budget_limit, points)
    assert theirs == set(tally.outcome.selected) != set()


def test_katowice_2020_zarzecze(elections):
    """A real cumulative election, by pabutools and by us."""
    path = elections / "Poland_Katowice_2020_Zarzecze.pb"
    asked = Asked("equalshares", utility="points", tie_breaking=("lot",), lot_seed="s")
    tally, _ = tally_file(path.read_bytes(), path.name, asked)
    instance, profile = oracle.parse_pabulib(str(path))
    theirs = method_of_equal_shares(
        instance, profile.as_multiprofile(), sat_class=oracle.Additive_Cardinal_Sat
    )

    assert () == tally.outcome.ties
    assert {project.name for project in theirs} == set(tally.outcome.selected) != set()


@st.composite
def elections_drawn(draw, least_cost: int = 0):
    """Small elections full of ties; costs by id, limit, ballots with points."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=6, unique=True))
    limit = draw(st.integers(1, 80))
    cost = st.one_of(st.integers(least_cost, limit), st.sampled_from([min(limit, 10)]))
    ballot = st.dictionaries(st.sampled_from(ids), st.integers(0, 5), max_size=5)
    return {p: draw(cost) for p in ids}, limit, draw(st.lists(ballot, min_size=1, max_size=10))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(elections_drawn())
def test_it_is_what_pabutools_finds(election):
    """To the last fraction, ties included."""
    assert in_pabutools(*election) == set(counted(*election).selected)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(elections_drawn(least_cost=1))
def test_raised_it_is_what_pabutools_finds(election):
    """Add1 until the first exhaustive outcome, from the exact share."""
    completion = Completion("exact", 1, "exhaustive")
    ours = counted(*election, rule="equalshares/add1", completion=completion)

    assert in_pabutools(*election, voter_budget_increment=1) == set(ours.selected)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(elections_drawn(), st.randoms(use_true_random=False))
def test_borda_is_what_pabutools_finds(election, chance):
    """Everybody ranks everything. pabutools gives the last place nothing: there one more follows.

    That one costs more than there is.
    """
    costs, limit, ballots = election
    rankings = [tuple(chance.sample(sorted(costs), len(costs))) for _ in ballots]
    projects = {p: oracle.Project(p, cost) for p, cost in {**costs, "z": limit + 1}.items()}
    instance = oracle.Instance(projects.values(), budget_limit=limit)
    ordered = [oracle.OrdinalBallot(projects[p] for p in (*r, "z")) for r in rankings]
    profile = oracle.OrdinalProfile(ordered, instance=instance)
    theirs = method_of_equal_shares(instance, profile, sat_class=oracle.Additive_Borda_Sat)

    assert {project.name for project in theirs} == set(ranked(costs, limit, rankings).selected)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(elections_drawn(), st.integers(1, 5))
def test_places_are_what_pabutools_finds_with_as_many_points(election, places):
    """Rankings of some projects: the first place gives as many points as there are places."""
    costs, limit, ballots = election
    rankings = [tuple(ballot)[:places] for ballot in ballots]
    points = [{p: places - at for at, p in enumerate(ranking)} for ranking in rankings]
    ours = ranked(costs, limit, rankings, places)

    assert in_pabutools(costs, limit, points) == set(ours.selected)
    assert ours.selected == counted(costs, limit, points).selected


@settings(max_examples=200, deadline=None, derandomize=True)
@given(elections_drawn(), st.integers(0, 3))
def test_grades_are_what_pabutools_finds_with_the_default_filled_in(election, default):
    """A scoring ballot gives the default to all that it does not name."""
    costs, limit, ballots = election
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    graded = [Ballot.of("scoring", ballot) for ballot in ballots]
    profile = Profile.of("scoring", graded, default_score=default)
    choice = RuleChoice("equalshares", TieBreaking(), utility="points")
    filled = [{**dict.fromkeys(costs, default), **ballot} for ballot in ballots]
    # A project that no ballot names is never funded, whatever the default gives it.
    named = {p for ballot in ballots for p in ballot}
    filled = [{p: points for p, points in ballot.items() if p in named} for ballot in filled]

    assert in_pabutools(costs, limit, filled) == set(run(instance, profile, choice, by_id).selected)


@settings(max_examples=200, deadline=None)
@given(elections_drawn())
def test_points_that_are_all_one_are_cardinality(election):
    """The same voters with crosses: the same outcome, the same prices."""
    costs, limit, ballots = election
    crosses = [dict.fromkeys((p for p, points in b.items() if points), 1) for b in ballots]
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    profile = Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in crosses])
    other = run(
        instance, profile, RuleChoice("equalshares", TieBreaking(), utility="cardinality"), by_id
    )
    ours = counted(costs, limit, crosses)

    assert other.selected == ours.selected
    assert other.steps == ours.steps


@settings(max_examples=100, deadline=None)
@given(elections_drawn(), st.integers(2, 4))
def test_points_counted_in_another_unit_change_nothing(election, factor):
    """Ten points for all is as good as one."""
    costs, limit, ballots = election
    more = [{p: points * factor for p, points in ballot.items()} for ballot in ballots]

    assert counted(costs, limit, ballots).selected == counted(costs, limit, more).selected


def test_points_from_crosses_are_one_each():
    """Points asked of ballots without any: each cross is one."""
    outcome = counted({"a": 10}, 10, [{"a": 1}])

    assert ("a",) == outcome.selected
    with pytest.raises(KeyError):
        counted({"a": 10}, 10, [{"z": 1}])
