"""How far a project was from winning: every statement is recounted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.counting.single import Asked, tally_file
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.margins import cost_short, votes_short
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking

TIES = TieBreaking(("min-cost", "max-votes", "lot"), "seed")
GREEDY = ("greedy", "greedy-no-skip", "greedy-threshold", "greedy-custom", "greedy-exclusive")
RULES = (*GREEDY, "equalshares", "equalshares/add1", "equalshares/utilitarian", "phragmen")
COSTS = {"q": 600, "r": 500, "s": 300, "t": 100}


def election(costs: dict[str, int], limit: int, ballots: list[str]) -> tuple[Instance, Profile]:
    """Each letter of a ballot names a project."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    return instance, Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in ballots])


def test_two_more_votes_would_have_put_the_loser_first():
    """q has 4 votes and r 3, and only one of them fits: with 4 the cheaper goes first."""
    pot = election(COSTS, 1000, 4 * ["q"] + 3 * ["r"] + 2 * ["s"] + ["t"])

    assert 1 == votes_short(*pot, RuleChoice("greedy", TIES), "r", 1000)
    assert 2 == votes_short(*pot, RuleChoice("greedy", TieBreaking()), "r", 1000)
    assert 0 == votes_short(*pot, RuleChoice("greedy", TIES), "q", 1000)
    assert 400 == cost_short(*pot, RuleChoice("greedy", TIES), "r")
    assert cost_short(*pot, RuleChoice("greedy", TIES), "q") is None


def test_no_votes_make_a_project_fit_that_costs_more_than_the_pot():
    """None, however many; but there is a cost with which it would have won."""
    pot = election({"q": 2000, "r": 500}, 1000, 2 * ["q"] + 3 * ["r"])

    assert votes_short(*pot, RuleChoice("greedy", TIES), "q", 1000) is None
    assert 500 == cost_short(*pot, RuleChoice("greedy", TIES), "q")


def test_new_voters_bring_their_shares_along():
    """Two of five can pay 40 of 100 between them; with one more of six they have 50."""
    pot = election({"q": 50, "r": 60}, 100, 2 * ["q"] + 3 * ["r"])

    assert 1 == votes_short(*pot, RuleChoice("equalshares", TIES), "q", 100)


def test_points_are_those_of_the_average_supporter():
    """r has 3 points from one voter; each new one brings 3, and 7 must be passed."""
    instance = Instance((Project("q", 10), Project("r", 10)), 10)
    ballots = [Ballot.of("cumulative", {"q": 7}), Ballot.of("cumulative", {"r": 3})]
    pot = instance, Profile.of("cumulative", ballots)

    assert 2 == votes_short(*pot, RuleChoice("greedy", TieBreaking()), "r", 100)


def test_the_first_loser_of_a_real_election(elections):
    """Łódź 2022, Zdrowie-Mania: P194ZM lost a tie, so one more vote would have done."""
    path = next(elections.rglob("Poland_Lodz_2022_Zdrowie-Mania.pb"))
    tally, _ = tally_file(path.read_bytes(), path.name, Asked())
    choice = RuleChoice("greedy-threshold", TIES, tally.file.threshold)
    pot = tally.file.instance(), tally.file.profile()

    assert "P194ZM" not in tally.outcome.selected
    assert 1 == votes_short(*pot, choice, "P194ZM", 10_000)


@st.composite
def cases(draw, rules=RULES):
    """A small election, a rule, and one of its projects."""
    ids = "abcde"[: draw(st.integers(1, 5))]
    costs = {p: draw(st.integers(0, 40)) for p in ids}
    ballot = st.sets(st.sampled_from(ids), max_size=4).map(lambda s: "".join(sorted(s)))
    pot = election(costs, draw(st.integers(1, 60)), draw(st.lists(ballot, min_size=1, max_size=8)))
    choice = RuleChoice(
        draw(st.sampled_from(rules)),
        TIES,
        draw(st.sampled_from([0, 0, 2])),
        draw(st.sampled_from(["cost", "cardinality"])),
        Completion("floor", 1, draw(st.sampled_from(["exhaustive", "overspend"])), 500),
        top_up=80,
        conflicts=(("a", "b"),),
    )
    return (*pot, choice, draw(st.sampled_from(ids)))


def wins_with(instance, profile, choice, project_id, more: int) -> bool:
    """The whole pot counted again, with ballots added one by one."""
    cast = [ballot for ballot, voters in profile.ballots for _ in range(voters)]
    cast += more * [Ballot.of("approval", (project_id,))]
    return project_id in run(instance, Profile.of("approval", cast), choice).selected


@settings(max_examples=300, deadline=None)
@given(cases())
def test_with_so_many_more_it_wins_and_with_one_fewer_it_does_not(case):
    """The statement that a resident is told, verified by recount."""
    short = votes_short(*case, most=64)

    if short is None:
        assert not wins_with(*case, 64)
    else:
        assert wins_with(*case, short)
        assert short == 0 or not wins_with(*case, short - 1)


@settings(max_examples=150, deadline=None)
@given(cases(rules=GREEDY))
def test_for_greedy_rules_no_smaller_number_would_do(case):
    """Every smaller one tried."""
    short = votes_short(*case, most=32)

    assert short == next((more for more in range(33) if wins_with(*case, more)), None)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_at_that_cost_it_wins_and_at_a_unit_more_it_does_not(case):
    """Its own cost aside, nothing is changed."""
    instance, profile, choice, project_id = case
    highest = cost_short(*case)

    def wins_at(cost: int) -> bool:
        projects = tuple(
            Project(p.project_id, cost if p.project_id == project_id else p.cost)
            for p in instance.projects
        )
        outcome = run(Instance(projects, instance.budget_limit), profile, choice)
        return project_id in outcome.selected

    own = instance.by_id[project_id].cost
    if highest is None:
        assert wins_at(own) or not wins_at(0)
    else:
        assert wins_at(highest)
        assert not wins_at(highest + 1)


def test_an_unknown_project_has_no_margin():
    """A slip of the reader's, told at once."""
    with pytest.raises(KeyError):
        votes_short(*election(COSTS, 10, ["q"]), RuleChoice("greedy", TIES), "z", 10)
