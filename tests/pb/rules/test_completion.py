"""Completion of Equal Shares: start, step and stop, and what is done with money still left."""

from __future__ import annotations

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import RULES, TooManyStepsError, run
from medborgarbudget.pb.ties import TieBreaking

# 101 for four voters: 25.25 each, or 25. a costs each of three 20, b needs one voter's 30.
ELECTION = {"a": 60, "b": 30, "c": 12}, 101, ["a", "a", "a", "b"]


def raised(outcome):
    """The facts of the step that tells of the raised endowment."""
    return next(step.facts for step in outcome.steps if step.action == "raised-endowment")


def test_without_completion_money_is_left(count):
    """The single voter's share of 25.25 does not reach for b."""
    outcome = count("equalshares", *ELECTION)

    assert ("a",) == outcome.selected
    assert 41 == outcome.unspent


@pytest.mark.parametrize(("start", "first"), [("floor", 25), ("exact", 25.25)])
def test_the_endowment_grows_from_its_start_in_steps(count, start, first):
    """Rounded down or exact to begin with, then one currency unit at a time."""
    completion = Completion(start, 1, "exhaustive")
    facts = raised(count("equalshares/add1", *ELECTION, completion=completion))

    assert first == facts["first"]
    assert facts["last"] == facts["first"] + facts["attempts"]
    assert facts["last"] >= 30


def test_the_steps_tell_the_endowment_once_and_then_the_last_count(count):
    """Five attempts, but one story: what was tried is told in one line."""
    outcome = count("equalshares/add1", *ELECTION, completion=Completion("floor", 1, "exhaustive"))

    assert [
        ("no-votes", "c"),
        ("raised-endowment", None),
        ("endowment", None),
        ("selected", "a"),
        ("selected", "b"),
    ] == [(step.action, step.project_id) for step in outcome.steps]
    assert {"first": 25, "last": 30, "attempts": 5, "ended_by": "all-selected"} == raised(outcome)
    assert 30 == outcome.steps[2].facts["endowment"]


def test_the_two_stops_can_have_different_winners(count):
    """At 31 the first voter alone buys b, and nothing more fits: exhaustive, so stop there.

    From 36 on both buy a instead, which each of them pays half of. At 66 the first voter has money
    for b again, which together is too much: 61 is the last before overspending.
    """
    election = {"a": 70, "b": 30, "c": 60}, 80, ["abc", "a", ""]
    stops = {
        stop: count("equalshares/add1", *election, completion=Completion("floor", 5, stop))
        for stop in ("exhaustive", "overspend")
    }

    assert ("b",) == stops["exhaustive"].selected
    assert {"first": 26, "last": 31, "attempts": 1, "ended_by": "exhaustive"} == (
        raised(stops["exhaustive"])
    )
    assert ("a",) == stops["overspend"].selected
    assert {"first": 26, "last": 61, "attempts": 8, "ended_by": "overspend"} == (
        raised(stops["overspend"])
    )


def test_an_exhaustive_outcome_needs_no_raising(count):
    """The first endowment already leaves too little for anything else."""
    completion = Completion("floor", 1, "exhaustive")
    outcome = count(
        "equalshares/add1", {"a": 50, "b": 20}, 60, ["ab", "a", "a"], completion=completion
    )

    assert {"first": 20, "last": 20, "attempts": 0, "ended_by": "exhaustive"} == raised(outcome)


def test_a_step_is_a_whole_currency_unit_also_where_the_units_are_finer():
    """A file with amounts such as 101.00 counts in hundredths; a step is still 1 and not 0.01."""
    projects = (Project("a", 6000), Project("b", 3000))
    instance = Instance(projects, 10100, units_per_currency=100)
    profile = Profile.of("approval", [Ballot.of("approval", (b,)) for b in "aaab"])
    choice = RuleChoice(
        "equalshares/add1", TieBreaking(), completion=Completion("floor", 1, "overspend")
    )

    assert {"first": 2500, "last": 3000, "attempts": 5, "ended_by": "all-selected"} == raised(
        run(instance, profile, choice)
    )


def test_steps_are_bounded(count):
    """Five steps are needed; with four the count says so and gives no half result."""
    with pytest.raises(TooManyStepsError) as error:
        count("equalshares/add1", *ELECTION, completion=Completion("floor", 1, "exhaustive", 4))

    assert (4, 29) == (error.value.max_steps, error.value.endowment)


@pytest.mark.parametrize("rule", ["equalshares/add1", "equalshares/add1u"])
def test_no_completion_is_assumed(count, rule):
    """Start, step and stop decide who wins; a round that does not say them cannot be counted."""
    with pytest.raises(ValueError, match="completion"):
        count(rule, *ELECTION)


def test_every_choice_of_the_completion_is_among_the_parameters(count):
    """Whoever wants to count again finds all that is needed."""
    outcome = count("equalshares/add1", *ELECTION, completion=Completion("floor", 2, "overspend"))

    assert {
        "max_steps": 100_000,
        "start": "floor",
        "step": 2,
        "stop": "overspend",
        "tie_breaking": (),
        "utility": "cost",
    } == outcome.parameters


LEFT_OVER = {"a": 20, "b": 30, "c": 50}, 50, ["ac", "a", "abc"]


def test_utilitarian_gives_what_is_left_to_the_most_popular_that_fit(count):
    """After a, c with two votes does not fit in the 30 left; b with one vote does."""
    outcome = count("equalshares/utilitarian", *LEFT_OVER)

    assert ("a",) == count("equalshares", *LEFT_OVER).selected
    assert ("a", "b") == outcome.selected
    assert [("does-not-fit", "c", {"score": 2}), ("selected", "b", {"score": 1})] == [
        (step.action, step.project_id, step.facts) for step in outcome.steps[-2:]
    ]


def test_add1u_adds_to_add1_what_still_fits(count):
    """Raised until overspending the shares still buy a alone; b then fits in what is left."""
    completion = Completion("floor", 1, "overspend")

    assert ("a",) == count("equalshares/add1", *LEFT_OVER, completion=completion).selected
    assert ("a", "b") == count("equalshares/add1u", *LEFT_OVER, completion=completion).selected


def test_the_ties_told_are_those_of_the_last_count(count):
    """From 10 on each attempt meets the tie of x and y, until the voter has 20 and buys both."""
    election = {"x": 10, "y": 10}, 15, ["xy", ""]
    choice = {"ties": ("lot",), "seed": "today"}
    last_of = {
        stop: count(
            "equalshares/add1", *election, **choice, completion=Completion("floor", 1, stop)
        )
        for stop in ("exhaustive", "overspend")
    }

    assert (10, 19) == tuple(raised(outcome)["last"] for outcome in last_of.values())
    assert [1, 1] == [len(outcome.ties) for outcome in last_of.values()]


def test_the_rules_have_their_pabulib_names():
    """What a round's file may say."""
    assert [
        "equalshares",
        "equalshares/add1",
        "equalshares/add1u",
        "equalshares/bos",
        "equalshares/fractional",
        "equalshares/utilitarian",
        "greedy",
        "greedy-areas-first",
        "greedy-bands",
        "greedy-custom",
        "greedy-exclusive",
        "greedy-no-skip",
        "greedy-options",
        "greedy-percentage",
        "greedy-quotas",
        "greedy-threshold",
        "majority-judgement",
        "max-welfare",
        "phragmen",
    ] == sorted(RULES)


def test_whoever_watches_is_told_how_far_the_attempts_have_come():
    """Ascending, to the last one; and may end a count that takes too long."""
    seen: list[int] = []
    instance = Instance((Project("a", 100),), 100)
    profile = Profile.of("approval", [Ballot.of("approval", ("a",)), Ballot.of("approval", ())])
    completion = Completion("floor", 10, "overspend")
    choice = RuleChoice("equalshares/add1", TieBreaking(), completion=completion)
    run(instance, profile, choice, watch=seen.append)
    assert (sorted(set(seen)), 5) == (seen, seen[-1])

    def enough(attempts: int) -> None:
        if attempts >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(instance, profile, choice, watch=enough)
