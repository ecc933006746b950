"""A round's ballot and rule in the words that stand on its counting sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import explained, sentences

BY_HAND = (
    "greedy",
    "greedy-no-skip",
    "greedy-threshold",
    "greedy-custom",
    "greedy-exclusive",
)
"""The rules that people with pencils can redo: one list, gone through once."""


def ballot_words(limits: BallotLimits, currency: str, language: str) -> Iterator[str]:
    """Which ballots count."""
    kind, most = limits.vote_type, limits.max_length
    if kind in ("cumulative", "scoring"):
        yield explained(language, "sheet-ballot-points")
    elif kind == "choose-1":
        yield explained(language, "sheet-ballot-choose-1")
    elif most is None:
        yield explained(language, f"sheet-ballot-{kind}-open")
    elif kind == "ordinal":
        yield explained(language, "sheet-ballot-ordinal", most=formats.number(most, language))
    else:
        least = formats.number(limits.min_length or 1, language)
        yield explained(
            language, "sheet-ballot-approval", least=least, most=formats.number(most, language)
        )
    if limits.max_sum_cost is not None:
        limit = formats.money(limits.max_sum_cost, language, currency)
        yield explained(language, "sheet-ballot-cost", limit=limit)


def rule_words(rule: RuleChoice, language: str) -> Iterator[str]:
    """What the rule does, and what else it demands."""
    threshold = formats.number(rule.threshold, language)
    key = f"sheet-rule-{rule.name.split('/')[0]}"
    if key not in sentences(language):
        key = "sheet-rule-other"
    yield explained(language, key, threshold=threshold, top_up=str(rule.top_up), rule=rule.name)
    if rule.threshold and rule.name != "greedy-threshold":
        yield explained(language, "sheet-threshold", threshold=threshold)
    if rule.threshold_percent:
        percent = str(rule.threshold_percent)
        yield explained(language, "sheet-threshold-percent", percent=percent)
    if rule.threshold_cost:
        times = str(rule.threshold_cost)
        yield explained(language, "sheet-threshold-cost", times=times)
    if rule.score == "votes-per-cost":
        yield explained(language, "sheet-score-votes-per-cost")


def tie_words(ties: TieBreaking, language: str) -> Iterator[str]:
    """What decides between equals, in order."""
    for criterion in ties.order:
        if criterion == "lot" and ties.seed is not None:
            yield explained(language, "sheet-tie-lot-seed", seed=ties.seed)
        else:
            yield explained(language, f"sheet-tie-{criterion}")


def worked_words(rule: RuleChoice, titles: Mapping[str, str], language: str) -> Iterator[str]:
    """How to fill in the sheet that finds the winners; nothing where only a machine can."""
    if rule.name not in BY_HAND:
        return
    yield explained(language, "sheet-worked-how")
    if rule.threshold:
        threshold = formats.number(rule.threshold, language)
        yield explained(language, "sheet-worked-threshold", threshold=threshold)
    if rule.name == "greedy-no-skip":
        yield explained(language, "sheet-worked-stop")
    if rule.name == "greedy-custom":
        yield explained(language, "sheet-worked-top-up", top_up=str(rule.top_up))
    if rule.conflicts:
        pairs = "; ".join(
            " – ".join(titles.get(project_id, project_id) for project_id in pair)
            for pair in rule.conflicts
        )
        yield explained(language, "sheet-worked-conflicts", pairs=pairs)
