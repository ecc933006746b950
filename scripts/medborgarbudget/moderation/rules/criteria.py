"""Rules for the criteria that a round publishes: each can be asked as it is written."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView, finding, place_of
from medborgarbudget.pb.problem import Place, Problem


def a_criterion_names_categories_of_the_round(view: RoundView) -> Iterator[Problem]:
    """The categories that a criterion allows are categories that a proposal can have."""
    declared = view.folder.round.categories
    for criterion_id, criterion in view.folder.round.criteria.items():
        if criterion.check != "categories" or not isinstance(criterion.value, tuple):
            continue
        for number, name in enumerate(criterion.value):
            if name not in declared:
                yield finding(
                    "criterion-category-unknown",
                    _place(view, criterion_id, "value", number),
                    source=view.rule_place("categories"),
                    category=name,
                    categories=tuple(declared),
                )


def a_criterion_names_an_area_of_the_town(view: RoundView) -> Iterator[Problem]:
    """The area that a place must lie in is drawn in content/areas/, or is `any`."""
    areas = tuple(sorted(view.tree.areas))
    if not view.knows_all_areas:
        return
    for criterion_id, criterion in view.folder.round.criteria.items():
        if criterion.check == "inside-area" and criterion.value not in ("any", *areas):
            yield finding(
                "criterion-area-unknown",
                _place(view, criterion_id, "value"),
                area=str(criterion.value),
                areas=("any", *areas),
            )


def some_cost_keeps_every_criterion(view: RoundView) -> Iterator[Problem]:
    """The lowest cost that is allowed is not above the highest."""
    amounts = {
        criterion.check: (criterion_id, criterion.value)
        for criterion_id, criterion in view.folder.round.criteria.items()
        if criterion.check in ("min-cost", "max-cost") and isinstance(criterion.value, int)
    }
    if "min-cost" not in amounts or "max-cost" not in amounts:
        return
    (criterion_id, least), (_, most) = amounts["min-cost"], amounts["max-cost"]
    if least > most:
        yield finding(
            "cost-limits-crossed",
            _place(view, criterion_id, "value"),
            least=least,
            most=most,
            currency=view.folder.round.currency,
        )


def _place(view: RoundView, criterion_id: str, *names: str | int) -> Place:
    row = view.row(view.round_path, "criteria", criterion_id)
    return place_of(view.tree, view.round_path, "criteria", row, *names)


ROUND_RULES = (
    a_criterion_names_categories_of_the_round,
    a_criterion_names_an_area_of_the_town,
    some_cost_keeps_every_criterion,
)
