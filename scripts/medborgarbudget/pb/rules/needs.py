"""What a rule must be told, and what it looks at: beside its name, and of the ballots."""

from __future__ import annotations

from collections.abc import Mapping

from medborgarbudget.pb.rules import RULES, percentage
from medborgarbudget.pb.rules.majority_judgement import VOTE_TYPE

NEEDED: Mapping[str, str] = {
    "equalshares/add1": "completion",
    "equalshares/add1u": "completion",
    "greedy-custom": "top_up",
    "majority-judgement": "winners",
    "greedy-bands": "bands",
    "greedy-areas-first": "areas_first",
    "greedy-quotas": "quotas",
    "greedy-options": "options",
    "greedy-percentage": "percentage",
}
"""What a rule cannot be run without, beside its name."""

ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "completion": ("equalshares/add1", "equalshares/add1u"),
    "score": tuple(name for name in RULES if name.startswith("greedy")),
    "comparison": tuple(name for name in RULES if name.startswith("equalshares")),
    "top_up": ("greedy-custom",),
    "winners": ("majority-judgement",),
    "conflicts": ("greedy-exclusive",),
    "bands": ("greedy-bands",),
    "areas_first": ("greedy-areas-first", "greedy-bands"),
    "quotas": ("greedy-quotas",),
    "options": ("greedy-options", "greedy-percentage"),
    "percentage": ("greedy-percentage",),
}
"""The rules that a part of a rule says anything to; the other parts are for more."""


BALLOTS: Mapping[str, tuple[str, ...]] = {
    "majority-judgement": (VOTE_TYPE,),
    "greedy-percentage": (percentage.VOTE_TYPE,),
    "greedy-options": ("approval", "choose-1"),
}
"""The vote types that a rule can count; the other rules count all."""
