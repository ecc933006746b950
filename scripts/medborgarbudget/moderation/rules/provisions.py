"""Rules for what single cities write into their rules: areas that go first, and bands of cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from medborgarbudget.moderation.rules.view import RoundView, finding, place_of
from medborgarbudget.moderation.rules.written import place_in_round, written_rules
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.round import RuleChoice


def a_rule_names_only_areas_of_the_town(view: RoundView) -> Iterator[Problem]:
    """A misspelt area would go first, and nobody would be in it."""
    areas = tuple(sorted(view.tree.areas))
    for one, key in written_rules(view) if view.knows_all_areas else ():
        for area, *names in _areas(one.rule):
            if area not in areas:
                place = place_in_round(view, key, *names)
                yield finding("area-unknown", place, area=area, areas=areas)


def an_area_that_goes_first_has_not_won(view: RoundView) -> Iterator[Problem]:
    """The list says what the town's own decisions say: no earlier round funded anything there."""
    began = view.folder.round.schedule.periods["criteria"].opens
    won = {
        area: (earlier.round_id, project_id)
        for _, earlier in sorted(view.tree.rounds.items())
        if earlier.round.schedule.periods["criteria"].opens < began and earlier.decision is not None
        for project_id in earlier.decision.funded
        if (area := earlier.area_of(project_id)) is not None
    }
    for one, key in written_rules(view):
        for row, area in enumerate(one.rule.areas_first):
            if area in won:
                place = place_in_round(view, key, "areas_first", row)
                there, project = won[area]
                yield finding("area-has-won", place, "warning", area=area, round=there, id=project)


def a_project_says_where_it_is_if_that_counts(view: RoundView) -> Iterator[Problem]:
    """Where areas have their turn or their part, a project of no area would never have any."""
    folder = view.folder
    for project_id, assessment in folder.assessments.items():
        proposal = folder.proposals.get(project_id)
        pot = folder.round.pots.get(proposal.pot) if proposal else None
        if pot is None or assessment.verdict != "eligible" or folder.area_of(project_id):
            continue
        if any(_areas(pot.rule)):
            place = place_of(view.tree, view.proposal_path(project_id))
            yield finding("area-not-said", place, pot=pot.pot_id, rule=pot.rule.name)


def a_band_has_a_ceiling_of_its_own(view: RoundView) -> Iterator[Problem]:
    """Two bands with one ceiling would be one band, with places that nobody can add up."""
    for one, key in written_rules(view):
        ceilings = [band.ceiling for band in one.rule.bands]
        for row, ceiling in enumerate(ceilings):
            if ceiling in ceilings[:row]:
                place = place_in_round(view, key, "bands", row, "ceiling")
                currency = view.folder.round.currency
                yield finding("band-repeated", place, ceiling=ceiling, currency=currency)


def an_assessed_cost_goes_into_a_band(view: RoundView) -> Iterator[Problem]:
    """A project dearer than every band could never win."""
    folder = view.folder
    for project_id, assessment in folder.assessments.items():
        proposal = folder.proposals.get(project_id)
        pot = folder.round.pots.get(proposal.pot) if proposal else None
        bands = pot.rule.bands if pot else ()
        cost = assessment.cost or 0
        if assessment.verdict == "eligible" and bands and cost > max(bands).ceiling:
            place = place_of(view.tree, view.assessment_path(project_id), "cost")
            yield finding(
                "assessed-cost-above-bands",
                place,
                cost=cost,
                limit=max(bands).ceiling,
                currency=folder.round.currency,
            )


def _areas(rule: RuleChoice) -> Iterator[tuple[Any, ...]]:
    """Every area that a rule names, with where in the rule it stands."""
    for row, area in enumerate(rule.areas_first):
        yield area, "areas_first", row


ROUND_RULES = (
    a_rule_names_only_areas_of_the_town,
    an_area_that_goes_first_has_not_won,
    a_project_says_where_it_is_if_that_counts,
    a_band_has_a_ceiling_of_its_own,
    an_assessed_cost_goes_into_a_band,
)
