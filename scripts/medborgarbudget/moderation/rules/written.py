"""The ballots and rules that a round writes, for itself or for one pot, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.moderation.rules.view import Key, RoundView, place_of
from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.problem import Place
from medborgarbudget.pb.round import RuleChoice


@dataclass(frozen=True)
class Written:
    """The ballot and the rule that hold for some pots, and where they are written."""

    ballot: BallotLimits
    ballot_key: Key
    rule: RuleChoice
    rule_key: Key


def written_ballots(view: RoundView) -> tuple[tuple[BallotLimits, Key], ...]:
    """Each ballot that the round or a pot writes, with its place in round.yaml."""
    found = {one.ballot_key: one.ballot for one in _written(view)}
    return tuple((ballot, key) for key, ballot in found.items())


def written_rules(view: RoundView) -> tuple[tuple[Written, Key], ...]:
    """Each rule that the round or a pot writes, with a ballot and its place in round.yaml."""
    found: dict[Key, Written] = {}
    for one in _written(view):
        found.setdefault(one.rule_key, one)
    return tuple((one, key) for key, one in found.items())


def _written(view: RoundView) -> Iterator[Written]:
    """What holds for each pot: its own ballot and rule, or else the round's."""
    data = view.data(view.round_path)
    for pot in view.folder.round.pots.values():
        row = view.row(view.round_path, "pots", pot.pot_id)
        own = data["pots"][row]
        ballot_key: Key = ("pots", row, "ballot") if "ballot" in own else ("ballot",)
        rule_key: Key = ("pots", row, "rule") if "rule" in own else ("rule",)
        yield Written(pot.ballot, ballot_key, pot.rule, rule_key)


def is_written(view: RoundView, key: Key, name: str) -> bool:
    """Whether the ballot or rule there says anything of this name."""
    data = view.data(view.round_path)
    for part in key:
        data = data[part]
    return name in data


def place_in_round(view: RoundView, key: Key, *names: str | int) -> Place:
    """Where a part of a ballot or a rule is written."""
    return place_of(view.tree, view.round_path, *key, *names)
