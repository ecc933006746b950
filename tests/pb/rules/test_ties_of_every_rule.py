"""A tie that matters is met by every rule, told with what decided it, and refused where it must be.

`test_random_elections.py` asks the same of random elections; here each rule has one of its own.
"""

from __future__ import annotations

import pytest
from tests.pb.rules.drawn import Election
from tests.pb.rules.properties import BEST, BY_LOT, ELSEWHERE, WAYS, Way

from medborgarbudget.pb.outcome import Tie
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import RULES, run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

EACH = pytest.mark.parametrize(
    "way",
    [pytest.param(way, id=f"{rule}, {name}") for rule in WAYS for name, way in WAYS[rule].items()],
)
DEAREST = TieBreaking(("max-cost", "refuse"))


def election(way: Way, limit: int, *ballots: str) -> Election:
    """Projects for 5 each, wanted by four voters for each ballot."""
    best = 1 if way.vote_type == "approval" else BEST
    cast = [(dict.fromkeys(ballot, best), 4) for ballot in ballots]
    return Election(dict.fromkeys(sorted(set("".join(ballots))), 5), limit, cast, way.vote_type)


def counted(way: Way, one: Election, ties: TieBreaking):
    """What comes of it, or the refusal."""
    choice = RuleChoice(way.rule, ties, **way.choice)
    return run(one.instance, one.profile, choice)


def test_every_rule_has_its_ties_tried():
    """A rule that is registered and has no way in `properties.WAYS` fails here: give it one."""
    assert RULES.keys() == WAYS.keys() | ELSEWHERE.keys()


@EACH
def test_two_alike_and_money_for_one_are_a_tie(way):
    """The lot decides, both are named, and the winner is the one that is selected."""
    outcome = counted(way, election(way, 8, "12"), BY_LOT)

    (winner,) = outcome.selected
    assert (Tie(("1", "2"), winner, "lot"),) == outcome.ties


@EACH
@pytest.mark.parametrize("order", [(), ("refuse",), ("max-votes", "min-cost"), ("max-cost", "lot")])
def test_where_the_round_says_no_more_the_count_stops_and_names_both(way, order):
    """An empty list, refuse, criteria that leave both, and a lot without a seed."""
    with pytest.raises(TieRefusedError) as refusal:
        counted(way, election(way, 8, "12"), TieBreaking(order))

    assert ("1", "2") == refusal.value.project_ids


@EACH
def test_a_criterion_that_tells_them_apart_is_the_one_named(way):
    """Where one costs more and the rule still finds them equal, the cost decides, and that is told.

    Rules that look at the cost themselves find no tie.
    """
    one = election(way, 8, "12")
    outcome = counted(way, Election({"1": 5, "2": 6}, 8, one.ballots, one.vote_type), DEAREST)

    assert len(outcome.selected) == 1
    assert outcome.ties in ((), (Tie(("1", "2"), "2", "max-cost"),))


@EACH
def test_two_alike_and_money_for_both_are_none(way):
    """Nobody is asked, also where ties are refused; the two are wanted by different voters."""
    outcome = counted(way, election(way, 10, "3", "4"), TieBreaking())

    assert {"3", "4"} == set(outcome.selected)
    assert () == outcome.ties


@EACH
def test_two_alike_and_money_for_neither_are_none(way):
    """Those that are too dear, or that nobody wants, compete for nothing."""
    dear = election(way, 3, "34")
    unwanted = Election({"3": 5, "4": 5}, 8, [({}, 4)], way.vote_type)

    for one in (dear, unwanted):
        outcome = counted(way, one, TieBreaking())
        assert ((), ()) == (outcome.selected, outcome.ties)
