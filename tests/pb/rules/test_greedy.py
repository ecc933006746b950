"""The greedy rules."""

from __future__ import annotations

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

COSTS = {"q": 600, "r": 500, "s": 300, "t": 100}
BALLOTS = 4 * ["q"] + 3 * ["r"] + 2 * ["s"] + ["t"]


def actions(outcome):
    """What happened to each project, in order."""
    return [(step.action, step.project_id) for step in outcome.steps]


def test_a_project_that_does_not_fit_is_skipped_not_the_end(count):
    """The roof comes second but costs more than what is left; the swing still fits."""
    outcome = count("greedy", COSTS, 1000, BALLOTS)

    assert ("q", "s", "t") == outcome.selected
    assert (1000, 0) == (outcome.spent, outcome.unspent)
    assert [
        ("selected", "q"),
        ("does-not-fit", "r"),
        ("selected", "s"),
        ("selected", "t"),
    ] == actions(outcome)


def test_a_step_says_the_score_and_what_was_left_before_it(count):
    """Anybody can follow the count from the steps alone."""
    outcome = count("greedy", COSTS, 1000, BALLOTS)

    assert [1000, 400, 400, 100] == [step.money_left for step in outcome.steps]
    assert [4, 3, 2, 1] == [step.facts["score"] for step in outcome.steps]


def test_without_skipping_the_count_ends_at_the_first_that_does_not_fit(count):
    """The swing and the bench would have fitted, but the roof was before them."""
    outcome = count("greedy-no-skip", COSTS, 1000, BALLOTS)

    assert ("q",) == outcome.selected
    assert [
        ("selected", "q"),
        ("stopped", "r"),
        ("not-reached", "s"),
        ("not-reached", "t"),
    ] == actions(outcome)


@pytest.mark.parametrize("rule", ["greedy-threshold", "greedy", "greedy-no-skip"])
def test_the_threshold_itself_is_enough(count, rule):
    """With 3 votes demanded, 3 votes count and 2 do not: >= and not >."""
    outcome = count(rule, COSTS, 2000, BALLOTS, threshold=3)

    assert ("q", "r") == outcome.selected
    assert {"threshold": 3, "tie_breaking": ()} == outcome.parameters
    assert ("below-threshold", "s") in actions(outcome)


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip"])
def test_a_project_without_votes_is_never_funded(count, rule):
    """Not even where there is money for it, and not even for nothing."""
    outcome = count(rule, {"a": 10, "b": 10, "c": 0}, 100, ["a"])

    assert ("a",) == outcome.selected
    assert [("no-votes", "b"), ("no-votes", "c"), ("selected", "a")] == actions(outcome)


def test_a_project_that_costs_nothing_is_funded_when_its_turn_comes(count):
    """It fits however little is left; without skipping it must still be reached."""
    election = {"a": 100, "b": 50, "c": 0}, 100, ["abc", "ab", "a"]

    assert ("a", "c") == count("greedy", *election).selected
    assert ("a",) == count("greedy-no-skip", *election).selected


def test_without_skipping_the_count_ends_at_a_project_dearer_than_the_whole_budget(count):
    """It does not fit, as little as any other that does not: so the announced outcomes have it."""
    outcome = count("greedy-no-skip", {"a": 101, "b": 60}, 100, ["a", "a", "b"])

    assert () == outcome.selected
    assert [("stopped", "a"), ("not-reached", "b")] == actions(outcome)
    assert ("b",) == count("greedy", {"a": 101, "b": 60}, 100, ["a", "a", "b"]).selected


def test_a_withdrawn_project_does_not_stop_the_count(count):
    """A withdrawn project stands in Pabulib files with the cost 999999999, and may have votes."""
    outcome = count("greedy-no-skip", {"a": 999_999_999, "b": 60}, 100, ["a", "a", "b"])

    assert ("b",) == outcome.selected
    assert [("dearer-than-limit", "a"), ("selected", "b")] == actions(outcome)


def test_a_tie_is_not_asked_about_where_all_fit(count):
    """Refusing ties, the round still has a result: there is money for both."""
    outcome = count("greedy", {"a": 50, "b": 50}, 100, ["ab"])

    assert ("a", "b") == outcome.selected
    assert () == outcome.ties


def test_a_tie_is_not_asked_about_where_only_one_can_be_funded_anyway(count):
    """The dearer of the two would not fit, whichever of them came first."""
    outcome = count("greedy", {"a": 70, "b": 40, "c": 60}, 100, ["abc", "c"])

    assert ("c", "b") == outcome.selected
    assert () == outcome.ties


def test_a_tie_that_matters_is_refused_with_the_names_of_the_tied(count):
    """Money for one of two with the same votes, and no word on how to choose."""
    with pytest.raises(TieRefusedError) as refusal:
        count("greedy", {"a": 60, "b": 60, "c": 90}, 100, ["ab"])

    assert ("a", "b") == refusal.value.project_ids


def test_a_tie_is_recorded_with_what_decided_it(count):
    """Same votes, different cost: the round's list says that the cheaper goes first."""
    outcome = count("greedy", {"a": 60, "b": 50}, 100, ["ab"], ties=("max-votes", "min-cost"))

    assert ("b",) == outcome.selected
    assert (Tie(("a", "b"), "b", "min-cost"),) == outcome.ties


def test_equals_that_both_get_in_need_not_be_told_apart(count):
    """Two cheap ones are tied before a dear one: the list cannot order them and need not."""
    costs = {"a": 10, "b": 10, "c": 100}
    outcome = count("greedy", costs, 110, ["abc"], ties=("min-cost", "refuse"))

    assert ("a", "b") == outcome.selected
    assert (Tie(("a", "b", "c"), "a", "min-cost"), Tie(("b", "c"), "b", "min-cost")) == outcome.ties


def test_a_tie_at_the_end_matters_without_skipping(count):
    """The dear one first would end the count with nothing; the cheap one first funds it."""
    election = {"a": 120, "b": 50, "c": 100}, 120, ["ab"]

    assert ("b",) == count("greedy-no-skip", *election, ties=("min-cost",)).selected
    assert ("a",) == count("greedy-no-skip", *election, ties=("max-cost",)).selected
    with pytest.raises(TieRefusedError):
        count("greedy-no-skip", *election)


def test_a_tie_of_projects_that_all_do_not_fit_just_ends_the_count(count):
    """Whichever comes first, nothing more is funded."""
    outcome = count("greedy-no-skip", {"a": 60, "b": 60, "c": 60}, 100, ["abc", "c"])

    assert ("c",) == outcome.selected
    assert [("selected", "c"), ("stopped", "a"), ("not-reached", "b")] == actions(outcome)


def run_greedy(vote_type, ballots, **paper):
    """Greedy on ballots of any type, three projects of 10 and money for two."""
    instance = Instance((Project("a", 10), Project("b", 10), Project("c", 10)), 20)
    profile = Profile.of(vote_type, [Ballot.of(vote_type, b) for b in ballots], **paper)
    return run(instance, profile, RuleChoice("greedy", TieBreaking()))


def test_ordinal_ballots_are_ranked_by_rank_points():
    """Kraków: 3, 2 and 1 points for the three places. Second places can beat a first."""
    outcome = run_greedy("ordinal", [("a", "b"), ("c", "b"), ("c", "b")], places=3)

    assert {"a": 3, "b": 6, "c": 6} == outcome.scores
    assert {"a": 1, "b": 3, "c": 2} == outcome.votes
    assert ("b", "c") == outcome.selected
    assert 3 == outcome.parameters["places"]


def test_cumulative_ballots_are_ranked_by_points():
    """One voter who puts all points on a project outweighs two who give it one each."""
    outcome = run_greedy("cumulative", [{"a": 5}, {"b": 1, "c": 4}, {"b": 1, "c": 4}])

    assert ("c", "a") == outcome.selected


def test_a_project_with_no_points_in_sum_is_not_funded():
    """Scoring ballots may take points away; below or at zero a project is not wanted."""
    outcome = run_greedy("scoring", [{"a": 2, "b": -1}, {"b": 1}, {"c": -3}])

    assert ("a",) == outcome.selected
    assert {"a": 2, "b": 0, "c": -3} == outcome.scores
