"""The rule that one Pabulib file is counted by: its own, with what the reader asks for instead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, fields, replace

from medborgarbudget.pb.ballot import VOTE_TYPES
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.provisions import CostBand, Percentage, Quota
from medborgarbudget.pb.round import Comparison, Completion, Leftover, RuleChoice, Score, Utility
from medborgarbudget.pb.rules.needs import BALLOTS, NEEDED, ONLY_FOR
from medborgarbudget.pb.rules.scoring import fits_ballots
from medborgarbudget.pb.ties import TieBreaking, TieCriterion
from medborgarbudget.records.pabulib import PabulibFile
from medborgarbudget.records.pabulib.file import (
    CHEAPEST_FIRST,
    RAISED,
    TOP_UP_OF_POZNAN,
    UNTIL_OVERSPEND,
)

OUR_RULE_FOR_OTHERS = "greedy"
NOT_COUNTED_BY = ("budget_per_category", "budget_per_neighborhood", "leftover_budget")
"""META keys that divide the money in ways that no rule of ours knows (some files of Amsterdam)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader wants otherwise than the file has it; None leaves it as it is."""

    rule: str | None = None
    tie_breaking: tuple[TieCriterion, ...] | None = None
    lot_seed: str | None = None
    threshold: int | None = None
    utility: Utility | None = None
    completion: Completion | None = None
    score: Score | None = None
    threshold_percent: int | None = None
    threshold_cost: int | None = None
    top_up: int | None = None
    conflicts: tuple[tuple[str, str], ...] | None = None
    comparison: Comparison | None = None
    winners: int | None = None
    leftover: Leftover | None = None
    bands: tuple[CostBand, ...] | None = None
    areas_first: tuple[str, ...] | None = None
    quotas: tuple[Quota, ...] | None = None
    options: tuple[tuple[str, ...], ...] | None = None
    percentage: Percentage | None = None


NOTHING_ELSE = Asked()


OPTIONS = {
    "areas_first": "--area-first",
    "bands": "--band",
    "completion": "--completion",
    "conflicts": "--conflict",
    "options": "--sizes",
    "percentage": "--percentage",
    "quotas": "--quota",
    "top_up": "--top-up",
    "winners": "--winners",
}
"""By which option each part of a rule is asked for, where it takes more than its name."""


def choice_for(
    file: PabulibFile, path: str, asked: Asked = NOTHING_ELSE, seed: str | None = None
) -> tuple[RuleChoice, tuple[Problem, ...]]:
    """The rule to count by: what is asked for, else what the file says, else plain greedy.

    Add1 and add1u run as the announced outcomes need it (`UNTIL_OVERSPEND`) unless a completion
    is asked for. META's threshold goes with the file's own rule and with ``greedy-threshold``: any
    other rule that is named is that rule alone. What was taken stands in the outcome's parameters.
    With a `seed`, a lot is drawn where lowest cost and most votes leave a tie.
    """
    own = file.rule_choice()
    notes: tuple[Problem, ...] = ()
    if own is None and asked.rule is None:
        facts = {"rule": file.meta.get("rule", "").strip() or "?", "used": OUR_RULE_FOR_OTHERS}
        notes = (Problem("pb-rule-not-ours", Place(path), facts, "note"),)
    divided = tuple(key for key in NOT_COUNTED_BY if file.meta.get(key, "").strip())
    if divided:
        notes += (Problem("pb-not-counted-by", Place(path), {"keys": divided}, "note"),)
    choice = own or RuleChoice(OUR_RULE_FOR_OTHERS, CHEAPEST_FIRST, file.threshold)
    if asked.rule is not None and asked.rule != choice.name:
        threshold = file.threshold if asked.rule == "greedy-threshold" else 0
        completion = UNTIL_OVERSPEND if asked.rule in RAISED else None
        top_up = TOP_UP_OF_POZNAN if asked.rule == "greedy-custom" else 0
        choice = RuleChoice(
            asked.rule, CHEAPEST_FIRST, threshold, completion=completion, top_up=top_up
        )
    if asked.threshold is not None:
        name = "greedy-threshold" if choice.name == "greedy" else choice.name
        choice = replace(choice, name=name, threshold=asked.threshold)
    return replace(_with_asked(choice, asked), tie_breaking=_ties(choice, asked, seed)), notes


def _with_asked(choice: RuleChoice, asked: Asked) -> RuleChoice:
    """The choice with what was asked for by name in place of its own."""
    elsewhere = ("rule", "tie_breaking", "lot_seed", "threshold")
    names = [field.name for field in fields(Asked) if field.name not in elsewhere]
    wanted = {name: getattr(asked, name) for name in names}
    return replace(choice, **{name: value for name, value in wanted.items() if value is not None})


def _ties(choice: RuleChoice, asked: Asked, seed: str | None) -> TieBreaking:
    if asked.tie_breaking is not None:
        return TieBreaking(asked.tie_breaking, asked.lot_seed)
    drawn = asked.lot_seed or seed
    order = choice.tie_breaking.order
    return TieBreaking((*order, "lot"), drawn) if drawn else choice.tie_breaking


def hindered(choice: RuleChoice, file: PabulibFile, path: str) -> tuple[Problem, ...]:
    """Why the file cannot be counted by this choice, all at once; nothing where it can.

    The rule lacks a part that neither the file nor the reader gives, or goes by other ballots.
    """
    found = []
    part = NEEDED.get(choice.name)
    if part is not None and not getattr(choice, part):
        needs: dict[str, Fact] = {"rule": choice.name, "option": OPTIONS[part]}
        found.append(Problem("pb-rule-needs-more", Place(path), needs))
    score = choice.score if choice.name.startswith("greedy") else None
    kinds = BALLOTS.get(choice.name, VOTE_TYPES)
    wanted = [kind for kind in kinds if fits_ballots(score, kind)]
    if file.vote_type not in wanted:
        facts: dict[str, Fact] = {
            "rule": choice.name if score is None else f"{choice.name} --score {score}",
            "needed": tuple(wanted),
            "vote_type": file.vote_type,
        }
        found.append(Problem("pb-rule-other-ballots", Place(path), facts))
    return tuple(found)


def unknown(
    asked: Asked, file: PabulibFile, path: str, rules: Collection[str]
) -> Iterator[Problem]:
    """The projects, areas and categories that an option names and the file does not have.

    Only options that any of the rules knows: for the others see `commands.asking.check_use`.
    """
    if asked is NOTHING_ELSE:
        return
    projects = file.instance().projects
    ids: set[str | None] = {project.project_id for project in projects}
    areas = {project.area for project in projects}
    categories: set[str | None] = {
        category for project in projects for category in project.categories
    }
    quotas = asked.quotas or ()
    named: list[tuple[str, list[str], Set[str | None]]] = [
        ("conflicts", [one for pair in asked.conflicts or () for one in pair], ids),
        ("options", [one for sizes in asked.options or () for one in sizes], ids),
        ("percentage", [asked.percentage.item] if asked.percentage else [], ids),
        ("areas_first", list(asked.areas_first or ()), areas),
        ("quotas", [quota.area for quota in quotas if quota.area is not None], areas),
        ("quotas", [quota.category for quota in quotas if quota.category], categories),
    ]
    for part, names, known in named:
        missing = tuple(dict.fromkeys(name for name in names if name not in known))
        if missing and not set(ONLY_FOR[part]).isdisjoint(rules):
            facts: dict[str, Fact] = {"option": OPTIONS[part], "found": missing}
            yield Problem("pb-option-unknown", Place(path), facts)
