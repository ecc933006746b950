"""Rules for assessments: every proposal gets an answer, and the answer agrees with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from medborgarbudget.moderation.rules.view import RoundView, finding, key_of, place_of
from medborgarbudget.pb.assessment import Assessment
from medborgarbudget.pb.problem import Place, Problem

KEPT = ("met", "not-applicable")


def every_proposal_is_answered_in_time(view: RoundView) -> Iterator[Problem]:
    """When the step for assessment has closed, no proposal waits for a verdict."""
    period = view.folder.round.schedule.periods["assessment"]
    if view.today is None or period.stage(datetime.combine(view.today, time.min)) != "after":
        return
    source = view.rule_place("schedule", "assessment")
    for project_id, proposal in view.folder.proposals.items():
        path = view.proposal_path(project_id)
        if project_id not in view.assessment_ids:
            expected = view.assessment_path(project_id)
            yield finding(
                "assessment-missing",
                Place(path),
                source=source,
                title=proposal.title,
                file=expected,
            )


def an_assessment_is_of_a_proposal(view: RoundView) -> Iterator[Problem]:
    """There is a proposal with the same file name."""
    for project_id in view.folder.assessments:
        if project_id not in view.proposal_ids:
            place = Place(view.assessment_path(project_id))
            yield finding("assessment-without-proposal", place, file=view.proposal_path(project_id))


def an_assessment_comes_after_its_proposal(view: RoundView) -> Iterator[Problem]:
    """Nobody judges what has not been sent in."""
    for project_id, assessment in view.folder.assessments.items():
        proposal = view.folder.proposals.get(project_id)
        if proposal and assessment.date < proposal.submitted:
            yield finding(
                "assessed-before-submitted",
                place_of(view.tree, view.assessment_path(project_id), "date"),
                assessed=assessment.date.isoformat(),
                submitted=proposal.submitted.isoformat(),
            )


def an_assessment_uses_the_criteria_of_the_round(view: RoundView) -> Iterator[Problem]:
    """Nobody is judged by a criterion that was not published."""
    criteria = tuple(view.folder.round.criteria)
    for project_id, assessment in view.folder.assessments.items():
        for criterion_id in assessment.findings:
            if criterion_id not in criteria:
                path = view.assessment_path(project_id)
                yield finding(
                    "criterion-unknown",
                    key_of(view.tree, path, "criteria", criterion_id),
                    source=view.rule_place("criteria"),
                    criterion=criterion_id,
                    criteria=criteria,
                )


def an_eligible_proposal_is_judged_on_every_criterion(view: RoundView) -> Iterator[Problem]:
    """On the ballot only after every published criterion has its finding and its reason."""
    criteria = view.folder.round.criteria
    for project_id, assessment in _eligible(view):
        missing = tuple(name for name in criteria if name not in assessment.findings)
        if missing:
            yield finding(
                "criterion-not-assessed",
                key_of(view.tree, view.assessment_path(project_id), "criteria"),
                source=view.rule_place("criteria"),
                criteria=missing,
            )


def an_eligible_proposal_keeps_every_criterion(view: RoundView) -> Iterator[Problem]:
    """The verdict does not contradict the findings that it rests on."""
    for project_id, assessment in _eligible(view):
        for criterion_id, found in assessment.findings.items():
            if criterion_id in view.folder.round.criteria and found.finding not in KEPT:
                path = view.assessment_path(project_id)
                yield finding(
                    "eligible-despite-finding",
                    place_of(view.tree, path, "criteria", criterion_id, "finding"),
                    source=view.criterion_source(criterion_id),
                    criterion=criterion_id,
                    finding=found.finding,
                )


def a_refused_proposal_breaks_a_criterion(view: RoundView) -> Iterator[Problem]:
    """A refusal rests on at least one published criterion that was not found to be met."""
    for project_id, assessment in view.folder.assessments.items():
        findings = assessment.findings.values()
        if assessment.verdict == "refused" and all(one.finding in KEPT for one in findings):
            place = place_of(view.tree, view.assessment_path(project_id), "verdict")
            yield finding("refused-without-finding", place, source=view.rule_place("criteria"))


def an_assessed_cost_keeps_the_cap(view: RoundView) -> Iterator[Problem]:
    """The town's estimate obeys the town's own cap."""
    caps = [one for one in view.folder.round.criteria.values() if one.check == "max-cost"]
    for project_id, assessment in _eligible(view):
        for cap in caps:
            if isinstance(cap.value, int) and (assessment.cost or 0) > cap.value:
                yield finding(
                    "assessed-cost-above-limit",
                    place_of(view.tree, view.assessment_path(project_id), "cost"),
                    source=view.criterion_source(cap.criterion_id),
                    cost=assessment.cost or 0,
                    limit=cap.value,
                    currency=view.folder.round.currency,
                )


def an_assessed_cost_fits_in_its_pot(view: RoundView) -> Iterator[Problem]:
    """A project dearer than its pot could never win; an imported election may have had one."""
    if f"{view.folder.path}/announced.yaml" in view.tree.paths:
        return
    for project_id, assessment in _eligible(view):
        proposal = view.folder.proposals.get(project_id)
        pot = view.folder.round.pots.get(proposal.pot) if proposal else None
        if pot and (assessment.cost or 0) > pot.budget_limit:
            row = view.row(view.round_path, "pots", pot.pot_id)
            limit = place_of(view.tree, view.round_path, "pots", row, "budget_limit")
            yield finding(
                "assessed-cost-above-pot",
                place_of(view.tree, view.assessment_path(project_id), "cost"),
                source=f"{limit.path}:{limit.line} pots.{pot.pot_id}.budget_limit",
                cost=assessment.cost or 0,
                limit=pot.budget_limit,
                pot=pot.pot_id,
                currency=view.folder.round.currency,
            )


def a_merged_proposal_lives_on_in_one_that_is_there(view: RoundView) -> Iterator[Problem]:
    """`merged_into` names a proposal of the round that is not itself merged into another."""
    for project_id, assessment in view.folder.assessments.items():
        target = assessment.merged_into
        if assessment.verdict != "merged" or target is None:
            continue
        place = place_of(view.tree, view.assessment_path(project_id), "merged_into")
        judged = view.folder.assessments.get(target)
        if target not in view.proposal_ids:
            yield finding("merged-into-unknown", place, project=target)
        elif target == project_id or (judged and judged.verdict == "merged"):
            yield finding("merged-into-merged", place, project=target)


def _eligible(view: RoundView) -> Iterator[tuple[str, Assessment]]:
    for project_id, assessment in view.folder.assessments.items():
        if assessment.verdict == "eligible":
            yield project_id, assessment


ROUND_RULES = (
    every_proposal_is_answered_in_time,
    an_assessment_is_of_a_proposal,
    an_assessment_comes_after_its_proposal,
    an_assessment_uses_the_criteria_of_the_round,
    an_eligible_proposal_is_judged_on_every_criterion,
    an_eligible_proposal_keeps_every_criterion,
    a_refused_proposal_breaks_a_criterion,
    an_assessed_cost_keeps_the_cap,
    an_assessed_cost_fits_in_its_pot,
    a_merged_proposal_lives_on_in_one_that_is_there,
)
