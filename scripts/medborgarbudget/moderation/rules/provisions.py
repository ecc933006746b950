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


def a_quota_is_for_one_group_and_says_how_much(view: RoundView) -> Iterator[Problem]:
    """An area or a category, known to the round, with a limit that a count can keep."""
    categories = tuple(view.folder.round.categories)
    for one, key in written_rules(view):
        for row, quota in enumerate(one.rule.quotas):
            place = place_in_round(view, key, "quotas", row)
            least, most = quota.at_least_cost, quota.at_most_cost
            if (quota.area is None) == (quota.category is None):
                yield finding("quota-group", place)
            elif quota.category is not None and quota.category not in categories:
                place = place_in_round(view, key, "quotas", row, "category")
                named = quota.category
                yield finding("category-unknown", place, category=named, categories=categories)
            elif least is None and most is None and quota.at_most_projects is None:
                yield finding("quota-without-limit", place, group=quota.group)
            elif least is not None and most is not None and least > most:
                place = place_in_round(view, key, "quotas", row, "at_least_cost")
                yield finding(
                    "limits-crossed", place, limit="at_least_cost", least=least, most=most
                )


def what_is_set_aside_is_there(view: RoundView) -> Iterator[Problem]:
    """A pot cannot promise its areas, or its categories, more than it holds."""
    for pot in view.folder.round.pots.values():
        for kind in ("area", "category"):
            held = [one for one in pot.rule.quotas if getattr(one, kind) is not None]
            total = sum(quota.at_least_cost or 0 for quota in held)
            if total > pot.budget_limit:
                row = view.row(view.round_path, "pots", pot.pot_id)
                place = place_of(view.tree, view.round_path, "pots", row, "budget_limit")
                currency = view.folder.round.currency
                sums = {"total": total, "limit": pot.budget_limit}
                yield Problem("quotas-above-pot", place, {**sums, "currency": currency})


def an_option_is_a_project_in_one_list(view: RoundView) -> Iterator[Problem]:
    """A misspelt size could not be voted for, and one in two lists would win twice."""
    known = view.folder.proposals
    for one, key in written_rules(view):
        seen: set[str] = set()
        for row, option in enumerate(one.rule.options):
            for column, project_id in enumerate(option):
                place = place_in_round(view, key, "options", row, column)
                if project_id not in known:
                    yield finding("option-unknown-project", place, id=project_id)
                elif project_id in seen:
                    yield finding("option-repeated", place, id=project_id)
                seen.add(project_id)


def a_percentage_is_for_a_project_that_may_cost_the_pot(view: RoundView) -> Iterator[Problem]:
    """The item is on each ballot that the rule counts, and 100 per cent of the pot is its cost."""
    folder = view.folder
    for pot in folder.round.pots.values():
        item = pot.rule.percentage.item if pot.rule.percentage else None
        proposal = folder.proposals.get(item) if item else None
        if item is None or not view.has_read_all_proposals:
            continue
        if proposal is None or proposal.pot != pot.pot_id:
            row = view.row(view.round_path, "pots", pot.pot_id)
            place = place_of(view.tree, view.round_path, "pots", row, "id")
            yield finding("percentage-without-item", place, pot=pot.pot_id, id=item)
        elif (assessed := folder.assessments.get(item)) and assessed.cost != pot.budget_limit:
            place = place_of(view.tree, view.assessment_path(item), "cost")
            sums = {"cost": assessed.cost or 0, "limit": pot.budget_limit}
            yield Problem(
                "percentage-item-cost", place, {**sums, "currency": folder.round.currency}
            )


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
    for row, quota in enumerate(rule.quotas):
        if quota.area is not None:
            yield quota.area, "quotas", row, "area"


ROUND_RULES = (
    a_rule_names_only_areas_of_the_town,
    an_area_that_goes_first_has_not_won,
    a_project_says_where_it_is_if_that_counts,
    a_band_has_a_ceiling_of_its_own,
    a_quota_is_for_one_group_and_says_how_much,
    what_is_set_aside_is_there,
    an_option_is_a_project_in_one_list,
    a_percentage_is_for_a_project_that_may_cost_the_pot,
    an_assessed_cost_goes_into_a_band,
)
