"""The comparison step of Wieliczka and Świecie: is the plain greedy outcome liked by more voters?

Source: https://equalshares.net/explanation, "comparison step". There a voter who gets nothing from
one of the two outcomes is at times left out of the comparison (the web tool compares with an
undefined number); here every voter is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.outcome import Step
from medborgarbudget.pb.round import Comparison, RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.greedy import greedy
from medborgarbudget.pb.rules.purses import supported


def compared(count: Count, choice: RuleChoice) -> Count:
    """The count, or that of plain greedy where more voters prefer its outcome to this one.

    A voter prefers the outcome with more projects that their ballot supports (`satisfaction`), or
    the only one with any at all (`exclusion-ratio`). As many for both keeps this outcome.
    """
    if choice.comparison is None:
        return count
    plain = replace(choice, name="greedy", comparison=None)
    other = Count(count.instance, count.profile, plain, count.untie)
    greedy(other, plain)
    ours = theirs = 0
    for ballot, voters in count.profile.ballots:
        here = _liking(ballot, count.selected, choice.comparison)
        there = _liking(ballot, other.selected, choice.comparison)
        ours += voters if here > there else 0
        theirs += voters if there > here else 0
    facts = {"prefer_this": ours, "prefer_greedy": theirs}
    count.parameters["comparison"] = choice.comparison
    if theirs <= ours:
        count.note("compared", None, facts)
        return count
    other.parameters = count.parameters
    other.steps.insert(0, Step("compared", None, count.instance.budget_limit, facts))
    return other


def _liking(ballot: Ballot, selected: Collection[str], comparison: Comparison) -> int:
    got = len(supported(ballot) & set(selected))
    return got if comparison == "satisfaction" else min(got, 1)
