"""Rules for how the money is split over the pots: by the weights that the round states, exactly."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView, finding, place_of
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.weights import largest_remainders


def weights_and_a_split_belong_together(view: RoundView) -> Iterator[Problem]:
    """Weights that nothing weighs, or a formula without numbers, explain nothing."""
    found = view.folder.round
    weighed = [pot for pot in found.pots.values() if pot.weights is not None]
    if found.split is None and weighed:
        row = view.row(view.round_path, "pots", weighed[0].pot_id)
        place = place_of(view.tree, view.round_path, "pots", row, "weights")
        yield finding("split-missing", place, pot=weighed[0].pot_id)
    if found.split is not None and not weighed:
        yield finding("weights-missing", place_of(view.tree, view.round_path, "split"))


def a_pot_has_the_part_that_its_weights_give(view: RoundView) -> Iterator[Problem]:
    """Whoever works it out again comes to the same sum, to the last unit."""
    found = view.folder.round
    weighed = {pot_id: pot for pot_id, pot in found.pots.items() if pot.weights is not None}
    if found.split is None or not weighed:
        return
    points = {key: found.split.points(pot.weights) for key, pot in weighed.items() if pot.weights}
    total = sum(pot.budget_limit for pot in weighed.values())
    for pot_id, expected in largest_remainders(total, points).items():
        if weighed[pot_id].budget_limit != expected:
            row = view.row(view.round_path, "pots", pot_id)
            yield finding(
                "pot-not-by-weights",
                place_of(view.tree, view.round_path, "pots", row, "budget_limit"),
                source=view.rule_place("split"),
                found=weighed[pot_id].budget_limit,
                expected=expected,
                points=points[pot_id],
                total=sum(points.values()),
                currency=found.currency,
            )


ROUND_RULES = (
    weights_and_a_split_belong_together,
    a_pot_has_the_part_that_its_weights_give,
)
