"""Rules for money that is left: where it goes there is a pot, and no pot waits for itself."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import Key, RoundView, finding
from medborgarbudget.moderation.rules.written import place_in_round, written_rules
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.rolling import counting_order
from medborgarbudget.pb.rules.leftovers import FILLS_UP


def money_left_can_be_used_as_said(view: RoundView) -> Iterator[Problem]:
    """A rule that leaves no project that fits has nothing to fill up with."""
    for one, key in written_rules(view):
        rule = one.rule
        if rule.leftover == "next-that-fits" and rule.name in FILLS_UP:
            place = place_in_round(view, key, "leftover")
            yield finding("leftover-without-use", place, rule=rule.name, leftover=rule.leftover)


def money_rolls_to_a_pot_of_the_round(view: RoundView) -> Iterator[Problem]:
    """Rolling over says where to, and a pot that gets money is said to."""
    pots = tuple(view.folder.round.pots)
    for one, key in written_rules(view):
        rule = one.rule
        if rule.leftover == "roll-over" and not rule.rolls_to:
            place = place_in_round(view, key, "leftover")
            yield finding("rule-part-missing", place, rule=rule.leftover, part="rolls_to")
        elif rule.rolls_to and rule.leftover != "roll-over":
            yield finding("rolls-to-without-use", place_in_round(view, key, "rolls_to"))
        elif rule.rolls_to and rule.rolls_to not in pots:
            place = place_in_round(view, key, "rolls_to")
            yield finding("rolls-to-unknown", place, pot=rule.rolls_to, pots=pots)


def no_pot_waits_for_itself(view: RoundView) -> Iterator[Problem]:
    """Pots that roll over to each other could never be counted."""
    _, circle = counting_order(view.folder.round.pots)
    if circle:
        row = view.row(view.round_path, "pots", circle[0])
        own = "rule" in view.data(view.round_path)["pots"][row]
        key: Key = ("pots", row, "rule") if own else ("rule",)
        yield finding("rolls-in-circle", place_in_round(view, key, "rolls_to"), pots=circle)


ROUND_RULES = (
    money_left_can_be_used_as_said,
    money_rolls_to_a_pot_of_the_round,
    no_pot_waits_for_itself,
)
