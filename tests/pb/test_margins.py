"""How far a project was from winning: every statement is recounted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.counting.single import Asked, tally_file
from medborgarbudget.pb.ballot import WITH_POINTS, Ballot
from medborgarbudget.pb.further import Further
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.margins import GREEDY, Margin, cost_short, votes_short
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import CostBand, Percentage, Quota
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import RULES, TooManyStepsError, run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

TIES = TieBreaking(("min-cost", "max-votes", "lot"), "seed")
OTHER_TIES = (
    TieBreaking(),
    TieBreaking(("max-cost", "lot"), "a"),
    TieBreaking(("min-cost", "refuse", "lot"), "a"),
)
COSTS = {"q": 600, "r": 500, "s": 300, "t": 100}


def election(costs: dict[str, int], limit: int, ballots: list[str]) -> tuple[Instance, Profile]:
    """Each letter of a ballot names a project."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    return instance, Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in ballots])


def test_two_more_votes_would_have_put_the_loser_first():
    """q has 4 votes and r 3, and only one of them fits: with 4 the cheaper goes first."""
    pot = election(COSTS, 1000, 4 * ["q"] + 3 * ["r"] + 2 * ["s"] + ["t"])

    assert Margin(1, True) == votes_short(*pot, RuleChoice("greedy", TIES), "r", 1000)
    assert Margin(2, True) == votes_short(*pot, RuleChoice("greedy", TieBreaking()), "r", 1000)
    assert Margin(0, True) == votes_short(*pot, RuleChoice("greedy", TIES), "q", 1000)
    assert Margin(100, True) == cost_short(*pot, RuleChoice("greedy", TIES), "r")
    assert Margin(0, True) == cost_short(*pot, RuleChoice("greedy", TIES), "q")


def test_no_votes_make_a_project_fit_that_costs_more_than_the_pot():
    """None, however many; but there is a cost with which it would have won."""
    pot = election({"q": 2000, "r": 500}, 1000, 2 * ["q"] + 3 * ["r"])

    assert Margin(None, True) == votes_short(*pot, RuleChoice("greedy", TIES), "q", 1000)
    assert Margin(1500, True) == cost_short(*pot, RuleChoice("greedy", TIES), "q")


def test_new_voters_bring_their_shares_along():
    """Two of five can pay 40 of 100 between them; with one more of six they have 50."""
    pot = election({"q": 50, "r": 60}, 100, 2 * ["q"] + 3 * ["r"])

    assert Margin(1, True) == votes_short(*pot, RuleChoice("equalshares", TIES), "q", 100)


def test_points_are_those_of_the_average_supporter():
    """r has 3 points from one voter; each new one brings 3, and 7 must be passed."""
    instance = Instance((Project("q", 10), Project("r", 10)), 10)
    ballots = [Ballot.of("cumulative", {"q": 7}), Ballot.of("cumulative", {"r": 3})]
    pot = instance, Profile.of("cumulative", ballots)

    assert Margin(2, True) == votes_short(*pot, RuleChoice("greedy", TieBreaking()), "r", 100)


def test_the_first_loser_of_a_real_election(elections):
    """Łódź 2022, Zdrowie-Mania: P194ZM lost a tie, so one more vote would have done."""
    path = next(elections.rglob("Poland_Lodz_2022_Zdrowie-Mania.pb"))
    tally, _ = tally_file(path.read_bytes(), path.name, Asked())
    choice = RuleChoice("greedy-threshold", TIES, tally.file.threshold)
    pot = tally.file.instance(), tally.file.profile()

    assert "P194ZM" not in tally.outcome.selected
    assert Margin(1, True) == votes_short(*pot, choice, "P194ZM", 10_000)


@st.composite
def cases(draw, rules):
    """A small election, a rule with all that it may need, and one of its projects."""
    ids = "abcde"[: draw(st.integers(1, 5))]
    instance = Instance(
        tuple(Project(one, draw(st.integers(0, 40))) for one in ids), draw(st.integers(1, 60))
    )
    rule = draw(st.sampled_from(rules))
    kinds = ("approval", "choose-1", "cumulative", "ordinal", "scoring")
    kind = (
        "scoring"
        if rule in ("majority-judgement", "greedy-percentage")
        else draw(st.sampled_from(kinds))
    )
    most = 1 if kind == "choose-1" else 4
    named = st.lists(st.sampled_from(ids), max_size=most, unique=True)
    points = st.integers(-1 if kind == "scoring" else 0, 5)
    cast = [
        Ballot.of(kind, {one: draw(points) for one in some} if kind in WITH_POINTS else tuple(some))
        for some in draw(st.lists(named, min_size=1, max_size=8))
    ]
    default = draw(st.sampled_from([0, 0, 1])) if kind == "scoring" else 0
    choice = RuleChoice(
        rule,
        draw(st.sampled_from([TIES, TIES, *OTHER_TIES])),
        draw(st.sampled_from([0, 0, 2])),
        draw(st.sampled_from(["cost", "cardinality"])),
        Completion("floor", 1, draw(st.sampled_from(["exhaustive", "overspend"])), 500),
        threshold_percent=draw(st.sampled_from([0, 0, 0, 30])),
        threshold_cost=draw(st.sampled_from([0, 0, 0, 3])),
        score="votes"
        if rule in ("greedy-options", "greedy-percentage")
        else draw(st.sampled_from([None, None, "votes-per-cost"])),
        top_up=80 if rule == "greedy-custom" else 0,
        conflicts=(("a", "b"),),
        winners=2,
        bands=(CostBand(60, 2), CostBand(9, 1)),
        areas_first=("norr",),
        quotas=(Quota(area="norr", at_least_cost=3),),
        options=(("a", "b"),),
        percentage=Percentage("a"),
    )
    return instance, Profile.of(kind, cast, None, default), choice, draw(st.sampled_from(ids))


def wins(instance, profile, choice, project_id) -> bool:
    """The whole pot counted; a tie that is not to be broken is no win."""
    try:
        return project_id in run(instance, profile, choice).selected
    except (TieRefusedError, TooManyStepsError):
        return False


def wins_with(instance, profile, choice, project_id, more: int) -> bool:
    """The whole pot counted again, with ballots added one by one."""
    cast = [ballot for ballot, voters in profile.ballots for _ in range(voters)]
    cast += more * [Further(instance, profile, project_id).ballot]
    grown = Profile.of(profile.vote_type, cast, profile.places, profile.default_score)
    return wins(instance, grown, choice, project_id)


def wins_at(instance, profile, choice, project_id, cost: int) -> bool:
    """The whole pot counted again, with another cost of this one project."""
    projects = tuple(
        replace(one, cost=cost) if one.project_id == project_id else one
        for one in instance.projects
    )
    return wins(Instance(projects, instance.budget_limit), profile, choice, project_id)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_with_so_many_more_it_wins_and_with_one_fewer_it_does_not(rule):
    """The statement that a resident is told, verified by recount; and `surely` by all recounts."""

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(cases((rule,)), st.sampled_from([0, 6, 100]))
    def holds(case, most_runs):
        found = votes_short(*case, most=24, most_runs=most_runs)
        if found.number is not None:
            assert wins_with(*case, found.number)
            assert found.number == 0 or not wins_with(*case, found.number - 1)
        else:
            assert not wins_with(*case, 24)
        if found.surely:
            assert found.number == next((n for n in range(25) if wins_with(*case, n)), None)

    holds()


@pytest.mark.parametrize("rule", sorted(RULES))
def test_at_that_cost_it_wins_and_at_a_unit_more_it_does_not(rule):
    """Its own cost aside, nothing is changed; and `surely` holds for every cost between."""

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(cases((rule,)), st.sampled_from([0, 6, 100]))
    def holds(case, most_runs):
        own = case[0].by_id[case[3]].cost
        found = cost_short(*case, most_runs)
        if found.number is not None:
            assert wins_at(*case, own - found.number)
            assert found.number == 0 or not wins_at(*case, own - found.number + 1)
        else:
            assert not wins_at(*case, 0)
        if found.surely:
            assert found.number == next(
                (n for n in range(own + 1) if wins_at(*case, own - n)), None
            )

    holds()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(cases(rules=sorted(GREEDY)))
def test_for_greedy_rules_it_is_surely_the_smallest_without_trying_all(case):
    """Where no tie is refused and no demand grows with the number of voters."""
    choice = replace(case[2], tie_breaking=TIES, threshold_percent=0, threshold_cost=0)
    profile = replace(case[1], default_score=0)

    assert votes_short(case[0], profile, choice, case[3], most=24, most_runs=0).surely
    assert cost_short(case[0], profile, choice, case[3], most_runs=0).surely


def test_where_more_votes_harm_the_smallest_is_found_by_trying_all():
    """With 7 new voters p wins, with 8 it does not, with 9 it does: halving meets the 9."""
    pot = election({"p": 29, "q": 30, "r": 23}, 37, 6 * ["qr"] + 4 * ["pqr"] + 2 * ["pr"])
    choice = RuleChoice("equalshares/add1", TIES, completion=Completion("floor", 1, "overspend"))

    assert Margin(9, surely=False) == votes_short(*pot, choice, "p", 60, most_runs=0)
    assert Margin(7, surely=True) == votes_short(*pot, choice, "p", 60)
    assert not wins_with(*pot, choice, "p", 8)


def test_merged_ballots_grow_as_the_others_do():
    """The same statement whether ballots are arrays or tuples, and whether any is cast alone."""
    rows = [[1, 2], [1, 2], [2, 3], [3, 0]]
    merged = MergedBallots.of(tuple("pqrs"), np.array(rows, dtype=np.uint8))
    instance = Instance(tuple(Project(one, 10) for one in "pqrs"), 20)
    for project_id in "pqrs":
        plain = Further(instance, Profile("approval", tuple(merged)), project_id).profiles()
        grown = Further(instance, Profile("approval", merged), project_id).profiles()
        for more in (0, 1, 5):
            assert tuple(plain(more).ballots) == tuple(grown(more).ballots)
            assert plain(more).voters == grown(more).voters


def test_an_unknown_project_has_no_margin():
    """A slip of the reader's, told at once."""
    with pytest.raises(KeyError):
        votes_short(*election(COSTS, 10, ["q"]), RuleChoice("greedy", TIES), "z", 10)
