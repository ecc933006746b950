"""The rules of Poznań, Warsaw and Świecie, and what greedy rules can rank by."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.counting.single import Asked, tally_file
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.rules.demands import votes_needed
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

COSTS = {"q": 600, "r": 500, "s": 300, "t": 100}
BALLOTS = 4 * ["q"] + 3 * ["r"] + 2 * ["s"] + ["t"]


def test_most_of_the_cost_is_enough_and_the_rest_comes_from_outside(count):
    """400 is left of 500, just 80 %: funded, the pot is empty, and the count ends."""
    outcome = count("greedy-custom", COSTS, 1000, BALLOTS, top_up=80)

    assert ("q", "r") == outcome.selected
    assert (1000, 0, 100) == (outcome.spent, outcome.unspent, outcome.from_outside)
    assert [("selected", "q"), ("topped-up", "r"), ("not-reached", "s"), ("not-reached", "t")] == [
        (step.action, step.project_id) for step in outcome.steps
    ]


def test_less_than_that_ends_the_count(count):
    """399 of 500 is not 80 %, and nothing after it is tried."""
    outcome = count("greedy-custom", COSTS, 999, BALLOTS, top_up=80)

    assert ("q",) == outcome.selected
    assert ("stopped", "r") == (outcome.steps[1].action, outcome.steps[1].project_id)


def test_a_tie_at_the_end_is_a_tie(count):
    """Either would be topped up, and then the count is over."""
    with pytest.raises(TieRefusedError):
        count("greedy-custom", {"a": 90, "b": 100}, 80, ["a", "b"], top_up=80)


def test_how_much_must_be_left_is_never_guessed(count):
    """Poznań says 80; another city may say otherwise."""
    with pytest.raises(ValueError, match="top_up"):
        count("greedy-custom", COSTS, 1000, BALLOTS)


def test_poznan_2023_piatkowo(elections):
    """The city's own file: III.1 has 82 % of its cost left and is marked 2."""
    path = elections / "Poland_Poznan_2023_3_-_Piatkowo_Polnoc_Piatkowo.pb"
    tally, _ = tally_file(path.read_bytes(), path.name)

    assert () == tally.differences
    (step,) = [step for step in tally.outcome.steps if step.action == "topped-up"]
    assert ("III.1", 656_850, 143_150) == (
        step.project_id,
        step.money_left,
        step.facts["from_outside"],
    )


def test_of_two_that_exclude_each_other_the_more_popular_wins(count):
    """Both fit, but they want the same plot."""
    outcome = count("greedy-exclusive", COSTS, 5000, BALLOTS, conflicts=(("s", "q"),))

    assert ("q", "r", "t") == outcome.selected
    (step,) = [step for step in outcome.steps if step.action == "excluded"]
    assert ("s", "q") == (step.project_id, step.facts["by"])


def test_what_a_district_has_selected_excludes_its_rival_in_the_city(count):
    """The district's project is not on this ballot at all."""
    outcome = count(
        "greedy-exclusive", COSTS, 5000, BALLOTS, conflicts=(("q", "far"),), elsewhere=("far",)
    )

    assert ("r", "s", "t") == outcome.selected


def test_equals_that_exclude_each_other_are_a_tie_though_both_fit(count):
    """It matters which goes first, so the round's tie-breaking is asked."""
    election = {"a": 10, "b": 20}, 100, ["a", "b"]
    outcome = count("greedy-exclusive", *election, ("max-cost",), conflicts=(("a", "b"),))

    assert ("b",) == outcome.selected
    assert (Tie(("a", "b"), "b", "max-cost"),) == outcome.ties
    assert ("a", "b") == count("greedy-exclusive", *election).selected


def test_a_share_of_the_ballots_itself_is_enough(count):
    """20 % of ten ballots is two votes."""
    outcome = count("greedy", COSTS, 5000, BALLOTS, threshold_percent=20)

    assert ("q", "r", "s") == outcome.selected
    (step,) = [step for step in outcome.steps if step.action == "below-share"]
    assert {"votes": 1, "needed": 2, "voters": 10} == step.facts


def test_dear_projects_need_more_votes(count):
    """Of 1000, q costs 60 %: with 2 it needs 30 % of ten voters, and has 40 %; t needs 5 %."""
    outcome = count("greedy", {**COSTS, "r": 800}, 1000, BALLOTS, threshold_cost=2)

    assert "r" not in outcome.selected
    (step,) = [step for step in outcome.steps if step.action == "below-share"]
    assert ("r", 4) == (step.project_id, step.facts["needed"])


@given(st.integers(0, 100), st.integers(1, 9), *3 * [st.integers(1, 10_000)])
def test_the_votes_needed_are_the_fewest_that_reach_both_shares(percent, factor, cost, limit, n):
    """With one vote fewer one of the two shares is missed."""
    choice = RuleChoice("greedy", TieBreaking(), threshold_percent=percent, threshold_cost=factor)
    needed = votes_needed(choice, cost, limit, n)

    def reached(votes: int) -> bool:
        return 100 * votes >= percent * n and votes * factor * limit >= cost * n

    assert reached(needed)
    assert needed == 0 or not reached(needed - 1)


def test_swiecie_2023_sets_nothing_aside_that_it_funded(elections):
    """By the city's demand c8 of 413 000 needs 329 votes; the announced outcome still comes out."""
    path = elections / "Poland_Swiecie_2023.pb"
    tally, _ = tally_file(path.read_bytes(), path.name, Asked(threshold_cost=3))

    assert () == tally.differences
    assert "below-share" in {step.action for step in tally.outcome.steps}


@pytest.mark.parametrize(
    ("score", "winner", "scores"),
    [
        (None, "b", {"a": 3, "b": 5}),
        ("points", "b", {"a": 3, "b": 5}),
        ("votes", "a", {"a": 3, "b": 1}),
        ("votes-per-cost", "a", {"a": 3, "b": 1}),
    ],
)
def test_greedy_ranks_by_what_the_round_says(score, winner, scores):
    """Three voters give a one point each, one gives b five; there is money for one."""
    ballots = [*3 * [Ballot.of("cumulative", {"a": 1})], Ballot.of("cumulative", {"b": 5})]
    instance = Instance((Project("a", 10), Project("b", 10)), 10)
    choice = RuleChoice("greedy", TieBreaking(), score=score)
    outcome = run(instance, Profile.of("cumulative", ballots), choice)

    assert ((winner,), scores) == (outcome.selected, outcome.scores)
    assert outcome.parameters.get("score") == score


def test_votes_per_cost_puts_what_costs_nothing_first(count):
    """Half the votes for a tenth of the money is more; nothing beats a gift."""
    costs = {"d": 1000, "c": 100, "g": 0}
    outcome = count("greedy", costs, 1000, [*4 * ["d"], *2 * ["c"], "g"], score="votes-per-cost")

    assert ("g", "c") == outcome.selected
    assert ("d",) == count("greedy", costs, 1000, [*4 * ["d"], *2 * ["c"]]).selected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=6),
    st.integers(1, 40),
)
def test_votes_per_cost_never_prefers_less_for_more(projects, limit):
    """In the order of selection no project is followed by one with more votes per cost."""
    instance = Instance(tuple(Project(str(n), cost) for n, (cost, _) in enumerate(projects)), limit)
    ballots = [
        Ballot.of("approval", (str(n),))
        for n, (_, votes) in enumerate(projects)
        for _ in range(votes)
    ]
    choice = RuleChoice("greedy", TieBreaking(("lot",), "s"), score="votes-per-cost")
    selected = run(instance, Profile.of("approval", ballots), choice).selected
    pairs = [projects[int(one)] for one in selected]

    for (cost, votes), (later_cost, later_votes) in pairwise(pairs):
        assert votes * later_cost >= later_votes * cost


def test_rank_points_need_ballots_in_order(count):
    """What the ballots do not say is not made up."""
    with pytest.raises(ValueError, match="rank-points"):
        count("greedy", COSTS, 1000, BALLOTS, score="rank-points")
