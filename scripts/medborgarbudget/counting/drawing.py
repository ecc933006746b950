"""Drawing the lot: its seed is written down once, when the ballots are published and fixed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.pb.words import Words
from medborgarbudget.records.lots import Lot, lot_path, lot_problems, lot_text, waits_for_lot
from medborgarbudget.records.pot_ballots import ballots_path
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.tree import RoundFolder, TownTree


def draw(
    tree: TownTree, folder: RoundFolder, seed: str, source: Words, today: date
) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of lot.yaml, or None with all that stands in the way. Writes nothing.

    `source` says where the draw can be seen; where it is empty, the round's own words stand.
    """
    path = lot_path(folder.round_id)
    if not waits_for_lot(folder.round):
        place = Place(f"{folder.path}/round.yaml")
        return None, (Problem("lot-none-to-draw", place, {"round": folder.round_id}),)
    if path in tree.paths:
        return None, (Problem("lot-drawn-already", Place(path), {"round": folder.round_id}),)
    lot = Lot(seed, source or _promised(folder), today)
    problems = list(lot_problems(folder.round, lot, Place(path)))
    problems += _ballots_missing(tree, folder)
    text = lot_text(lot)
    document, found = parse_yaml(path, text)
    problems += found or (shape_problems(document, "lot") if document else ())
    return (None if problems else text), tuple(problems)


def _promised(folder: RoundFolder) -> Words:
    """Where round.yaml says that the seed will come from."""
    rules = (pot.rule for pot in folder.round.pots.values())
    return next((rule.lot_source for rule in rules if rule.lot_after_close), {})


def _ballots_missing(tree: TownTree, folder: RoundFolder) -> Iterator[Problem]:
    """Whoever knows the seed must not be able to choose the ballots any more."""
    for pot_id in sorted(folder.round.pots):
        path = ballots_path(folder, pot_id)
        if path not in tree.paths:
            yield Problem("lot-before-ballots", Place(path), {"round": folder.round_id})
