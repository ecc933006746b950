"""Rules for how a round votes and counts: limits that fit the vote type, a rule that has all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.moderation.rules.view import Key, RoundView, finding, place_of
from medborgarbudget.pb.ballot import WITH_POINTS, BallotLimits
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.pb.round import RuleChoice

PAIRS = ("length", "sum_cost", "points", "sum_points")
POINT_LIMITS = ("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score")


@dataclass(frozen=True)
class Written:
    """The ballot and the rule that hold for some pots, and where they are written."""

    ballot: BallotLimits
    ballot_key: Key
    rule: RuleChoice
    rule_key: Key


def a_limit_belongs_to_its_vote_type(view: RoundView) -> Iterator[Problem]:
    """Limits on points only where ballots give points."""
    for ballot, key in _ballots(view):
        if ballot.vote_type in WITH_POINTS:
            continue
        for name in POINT_LIMITS:
            if _is_written(view, key, name):
                yield finding(
                    "limit-without-use",
                    place_in_round(view, key, name),
                    limit=name,
                    vote_type=ballot.vote_type,
                )


def a_ballot_for_one_project_holds_one(view: RoundView) -> Iterator[Problem]:
    """choose-1 means one project: a length limit may only say so again."""
    for ballot, key in _ballots(view):
        for name in ("min_length", "max_length"):
            limit = getattr(ballot, name)
            if ballot.vote_type == "choose-1" and limit not in (None, 1):
                yield finding("choose-one-length", place_in_round(view, key, name), limit=limit)


def a_lower_limit_is_not_above_the_upper(view: RoundView) -> Iterator[Problem]:
    """Some ballot must be able to keep both limits."""
    for ballot, key in _ballots(view):
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
        if "lot" in rule.tie_breaking.order and not rule.tie_breaking.seed:
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


def _ballots(view: RoundView) -> Iterator[tuple[BallotLimits, Key]]:
    seen = set()
    for ballot, key in ((one.ballot, one.ballot_key) for one in _written(view)):
        if key not in seen:
            seen.add(key)
            yield ballot, key


def written_rules(view: RoundView) -> Iterator[tuple[Written, Key]]:
    """Each rule that the round or a pot writes, with its ballot and its place in round.yaml."""
    seen = set()
    for one in _written(view):
        if one.rule_key not in seen:
            seen.add(one.rule_key)
            yield one, one.rule_key


def _written(view: RoundView) -> Iterator[Written]:
    """What holds for each pot: its own ballot and rule, or else the round's."""
    data = view.data(view.round_path)
    for pot in view.folder.round.pots.values():
        row = view.row(view.round_path, "pots", pot.pot_id)
        own = data["pots"][row]
        ballot_key: Key = ("pots", row, "ballot") if "ballot" in own else ("ballot",)
        rule_key: Key = ("pots", row, "rule") if "rule" in own else ("rule",)
        yield Written(pot.ballot, ballot_key, pot.rule, rule_key)


def _is_written(view: RoundView, key: Key, name: str) -> bool:
    data = view.data(view.round_path)
    for part in key:
        data = data[part]
    return name in data


def place_in_round(view: RoundView, key: Key, *names: str | int) -> Place:
    """Where a part of a ballot or a rule is written."""
    return place_of(view.tree, view.round_path, *key, *names)


ROUND_RULES = (
    a_limit_belongs_to_its_vote_type,
    a_ballot_for_one_project_holds_one,
    a_lower_limit_is_not_above_the_upper,
    a_threshold_rule_has_a_threshold,
    a_lot_has_a_seed,
    nothing_follows_the_last_word_on_a_tie,
)
