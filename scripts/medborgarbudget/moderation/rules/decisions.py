"""Rules for what follows the vote: the decision, the building, the follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from medborgarbudget.moderation.rules.view import RoundView, finding, item_of, place_of
from medborgarbudget.pb import lifecycle
from medborgarbudget.pb.problem import Place, Problem

ASSESSMENT, IMPLEMENTATION = "assessments/{}.yaml", "implementation/{}.yaml"
LIFE = (
    ASSESSMENT,
    "manifest.yaml",
    "result.yaml",
    "decision.yaml",
    IMPLEMENTATION,
    "follow-up.yaml",
)
"""The files that tell a project's life: where one of them cannot be read, nothing is concluded."""

TOLD_AT = {
    "on-ballot-not-eligible": (ASSESSMENT, "verdict"),
    "eligible-not-on-ballot": (ASSESSMENT, "verdict"),
    "selected-not-on-ballot": ("result.yaml", ""),
    "funded-not-on-ballot": ("decision.yaml", "funded"),
    "implementation-not-funded": (IMPLEMENTATION, "stage"),
    "followed-up-not-ended": ("follow-up.yaml", "followed_up"),
}
"""Where each contradiction is shown: the file, and the key in it."""


def a_decision_is_about_projects_of_the_round(view: RoundView) -> Iterator[Problem]:
    """Every project funded, and every deviation, has a proposal."""
    decision = view.folder.decision
    if decision is None:
        return
    path = f"{view.folder.path}/decision.yaml"
    for row, project_id in enumerate(decision.funded):
        if project_id not in view.proposal_ids:
            place = place_of(view.tree, path, "funded", row)
            yield finding("decision-project-unknown", place, project=project_id)
    for row, deviation in enumerate(decision.deviations):
        if deviation.project_id not in view.proposal_ids:
            place = place_of(view.tree, path, "deviations", row, "project_id")
            yield finding("decision-project-unknown", place, project=deviation.project_id)


def a_decision_comes_after_the_vote(view: RoundView) -> Iterator[Problem]:
    """Nobody decides on a result before the voting has closed."""
    decision, closes = view.folder.decision, view.folder.round.schedule.periods["voting"].closes
    if decision is not None and decision.date < closes.date():
        yield finding(
            "decided-before-closing",
            place_of(view.tree, f"{view.folder.path}/decision.yaml", "date"),
            source=view.rule_place("schedule", "voting"),
            decided=decision.date.isoformat(),
            closes=closes.isoformat(timespec="minutes"),
        )


def a_decision_that_leaves_the_result_says_why(view: RoundView) -> Iterator[Problem]:
    """Each project on which the decision and the result differ stands among the deviations."""
    decision, result = view.folder.decision, view.folder.result
    if decision is None or result is None:
        return
    selected = set(result.selected)
    path = f"{view.folder.path}/decision.yaml"
    explained = {deviation.project_id: deviation for deviation in decision.deviations}
    for project_id in sorted(set(decision.funded) ^ selected):
        if project_id in view.proposal_ids and project_id not in explained:
            code = (
                "deviation-missing-funded"
                if project_id in decision.funded
                else ("deviation-missing-dropped")
            )
            yield finding(code, item_of(view.tree, path, "funded", project_id), project=project_id)
    for row, deviation in enumerate(decision.deviations):
        project_id = deviation.project_id
        differs = (project_id in decision.funded) != (project_id in selected)
        agrees = deviation.funded == (project_id in decision.funded)
        if project_id in view.proposal_ids and not (differs and agrees):
            place = place_of(view.tree, path, "deviations", row, "project_id")
            yield finding("deviation-not-deviating", place, project=project_id)


def a_life_can_be_lived(view: RoundView) -> Iterator[Problem]:
    """What the files say of a proposal, from first to last, does not contradict itself."""
    for project_id in view.folder.proposals:
        paths = {part: f"{view.folder.path}/{part.format(project_id)}" for part in LIFE}
        if not view.unread.isdisjoint(paths.values()):
            continue
        for code in lifecycle.impossible(view.folder.traces(project_id)):
            part, key = TOLD_AT[code]
            place = item_of(view.tree, paths[part], key, project_id) if key else Place(paths[part])
            yield finding(code, place, project=project_id)


def what_is_built_was_proposed(view: RoundView) -> Iterator[Problem]:
    """A file on the building of a project belongs to a proposal of the round."""
    for project_id in view.folder.implementation:
        if project_id not in view.proposal_ids:
            path = f"{view.folder.path}/implementation/{project_id}.yaml"
            yield finding(
                "implementation-without-proposal",
                Place(path),
                file=view.proposal_path(project_id),
            )


def money_spent_stays_within_the_cost(view: RoundView) -> Iterator[Problem]:
    """More spent than the ballot said is for people to explain, so it is a warning."""
    for project_id, built in view.folder.implementation.items():
        assessment = view.folder.assessments.get(project_id)
        if assessment and assessment.cost is not None and built.spent > assessment.cost:
            path = view.assessment_path(project_id)
            cost = place_of(view.tree, path, "cost")
            yield finding(
                "spent-above-cost",
                place_of(
                    view.tree, f"{view.folder.path}/implementation/{project_id}.yaml", "spent"
                ),
                "warning",
                source=f"{cost.path}:{cost.line} cost",
                spent=built.spent,
                cost=assessment.cost,
                currency=view.folder.round.currency,
            )


def milestones_stand_in_order_of_time(view: RoundView) -> Iterator[Problem]:
    """The page tells the building from first to last."""
    for project_id, built in view.folder.implementation.items():
        for row, (earlier, later) in enumerate(pairwise(built.milestones), start=1):
            if later.date < earlier.date:
                path = f"{view.folder.path}/implementation/{project_id}.yaml"
                yield finding(
                    "milestones-not-in-order",
                    place_of(view.tree, path, "milestones", row, "date"),
                    date=later.date.isoformat(),
                    earlier=earlier.date.isoformat(),
                )


def what_is_followed_up_was_proposed(view: RoundView) -> Iterator[Problem]:
    """The follow-up names projects of the round."""
    follow_up = view.folder.follow_up
    for row, project_id in enumerate(follow_up.followed_up if follow_up else ()):
        if project_id not in view.proposal_ids:
            path = f"{view.folder.path}/follow-up.yaml"
            place = place_of(view.tree, path, "followed_up", row)
            yield finding("followed-up-unknown", place, project=project_id)


ROUND_RULES = (
    a_decision_is_about_projects_of_the_round,
    a_decision_comes_after_the_vote,
    a_decision_that_leaves_the_result_says_why,
    a_life_can_be_lived,
    what_is_built_was_proposed,
    money_spent_stays_within_the_cost,
    milestones_stand_in_order_of_time,
    what_is_followed_up_was_proposed,
)
