"""Rules for proposals: where they lie, what they are called, and what they refer to."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from medborgarbudget.moderation.rules.view import RoundView, as_written, finding, place_of
from medborgarbudget.pb.criteria import CHECKS
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.pb.proposal import Proposal
from medborgarbudget.pb.round import Criterion


def no_two_proposals_share_an_id(view: RoundView) -> Iterator[Problem]:
    """Names that differ only in capitals, in how accents are stored or in their ending are one."""
    folder = f"proposals/{view.folder.round_id}/"
    same = defaultdict(list)
    for path in view.tree.paths:
        if path.startswith(folder) and path.lower().endswith((".yaml", ".yml")):
            name = path.removeprefix(folder)
            stem = name.rpartition(".")[0]
            same[unicodedata.normalize("NFC", stem).casefold()].append(name)
    for first, *others in same.values():
        for name in others:
            yield finding("id-taken", Place(folder + name), name=name, other=first)


def a_proposal_names_a_pot_of_the_round(view: RoundView) -> Iterator[Problem]:
    """The pot is on the round's list."""
    pots = tuple(view.folder.round.pots)
    for project_id, proposal in view.folder.proposals.items():
        if proposal.pot not in pots:
            place = place_of(view.tree, view.proposal_path(project_id), "pot")
            source = view.rule_place("pots")
            yield finding("pot-unknown", place, source=source, pot=proposal.pot, pots=pots)


def a_proposal_names_a_category_of_the_round(view: RoundView) -> Iterator[Problem]:
    """The category is on the round's list."""
    categories = tuple(view.folder.round.categories)
    for project_id, proposal in view.folder.proposals.items():
        if proposal.category not in categories:
            place = place_of(view.tree, view.proposal_path(project_id), "category")
            yield finding(
                "category-unknown",
                place,
                source=view.rule_place("categories"),
                category=proposal.category,
                categories=categories,
            )


def a_proposal_lies_in_the_area_of_its_pot(view: RoundView) -> Iterator[Problem]:
    """An area that a proposal names is drawn, and is that of its pot where the pot has one."""
    areas = tuple(sorted(view.tree.areas))
    for project_id, proposal in view.folder.proposals.items():
        place = place_of(view.tree, view.proposal_path(project_id), "area")
        pot = view.folder.round.pots.get(proposal.pot)
        if proposal.area is None:
            continue
        if proposal.area not in areas and view.knows_all_areas:
            yield finding("area-unknown", place, area=proposal.area, areas=areas)
        elif pot is not None and pot.area not in (None, proposal.area):
            expected = pot.area or ""
            yield finding(
                "area-not-of-pot", place, area=proposal.area, pot=pot.pot_id, expected=expected
            )


def a_proposal_is_sent_in_while_ideas_are_gathered(view: RoundView) -> Iterator[Problem]:
    """The day a proposal was submitted lies within the step for ideas."""
    period = view.folder.round.schedule.periods["ideas"]
    for project_id, proposal in view.folder.proposals.items():
        midnight = datetime.combine(proposal.submitted, time.min)
        if period.opens < midnight + timedelta(days=1) and midnight < period.closes:
            continue
        yield finding(
            "submitted-outside-period",
            place_of(view.tree, view.proposal_path(project_id), "submitted"),
            source=view.rule_place("schedule", "ideas"),
            submitted=proposal.submitted.isoformat(),
            opens=as_written(period.opens),
            closes=as_written(period.closes, end=True),
        )


def a_proposal_not_yet_judged_keeps_what_a_machine_can_check(view: RoundView) -> Iterator[Problem]:
    """The criteria that need no person, told while the proposer can still mend the proposal."""
    folder = view.folder
    for project_id, proposal in folder.proposals.items():
        assessment = folder.assessments.get(project_id)
        if project_id in view.assessment_ids and (
            assessment is None or assessment.verdict != "needs-work"
        ):
            continue
        for criterion in folder.round.criteria.values():
            yield from _breach(view, proposal, criterion)


def _breach(view: RoundView, proposal: Proposal, criterion: Criterion) -> Iterator[Problem]:
    folder = view.folder
    check = CHECKS.get(criterion.check)
    if check is None or not _checkable(view, proposal, criterion):
        return
    breach = check(proposal, criterion.value, view.tree.areas)
    if breach is not None:
        yield Problem(
            breach.code,
            place_of(view.tree, view.proposal_path(proposal.project_id), *breach.key),
            {**breach.facts, "currency": folder.round.currency},
            source=view.criterion_source(criterion.criterion_id),
        )


def _checkable(view: RoundView, proposal: Proposal, criterion: Criterion) -> bool:
    """Whether the check can be asked: what else is wrong is told by the rules for rounds."""
    value = criterion.value
    if criterion.check == "categories":
        declared = proposal.category in view.folder.round.categories
        return declared and isinstance(value, tuple)
    if criterion.check == "beneficiaries":
        return isinstance(value, tuple)
    if criterion.check == "inside-area":
        return view.knows_all_areas and (value == "any" or value in view.tree.areas)
    return isinstance(value, int)


ROUND_RULES = (
    no_two_proposals_share_an_id,
    a_proposal_names_a_pot_of_the_round,
    a_proposal_names_a_category_of_the_round,
    a_proposal_lies_in_the_area_of_its_pot,
    a_proposal_is_sent_in_while_ideas_are_gathered,
    a_proposal_not_yet_judged_keeps_what_a_machine_can_check,
)
