"""Money that goes from one pot to the next: the order of the count follows it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.rolling import counting_order, received, with_more
from medborgarbudget.pb.round import Pot, RuleChoice
from medborgarbudget.pb.ties import TieBreaking


def pots(**rolls_to: str) -> dict[str, Pot]:
    """Pots by id, each with where it rolls over to; capital letters are districts."""
    found = {}
    for pot_id, to in rolls_to.items():
        leftover = "roll-over" if to else None
        rule = RuleChoice("greedy", TieBreaking(), leftover=leftover, rolls_to=to)
        area = pot_id if pot_id.isupper() else None
        found[pot_id] = Pot(pot_id, {}, 1, BallotLimits("approval"), rule, area)
    return found


def order(found: dict[str, Pot]) -> str:
    """The pots in the order of the count."""
    return "".join(pot_id for pot_id, _ in counting_order(found)[0])


def test_districts_come_before_the_whole_town():
    """As before there was any money to roll over."""
    assert "BCa" == order(pots(a="", C="", B=""))


def test_a_pot_that_gets_money_comes_after_all_that_give_it():
    """Also where that turns the order round: here the town gives to B, and B to A."""
    assert "CtBA" == order(pots(A="", B="A", C="B", t="B"))


def test_pots_in_a_circle_are_named_and_not_counted():
    """Two that wait for each other, what waits for them, and one that waits for itself."""
    assert (("a", "b", "c"), "d") == _circle(pots(a="b", b="a", c="", d="c") | pots(b="c", c="a"))
    assert (("a",), "") == _circle(pots(a="a"))


def _circle(found: dict[str, Pot]) -> tuple[tuple[str, ...], str]:
    return counting_order(found)[1], order(found)


def test_a_pot_that_is_not_in_the_round_holds_nobody_up():
    """Who rolls over to nowhere is told so by validate."""
    assert ((), "ab") == _circle(pots(a="z", b=""))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdE"), st.sampled_from(["", *"abcdE"]), max_size=5))
def test_every_pot_is_counted_after_its_money_has_come_or_is_in_a_circle(rolls_to):
    """Once each, whatever the pots say."""
    found = pots(**rolls_to)
    counted, circle = counting_order(found)
    places = {pot_id: at for at, (pot_id, _) in enumerate(counted)}

    assert sorted(found) == sorted([*places, *circle])
    for pot_id, at in places.items():
        to = rolls_to[pot_id]
        assert to not in places or at < places[to]


def test_the_money_is_in_the_limit_and_where_it_came_from_is_said():
    """By pot, sorted; nothing is said where nothing came."""
    outcome = Outcome("greedy", {"utility": "cost"}, (), 0, 130, {}, {}, ())

    assert 130 == with_more(Instance((), 100), {"b": 20, "a": 10}).budget_limit
    assert {"rolled_in": ("a 10", "b 20"), "utility": "cost"} == received(
        outcome, {"b": 20, "a": 10}
    ).parameters
    assert outcome == received(outcome, {})
