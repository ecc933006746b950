"""Rules for a lot that is drawn after closing: nobody may know its seed before."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView, finding, place_of
from medborgarbudget.moderation.rules.written import is_written, place_in_round, written_rules
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.lots import lot_path, lot_problems


def a_lot_drawn_after_closing_has_no_seed_before(view: RoundView) -> Iterator[Problem]:
    """A seed in round.yaml is known to all who vote, so it cannot be the one that is drawn."""
    for one, key in written_rules(view):
        if one.rule.lot_after_close and is_written(view, (*key, "lot"), "seed"):
            yield finding("lot-seed-too-early", place_in_round(view, key, "lot", "seed"))


def a_lot_is_drawn_when_the_ballots_are_fixed(view: RoundView) -> Iterator[Problem]:
    """lot.yaml is asked for by the rules, and its day comes after the voting."""
    if view.folder.lot is not None:
        place = place_of(view.tree, lot_path(view.folder.round_id), "drawn")
        yield from lot_problems(view.folder.round, view.folder.lot, place)


ROUND_RULES = (
    a_lot_drawn_after_closing_has_no_seed_before,
    a_lot_is_drawn_when_the_ballots_are_fixed,
)
