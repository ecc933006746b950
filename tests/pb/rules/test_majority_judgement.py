"""Majority judgement, by hand and against its definition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.rules.majority_judgement import grades_of, majority_value, middle_grade
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError


def judged(costs, limit, ballots, winners, default=0, ties=()) -> Outcome:
    """The outcome of ballots with grades."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    cast = [Ballot.of("scoring", ballot) for ballot in ballots]
    profile = Profile.of("scoring", cast, default_score=default)
    return run(
        instance, profile, RuleChoice("majority-judgement", TieBreaking(ties), winners=winners)
    )


def written_out(grades: list[int]) -> list[int]:
    """The majority value as Balinski and Laraki define it: take the middle grade out, again."""
    left, value = sorted(grades), []
    while left:
        value.append(left.pop((len(left) - 1) // 2))
    return value


def test_most_lukewarm_voters_beat_a_few_who_love():
    """a: 0, 0, 3; b: 1, 1, 1. The sums are equal, the middle grades 0 and 1."""
    ballots = [{"a": 0, "b": 1}, {"a": 0, "b": 1}, {"a": 3, "b": 1}]
    outcome = judged({"a": 10, "b": 10}, 100, ballots, winners=1)

    assert ("b",) == outcome.selected
    assert {"score": 3, "middle": 1, "better": 0, "worse": 0} == outcome.steps[0].facts
    assert ("enough-winners", "a") == (outcome.steps[1].action, outcome.steps[1].project_id)


def test_what_does_not_fit_is_skipped_and_no_winner():
    """The dear one has the best grades, and there is not money for it after the first."""
    ballots = [{"a": 3, "b": 2, "c": 1}]
    outcome = judged({"a": 60, "b": 60, "c": 40}, 100, ballots, winners=2)

    assert ("a", "c") == outcome.selected


def test_equal_grades_are_a_tie_only_if_one_must_lose():
    """Two places are enough for both, one is not."""
    election = {"a": 10, "b": 20}, 100, [{"a": 2, "b": 2}]

    assert ("a", "b") == judged(*election, winners=2).selected
    with pytest.raises(TieRefusedError):
        judged(*election, winners=1)
    assert ("b",) == judged(*election, winners=1, ties=("max-cost",)).selected


def test_a_ballot_that_is_silent_gives_the_default_grade():
    """Two name a, one does not: 3, 3 and the default 1."""
    cast = [Ballot.of("scoring", b) for b in ({"a": 3}, {"a": 3}, {})]

    assert {"a": {3: 2, 1: 1}} == grades_of(Profile.of("scoring", cast, default_score=1), ["a"])


def test_how_many_win_is_never_guessed(count):
    """And crosses are no grades."""
    with pytest.raises(ValueError, match="winners"):
        judged({"a": 1}, 10, [{"a": 1}], winners=0)
    with pytest.raises(ValueError, match="grades"):
        count("majority-judgement", {"a": 1}, 10, ["a"], winners=1)


GRADES = st.integers(1, 14).flatmap(
    lambda n: st.tuples(*2 * [st.lists(st.integers(0, 3), min_size=n, max_size=n)])
)


@settings(max_examples=1000, deadline=None)
@given(GRADES)
def test_the_runs_compare_as_the_definition_does(pair):
    """Any two projects with the same number of voters."""
    values = [written_out(grades) for grades in pair]
    runs = [majority_value({g: grades.count(g) for g in set(grades)}) for grades in pair]

    assert (values[0] < values[1]) == (runs[0] < runs[1])
    assert (values[0] == values[1]) == (runs[0] == runs[1])
    assert values[0][0] == middle_grade({g: pair[0].count(g) for g in set(pair[0])})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.integers(2, 5))
def test_more_of_the_same_voters_keep_the_middle(grades, times):
    """Every voter twice: the same middle grade."""
    given_once = {g: grades.count(g) for g in set(grades)}

    assert middle_grade(given_once) == middle_grade({g: n * times for g, n in given_once.items()})
