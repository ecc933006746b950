"""Rules for a round's own file and its events: money, dates, areas, and names used once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from medborgarbudget.moderation.rules.view import (
    RoundView,
    as_written,
    finding,
    place_of,
)
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.schedule import STEPS, StepName

LISTS_WITH_IDS = (("round.yaml", "pots"), ("round.yaml", "criteria"), ("events.yaml", "events"))


def the_pots_sum_to_the_budget_limit(view: RoundView) -> Iterator[Problem]:
    """All the money of the round lies in a pot, and no pot has more than there is."""
    found = view.folder.round
    total = sum(pot.budget_limit for pot in found.pots.values())
    if total != found.budget_limit and not _repeated(view):
        yield finding(
            "pots-sum",
            place_of(view.tree, view.round_path, "budget_limit"),
            limit=found.budget_limit,
            total=total,
            difference=abs(total - found.budget_limit),
            currency=found.currency,
        )


def the_round_counts_in_the_currency_of_the_town(view: RoundView) -> Iterator[Problem]:
    """One currency, written twice, written alike."""
    town, found = view.tree.town, view.folder.round
    if town is not None and town.currency != found.currency:
        place = place_of(view.tree, "content/town.yaml", "currency")
        yield finding(
            "currency-differs",
            place_of(view.tree, view.round_path, "currency"),
            source=f"{place.path}:{place.line} currency",
            found=found.currency,
            expected=town.currency,
        )


def a_step_opens_before_it_closes(view: RoundView) -> Iterator[Problem]:
    """Every step of the schedule lasts some time."""
    for step, period in view.folder.round.schedule.periods.items():
        if period.closes <= period.opens:
            yield finding(
                "closes-before-opens",
                place_of(view.tree, view.round_path, "schedule", step, "closes"),
                opens=as_written(period.opens),
                closes=as_written(period.closes, end=True),
                what=step,
            )


def the_steps_open_in_their_order(view: RoundView) -> Iterator[Problem]:
    """No step begins before the one that it builds on has begun; they may overlap."""
    periods = view.folder.round.schedule.periods
    for earlier, later in pairwise(STEPS):
        if periods[later].opens < periods[earlier].opens:
            yield finding(
                "steps-not-in-order",
                place_of(view.tree, view.round_path, "schedule", later, "opens"),
                step=later,
                earlier=earlier,
                opens=as_written(periods[later].opens),
                limit=as_written(periods[earlier].opens),
            )


def nobody_votes_before_the_ideas_are_in_and_judged(view: RoundView) -> Iterator[Problem]:
    """Ideas and assessment are closed when the voting opens: the ballot is known by then."""
    periods = view.folder.round.schedule.periods
    opens = periods["voting"].opens
    steps: tuple[StepName, ...] = ("ideas", "assessment")
    for step in steps:
        closes = periods[step].closes
        if closes > opens > periods[step].opens:
            yield finding(
                "voting-before-ballot",
                place_of(view.tree, view.round_path, "schedule", "voting", "opens"),
                step=step,
                opens=as_written(opens),
                limit=as_written(closes, end=True),
            )


def an_event_opens_before_it_closes(view: RoundView) -> Iterator[Problem]:
    """A meeting lasts some time."""
    path = f"{view.folder.path}/events.yaml"
    for row, event in enumerate(view.folder.events):
        if event.closes <= event.opens:
            yield finding(
                "closes-before-opens",
                place_of(view.tree, path, "events", row, "closes"),
                opens=as_written(event.opens),
                closes=as_written(event.closes, end=True),
                what=event.event_id,
            )


def an_event_lies_within_its_step(view: RoundView) -> Iterator[Problem]:
    """A polling place is open while there is voting; every other event while the round lasts."""
    path = f"{view.folder.path}/events.yaml"
    periods = view.folder.round.schedule.periods
    whole = (periods["criteria"].opens, periods["follow-up"].closes)
    voting = (periods["voting"].opens, periods["voting"].closes)
    for row, event in enumerate(view.folder.events):
        opens, closes = voting if event.kind == "polling-place" else whole
        if event.opens < opens or event.closes > closes:
            key = "opens" if event.opens < opens else "closes"
            yield finding(
                "event-outside-step",
                place_of(view.tree, path, "events", row, key),
                source=view.rule_place("schedule", *["voting"] * (event.kind == "polling-place")),
                event=event.event_id,
                opens=as_written(opens),
                closes=as_written(closes, end=True),
            )


def somebody_is_of_an_age_to_vote(view: RoundView) -> Iterator[Problem]:
    """The highest age is not below the lowest."""
    found = view.folder.round
    if found.maximum_age is not None and found.maximum_age < found.minimum_age:
        yield finding(
            "limits-crossed",
            place_of(view.tree, view.round_path, "voters", "minimum_age"),
            limit="minimum_age",
            least=found.minimum_age,
            most=found.maximum_age,
        )


def a_pot_lies_in_an_area_of_the_town(view: RoundView) -> Iterator[Problem]:
    """The area of a pot is drawn in content/areas/."""
    areas = tuple(sorted(view.tree.areas))
    for pot in view.folder.round.pots.values():
        if pot.area is not None and pot.area not in areas and view.knows_all_areas:
            row = view.row(view.round_path, "pots", pot.pot_id)
            place = place_of(view.tree, view.round_path, "pots", row, "area")
            yield finding("area-unknown", place, area=pot.area, areas=areas)


def an_id_is_used_once_in_its_list(view: RoundView) -> Iterator[Problem]:
    """Pots, criteria and events are told apart by their ids."""
    for path, key, row, row_id in _repeated(view):
        yield finding("id-repeated", place_of(view.tree, path, key, row, "id"), id=row_id)


def _repeated(view: RoundView) -> list[tuple[str, str, int, str]]:
    found = []
    for name, key in LISTS_WITH_IDS:
        path = f"{view.folder.path}/{name}"
        seen: set[str] = set()
        for row, entry in enumerate(_rows(view.data(path), key)):
            row_id = str(entry.get("id"))
            if row_id in seen:
                found.append((path, key, row, row_id))
            seen.add(row_id)
    return found


def _rows(data: Any, key: str) -> list[dict[str, Any]]:
    rows = data.get(key) if isinstance(data, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


ROUND_RULES = (
    the_pots_sum_to_the_budget_limit,
    the_round_counts_in_the_currency_of_the_town,
    a_step_opens_before_it_closes,
    the_steps_open_in_their_order,
    nobody_votes_before_the_ideas_are_in_and_judged,
    an_event_opens_before_it_closes,
    an_event_lies_within_its_step,
    somebody_is_of_an_age_to_vote,
    a_pot_lies_in_an_area_of_the_town,
    an_id_is_used_once_in_its_list,
)
