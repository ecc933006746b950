"""Chicago's ballot: projects in several sizes, and a percentage for the streets."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import Ballot, BallotLimits, faults
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome, Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import Percentage
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

MANY = settings(max_examples=300, deadline=None, derandomize=True)
LOT = TieBreaking(("lot",), "seed")
STREETS = Percentage("s")
TREES = {"l": 100, "m": 200, "h": 300, "b": 150}
SIZES = (("l", "m", "h"),)


def told(outcome: Outcome) -> list[tuple[str, str | None]]:
    """Each step's action and project."""
    return [(step.action, step.project_id) for step in outcome.steps]


def test_the_votes_of_all_sizes_count_together(count):
    """Five want trees, four the bench: trees go first, though no size alone has four."""
    ballots = [*2 * ["l"], *2 * ["m"], "h", *4 * ["b"]]
    outcome = count("greedy-options", TREES, 350, ballots, options=SIZES)

    assert ("m", "b") == outcome.selected
    assert {"l": 5, "m": 5, "h": 5, "b": 4} == outcome.scores
    assert {"l": 2, "m": 2, "h": 1, "b": 4} == outcome.votes
    assert {"score": 5, "wanted": 3} == outcome.steps[1].facts
    assert [
        ("size-not-wanted", "h"),
        ("selected", "m"),
        ("other-size", "l"),
        ("selected", "b"),
    ] == told(outcome)
    assert ("l m h",) == outcome.parameters["options"]


def test_just_half_is_not_a_majority_for_more(count):
    """Two want 100 trees and two 300: the lower middle is 100."""
    outcome = count("greedy-options", TREES, 999, ["l", "l", "h", "h"], options=SIZES)

    assert ("l",) == outcome.selected
    assert ("h",) == count("greedy-options", TREES, 999, [*"lhh"], options=SIZES).selected


def test_what_does_not_fit_falls_to_the_next_smaller_size_that_somebody_named(count):
    """All want 300 trees but one; nobody wants 200, which would fit: 100 it is."""
    outcome = count("greedy-options", TREES, 250, ["h", "h", "l"], options=SIZES)
    large = {**TREES, "h": 240, "b": 90}
    after = count("greedy-options", large, 300, [*4 * "b", *"hhl"], options=SIZES)

    assert ("l",) == outcome.selected
    assert ("dearer-than-limit", "h") in told(outcome)
    assert ("b", "l") == after.selected
    assert [("selected", "b"), ("does-not-fit", "h"), ("selected", "l")] == told(after)[1:]


def test_a_ballot_that_names_two_sizes_is_one_vote_for_the_larger(count):
    """And no more than one vote for the project."""
    outcome = count("greedy-options", TREES, 999, ["lmh", "lh", "l", "b", "b"], options=SIZES)

    assert ("h", "b") == outcome.selected
    assert (3, 2) == (outcome.scores["h"], outcome.steps[0].facts["wanted"])


def test_where_no_size_fits_the_next_project_has_its_turn(count):
    """c leaves 55: too little for the trees at 60 to 80, and just enough for the bench at 50."""
    costs = {"c": 10, "l": 60, "m": 70, "h": 80, "b": 50}
    ballots = [*6 * "c", *"lmmhh", "b"]
    outcome = count("greedy-options", costs, 65, ballots, options=SIZES)

    assert ("c", "b") == outcome.selected
    assert ("c", "m") == count("greedy-options", costs, 80, ballots, options=SIZES).selected


def test_equals_are_a_tie_by_the_sizes_that_are_decided_on(count):
    """One vote each, and money for the trees or the bench: by all votes together they are equal."""
    costs, ballots = {"l": 40, "h": 60, "b": 50}, ["l", "h", "b", "b"]
    options = (("l", "h"),)
    with pytest.raises(TieRefusedError):
        count("greedy-options", costs, 70, ballots, ("max-votes",), options=options)
    outcome = count("greedy-options", costs, 70, ballots, ("max-cost",), options=options)

    assert ("b",) == outcome.selected
    assert (Tie(("b", "l"), "b", "max-cost"),) == outcome.ties


@pytest.mark.parametrize("options", [(), (("l", "m"), ("m", "h"))])
def test_a_size_is_a_size_of_one_project(count, options):
    """Without lists, or with one in two of them, nothing is counted."""
    with pytest.raises(ValueError, match="option"):
        count("greedy-options", TREES, 100, ["l"], options=options)


def streets(
    ballots: list[dict[str, int]], limit: int = 1000, ties: TieBreaking = LOT, **choice
) -> Outcome:
    """The streets take a percentage; bench and park cost 300 and 400."""
    projects = (Project("s", limit), Project("b", 300), Project("p", 400), Project("q", 250))
    profile = Profile.of("scoring", [Ballot.of("scoring", ballot) for ballot in ballots])
    chosen = RuleChoice("greedy-percentage", ties, percentage=STREETS, **choice)
    return run(Instance(projects, limit), profile, chosen)


def test_the_average_of_those_who_name_one_is_used():
    """(50 + 25 + 0) / 3 = 25 %; who leaves it empty says nothing. 750 is left for b and p."""
    outcome = streets([{"s": 50, "b": 1}, {"s": 25, "b": 1, "p": 1}, {"s": 0}, {"b": 1, "p": 1}])

    assert ("s", "b", "p") == outcome.selected
    assert {"s": 250} == outcome.given
    assert {"score": 3, "points": 75, "voters": 3, "granted": 250} == next(
        step.facts for step in outcome.steps if step.action == "share-of-pot"
    )
    assert (950, 50) == (outcome.spent, outcome.unspent)
    assert {"s": 3, "b": 3, "p": 2, "q": 0} == outcome.scores
    assert "s 5" == outcome.parameters["percentage"]


def test_the_share_is_rounded_down_to_whole_units():
    """A third of 35 + 30 + 30 per cent of 1000 is 316.67: 316."""
    assert {"s": 316} == streets([{"s": 35}, {"s": 30}, {"s": 30}]).given


def test_nothing_for_the_streets_is_a_choice():
    """All zeros, or nobody who says anything: the whole pot is for the projects."""
    for ballots in ([{"s": 0, "b": 1}], [{"b": 1}]):
        outcome = streets(ballots)

        assert ("b",) == outcome.selected
        assert ("no-votes", "s") in told(outcome)


def test_all_for_the_streets_leaves_nothing():
    """100 per cent is the whole pot, and never more, whatever a stray file says."""
    for percent in (100, 250):
        outcome = streets([{"s": percent, "b": 1}])

        assert (("s",), 1000) == (outcome.selected, outcome.spent)


def test_sizes_and_a_percentage_stand_on_one_ballot():
    """q and p are two sizes: a majority wants the larger, and only the smaller fits after 70 %."""
    outcome = streets([{"s": 70, "p": 1}, {"s": 70, "p": 1}, {"q": 1}], options=(("q", "p"),))

    assert ("s", "q") == outcome.selected


def test_crosses_alone_say_no_percentage(count):
    """Ballots need points, and the rule its item."""
    with pytest.raises(ValueError, match="percentage"):
        count("greedy-percentage", {"s": 10}, 10, ["s"], percentage=STREETS)
    with pytest.raises(ValueError, match="percentage"):
        run(
            Instance((Project("a", 1),), 1),
            Profile.of("scoring", []),
            RuleChoice("greedy-percentage", LOT, percentage=STREETS),
        )


LIMITS = BallotLimits("scoring", 1, 3, max_sum_cost=800, min_points=0, max_points=100)
COSTS = {"s": 1000, "b": 300, "p": 400, "q": 250}


@pytest.mark.parametrize(
    ("ballot", "codes"),
    [
        ({"s": 35, "b": 1, "p": 1}, []),
        ({"s": 0}, []),
        ({"b": 1, "p": 1}, []),
        ({"b": 1, "p": 1, "q": 1}, ["ballot-length-above-limit", "ballot-sum-cost-above-limit"]),
        ({}, ["ballot-length-below-limit"]),
        ({"s": 33}, ["ballot-percentage-between-steps"]),
        ({"s": 105}, ["ballot-points-above-limit"]),
        ({"b": 2}, ["ballot-points-above-limit"]),
        ({"b": 0}, ["ballot-points-below-limit"]),
    ],
)
def test_the_percentage_has_a_line_of_its_own(ballot, codes):
    """Two projects and a percentage, in steps of five; a cross is one point."""
    assert codes == [
        code for code, _ in faults(Ballot.of("scoring", ballot), LIMITS, COSTS, STREETS)
    ]


BALLOTS = st.lists(st.sets(st.sampled_from("abcdef")).map(sorted).map(tuple), max_size=8)
PRICES = st.lists(st.integers(0, 9), min_size=6, max_size=6)


@MANY
@given(BALLOTS, PRICES, st.integers(0, 25), st.randoms(use_true_random=False))
def test_one_size_at_most_wins_and_no_order_matters(ballots, costs, limit, random):
    """Whatever the ballots; and a larger size has a majority of those who want any."""
    options = (("a", "b", "c"), ("d", "e"))
    projects = [Project(one, cost) for one, cost in zip("abcdef", costs, strict=True)]
    cast = [Ballot.of("approval", ballot) for ballot in ballots]
    choice = RuleChoice("greedy-options", LOT, options=options)
    outcome = run(Instance(tuple(projects), limit), Profile.of("approval", cast), choice)
    random.shuffle(projects)
    random.shuffle(cast)

    assert outcome.spent <= limit
    assert Counter(step.project_id for step in outcome.steps) == dict.fromkeys("abcdef", 1)
    assert outcome == run(Instance(tuple(projects), limit), Profile.of("approval", cast), choice)
    for option in options:
        won = [one for one in option if one in outcome.selected]
        assert len(won) <= 1
        for one in won:
            wanting = [ballot for ballot in ballots if set(ballot) & set(option)]
            at_least = set(option[option.index(one) :])
            assert 2 * sum(bool(set(ballot) & at_least) for ballot in wanting) > len(wanting)


@MANY
@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 20), st.sets(st.sampled_from("bpq"))), max_size=8
    ),
    st.integers(1, 5000),
)
def test_the_share_is_the_average_to_the_unit(votes, limit):
    """Within one unit of the exact average, and the pot is never overdrawn."""
    ballots = [
        dict.fromkeys(crosses, 1) | ({} if percent is None else {"s": 5 * percent})
        for percent, crosses in votes
    ]
    outcome = streets(ballots, limit)
    named = [5 * percent for percent, _ in votes if percent is not None]

    assert outcome.spent <= limit
    if sum(named):
        exact = Fraction(limit * sum(named), 100 * len(named))
        assert 0 <= exact - outcome.given["s"] < 1
    else:
        assert {} == outcome.given
