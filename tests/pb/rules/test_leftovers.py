"""Money that a rule leaves: what happens to it is what the round says."""

from __future__ import annotations

import pytest

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

TIES = TieBreaking(("min-cost", "max-votes", "lot"), "seed")
COSTS = {"q": 600, "r": 500, "s": 300, "t": 100}
BALLOTS = 4 * ["q"] + 3 * ["r"] + 2 * ["s"] + ["t"]


def count(
    rule: str, costs=COSTS, limit=1000, ballots=tuple(BALLOTS), ties=TIES, **choice
) -> Outcome:
    """Each letter of a ballot names a project."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit)
    profile = Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in ballots])
    return run(instance, profile, RuleChoice(rule, ties, **choice))


def told(outcome: Outcome) -> list[tuple[str, str | None]]:
    """What was done to what."""
    return [(step.action, step.project_id) for step in outcome.steps]


def test_after_a_count_that_stopped_the_next_that_fit_are_funded():
    """q, and then r stops the count with 400 left: s fits and t too."""
    outcome = count("greedy-no-skip", leftover="next-that-fits")

    assert ("q", "s", "t") == outcome.selected
    assert "next-that-fits" == outcome.parameters["leftover"]
    assert [
        ("selected", "q"),
        ("stopped", "r"),
        ("not-reached", "s"),
        ("not-reached", "t"),
        ("filling-up", None),
        ("selected", "s"),
        ("selected", "t"),
    ] == told(outcome)


def test_where_nothing_fits_nothing_is_said():
    """Too little is left for any."""
    outcome = count("greedy-no-skip", limit=650, leftover="next-that-fits")

    assert ("stopped", "r") == told(outcome)[1]
    assert "filling-up" not in dict(told(outcome))


def test_what_no_longer_fits_is_told_again():
    """Of s and u, not reached with 400 left, s goes first, and u no longer fits."""
    outcome = count(
        "greedy-no-skip", {**COSTS, "u": 200}, 1000, [*BALLOTS, "u"], leftover="next-that-fits"
    )

    assert [("does-not-fit", "u"), ("selected", "t")] == told(outcome)[-2:]


def test_as_many_winners_as_may_win_and_then_those_that_fit():
    """Majority judgement lets one win; of the rest the best middle grades go first, not the sums.

    q has middle grade 3, s 2 and r 1, though r has more points than s in all.
    """
    grades = [{"q": 3, "r": 1, "s": 2}] * 3 + [{"q": 3, "r": 9, "s": 2}] * 2
    instance = Instance(tuple(Project(p, 400) for p in "qrs"), 800)
    profile = Profile.of("scoring", [Ballot.of("scoring", given) for given in grades])
    choice = RuleChoice("majority-judgement", TIES, winners=1, leftover="next-that-fits")
    outcome = run(instance, profile, choice)

    assert outcome.scores["r"] > outcome.scores["s"]
    assert ("q", "s") == outcome.selected


def test_what_was_set_aside_stays_aside():
    """t has too few votes, and money that is left does not change that."""
    outcome = count("greedy-no-skip", threshold=2, leftover="next-that-fits")

    assert ("q", "s") == outcome.selected


def test_equal_shares_filled_up_is_the_utilitarian_completion():
    """Who is next that fits is who has most supporters."""
    filled = count("equalshares", leftover="next-that-fits")

    assert count("equalshares/utilitarian").selected == filled.selected


def test_the_first_that_does_not_fit_gets_what_is_left():
    """r stops the count with 400 left: it gets them, and is not selected."""
    outcome = count("greedy-no-skip", leftover="partial")

    assert (("q",), {"r": 400}) == (outcome.selected, outcome.granted)
    assert (1000, 0) == (outcome.spent, outcome.unspent)
    assert ("partly-funded", "r") == told(outcome)[-1]
    assert {"score": 3, "granted": 400} == outcome.steps[-1].facts


def test_skipping_all_that_fits_goes_first():
    """Greedy funds q, s and t, and then nothing is left; with 150 more s gets a part."""
    assert {} == count("greedy", leftover="partial").granted
    assert {"s": 50} == count("greedy", limit=1150, leftover="partial").granted


def test_only_one_of_two_equals_can_get_the_rest():
    """The tie is broken as the round says, and listed; or refused."""
    costs, ballots = {"q": 600, "r": 500, "s": 500}, 2 * ["q"] + ["r", "s"]
    outcome = count("greedy", costs, 1000, ballots, leftover="partial")

    assert 1 == len(outcome.ties)
    assert {outcome.ties[0].winner: 400} == outcome.granted
    with pytest.raises(TieRefusedError):
        count("greedy", costs, 1000, ballots, TieBreaking(), leftover="partial")


def test_nothing_goes_to_what_cannot_be_built_beside_a_winner():
    """r does not fit and conflicts with s, which does: so t, the next, gets the rest."""
    costs, ballots = {"q": 600, "r": 500, "s": 300, "t": 200}, BALLOTS
    outcome = count(
        "greedy-exclusive", costs, 1000, ballots, conflicts=(("r", "s"),), leftover="partial"
    )

    assert (("q", "s"), {"t": 100}) == (outcome.selected, outcome.granted)


def test_parts_of_fractional_shares_get_no_second_part():
    """What is left after rounding goes to nobody who has a part already."""
    outcome = count(
        "equalshares/fractional",
        {"a": 9, "b": 9, "c": 9},
        10,
        ["a", "b", "c"],
        leftover="partial",
    )

    assert {"a": 3, "b": 3, "c": 3} == outcome.granted


@pytest.mark.parametrize(
    ("leftover", "action"),
    [("next-round", "next-round"), ("board", "board-decides"), ("roll-over", "rolled-over")],
)
def test_what_is_only_stated_spends_nothing(leftover, action):
    """The last step says the amount; where nothing is left there is none."""
    outcome = count("greedy-no-skip", leftover=leftover, rolls_to="other")

    assert (action, None) == told(outcome)[-1]
    assert 400 == outcome.steps[-1].facts["amount"] == outcome.unspent
    assert "other" == outcome.steps[-1].facts.get("to", "other")
    assert action not in dict(told(count("greedy-no-skip", limit=600, leftover=leftover)))


def test_without_a_word_nothing_is_done_or_said():
    """The outcome is what it was before there was anything to say."""
    outcome = count("greedy-no-skip")

    assert (("q",), {}) == (outcome.selected, outcome.granted)
    assert "leftover" not in outcome.parameters
