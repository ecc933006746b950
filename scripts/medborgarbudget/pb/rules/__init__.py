"""The rules, registered under the names that Pabulib or the literature gives them.

Every rule is exact: money, scores and votes are int, shares are fractions, and no floating point
decides anything. Four things hold for all of them:

- A project that no ballot names, or whose points come to zero or less, is never funded.
- A project whose score is below the threshold of the choice is set aside before the count.
- A project dearer than the budget limit is set aside too: as it can never be funded, it draws no
  voters' money in Equal Shares. Rules that end at the first project that does not fit end there
  too, as the cities' announced outcomes do, but never at a withdrawn one (`pb.project.WITHDRAWN`).
- A project that costs nothing is funded as soon as the rule comes to it, if anybody wants it.

A tie-breaker is asked only where the money does not reach for all that are tied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.areas_first import greedy_areas_first
from medborgarbudget.pb.rules.bounded_overspending import bounded_overspending
from medborgarbudget.pb.rules.comparison import compared
from medborgarbudget.pb.rules.completion import add1, add1u, utilitarian
from medborgarbudget.pb.rules.cost_bands import greedy_bands
from medborgarbudget.pb.rules.count import Count, Watch, unwatched
from medborgarbudget.pb.rules.equal_shares import equal_shares
from medborgarbudget.pb.rules.fractional import fractional
from medborgarbudget.pb.rules.greedy import greedy, greedy_no_skip
from medborgarbudget.pb.rules.greedy_custom import greedy_custom
from medborgarbudget.pb.rules.greedy_exclusive import greedy_exclusive
from medborgarbudget.pb.rules.leftovers import leave
from medborgarbudget.pb.rules.majority_judgement import majority_judgement
from medborgarbudget.pb.rules.max_welfare import TooManySelectionsError, max_welfare
from medborgarbudget.pb.rules.percentage import greedy_percentage
from medborgarbudget.pb.rules.phragmen import phragmen
from medborgarbudget.pb.rules.quotas import greedy_quotas
from medborgarbudget.pb.rules.raising import TooManyStepsError
from medborgarbudget.pb.rules.size_options import greedy_options
from medborgarbudget.pb.summed import NeedsBallotsError, SummedProfile, counts_sums
from medborgarbudget.pb.ties import Untie

__all__ = [
    "RULES",
    "NeedsBallotsError",
    "Rule",
    "TooManySelectionsError",
    "TooManyStepsError",
    "run",
]

Rule = Callable[[Count, RuleChoice], object]
"""Selects projects and writes every step into the count, with the parameters it went by."""

RULES: Mapping[str, Rule] = {
    "greedy": greedy,
    "greedy-no-skip": greedy_no_skip,
    "greedy-threshold": greedy,
    "greedy-custom": greedy_custom,
    "greedy-exclusive": greedy_exclusive,
    "greedy-bands": greedy_bands,
    "greedy-areas-first": greedy_areas_first,
    "greedy-quotas": greedy_quotas,
    "greedy-options": greedy_options,
    "greedy-percentage": greedy_percentage,
    "equalshares": equal_shares,
    "equalshares/add1": add1,
    "equalshares/add1u": add1u,
    "equalshares/utilitarian": utilitarian,
    "equalshares/bos": bounded_overspending,
    "equalshares/fractional": fractional,
    "phragmen": phragmen,
    "max-welfare": max_welfare,
    "majority-judgement": majority_judgement,
}


def run(
    instance: Instance,
    profile: Profile,
    choice: RuleChoice,
    untie: Untie | None = None,
    watch: Watch = unwatched,
) -> Outcome:
    """The budget allocation by the chosen rule, with the steps that explain it.

    `untie` stands in for the tie-breaking of the choice. `watch` is told after each attempt of a
    rule that raises the endowment; what it raises ends the count. Raises TieRefusedError where a
    tie that matters is not to be broken, TooManyStepsError where a completion reaches its
    `max_steps` or, as a TooManySelectionsError, where the best selection is not proven within its
    bound, KeyError for a rule that is not in `RULES` or a ballot that names a project not in the
    instance, NeedsBallotsError where only sums are known of some ballots and the rule goes by more,
    and ValueError where the choice lacks what its rule needs, or asks for points that the ballots
    do not give.
    """
    if isinstance(profile, SummedProfile) and not counts_sums(choice):
        raise NeedsBallotsError(choice.name)
    count = Count(instance, profile, choice, untie, watch)
    RULES[choice.name](count, choice)
    count = compared(count, choice)
    leave(count, choice)
    return count.outcome(choice.name)
