"""What other rules would have chosen, in plain words: of one project, and of a whole pot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from medborgarbudget.pb.alternatives import Alternative
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import explained


def rule_name(rule: str, language: str) -> str:
    """What a rule is called in the middle of a sentence."""
    return explained(language, f"rule-{rule}")


def others_on_project(
    alternatives: Sequence[Alternative], project_id: str, won: bool, language: str
) -> Iterator[str]:
    """With which of them the project would have won, and with which not.

    Nothing of rules that came to no end, nor where there is no other.
    """
    ended = [(one.rule, one.outcome.selected) for one in alternatives if one.outcome]
    names = {rule: rule_name(rule, language) for rule, _ in ended}
    wins = [names[rule] for rule, selected in ended if project_id in selected]
    loses = [names[rule] for rule, selected in ended if project_id not in selected]
    end = "won" if won else "lost"
    if ended and not (loses if won else wins):
        rules = formats.listing(wins or loses, language)
        yield explained(language, f"others-same-{end}", rules=rules)
        return
    if wins:
        yield explained(language, f"others-{end}", rules=formats.listing(wins, language))
    if loses:
        none_of = formats.listing(loses, language, joined_by="or")
        yield explained(language, f"others-{end}-not", rules=none_of)


def others_on_pot(
    outcome: Outcome,
    alternatives: Sequence[Alternative],
    name: Callable[[str], str],
    language: str,
) -> Iterator[str]:
    """For each of them, which projects it would have chosen otherwise; `name` is a project's."""

    def names(key: str, project_ids: Sequence[str]) -> str:
        shown = formats.listing([name(one) for one in project_ids], language)
        return explained(language, key, projects=shown)

    for one in alternatives:
        rule = rule_name(one.rule, language)
        if one.outcome is None:
            key = "other-tie" if one.refused else "other-long"
            tied = formats.listing([name(each) for each in one.refused], language)
            yield explained(language, key, rule=rule, projects=tied)
            continue
        gained = [each for each in one.outcome.selected if each not in outcome.selected]
        lost = [each for each in outcome.selected if each not in one.outcome.selected]
        both = (("other-in", gained), ("other-out", lost))
        changes = "; ".join(names(key, ids) for key, ids in both if ids)
        yield explained(
            language, "other-differs" if changes else "other-same", rule=rule, changes=changes
        )
