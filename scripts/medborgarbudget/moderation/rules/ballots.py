"""Rules for how a round votes and counts: limits that fit the vote type, a rule that has all."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView, finding
from medborgarbudget.moderation.rules.written import (
    is_written,
    place_in_round,
    written_ballots,
    written_rules,
)
from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.problem import Problem

PAIRS = ("length", "sum_cost", "points", "sum_points")
POINT_LIMITS = ("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score")


def a_limit_belongs_to_its_vote_type(view: RoundView) -> Iterator[Problem]:
    """Limits on points only where ballots give points."""
    for ballot, key in written_ballots(view):
        if ballot.vote_type in WITH_POINTS:
            continue
        for name in POINT_LIMITS:
            if is_written(view, key, name):
                yield finding(
                    "limit-without-use",
                    place_in_round(view, key, name),
                    limit=name,
                    vote_type=ballot.vote_type,
                )


def a_ballot_for_one_project_holds_one(view: RoundView) -> Iterator[Problem]:
    """choose-1 means one project: a length limit may only say so again."""
    for ballot, key in written_ballots(view):
        for name in ("min_length", "max_length"):
            limit = getattr(ballot, name)
            if ballot.vote_type == "choose-1" and limit not in (None, 1):
                yield finding("choose-one-length", place_in_round(view, key, name), limit=limit)


def a_lower_limit_is_not_above_the_upper(view: RoundView) -> Iterator[Problem]:
    """Some ballot must be able to keep both limits."""
    for ballot, key in written_ballots(view):
        for name in PAIRS:
            least, most = getattr(ballot, f"min_{name}"), getattr(ballot, f"max_{name}")
            if least is not None and most is not None and least > most:
                place = place_in_round(view, key, f"min_{name}")
                yield finding("limits-crossed", place, limit=f"min_{name}", least=least, most=most)


def a_threshold_rule_has_a_threshold(view: RoundView) -> Iterator[Problem]:
    """How many votes a project needs is said before anybody votes."""
    for one, key in written_rules(view):
        rule = one.rule
        if rule.name == "greedy-threshold" and rule.threshold <= 0:
            yield finding("threshold-missing", place_in_round(view, key, "name"), rule=rule.name)


def a_lot_has_a_seed(view: RoundView) -> Iterator[Problem]:
    """Where lots are drawn, the round says from which published figure."""
    for one, key in written_rules(view):
        rule = one.rule
        waits = rule.lot_after_close
        if "lot" in rule.tie_breaking.order and not (rule.tie_breaking.seed or waits):
            yield finding("lot-seed-missing", place_in_round(view, key, "tie_breaking"))


def nothing_follows_the_last_word_on_a_tie(view: RoundView) -> Iterator[Problem]:
    """A lot always decides and `refuse` always stops: what stands after is never reached."""
    for one, key in written_rules(view):
        rule = one.rule
        order = rule.tie_breaking.order
        ends = [number for number, name in enumerate(order) if name in ("lot", "refuse")]
        if ends and ends[0] < len(order) - 1:
            place = place_in_round(view, key, "tie_breaking", ends[0] + 1)
            yield finding(
                "tie-breaking-unreached",
                place,
                "warning",
                last=order[ends[0]],
                unreached=tuple(order[ends[0] + 1 :]),
            )


ROUND_RULES = (
    a_limit_belongs_to_its_vote_type,
    a_ballot_for_one_project_holds_one,
    a_lower_limit_is_not_above_the_upper,
    a_threshold_rule_has_a_threshold,
    a_lot_has_a_seed,
    nothing_follows_the_last_word_on_a_tie,
)
