"""`rounds/<round>/lot.yaml`: the lot's seed, drawn in public when the ballots were fixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.round import Pot, Round
from medborgarbudget.pb.words import Words
from medborgarbudget.records.source import Document
from medborgarbudget.records.writing import dump_yaml


@dataclass(frozen=True, slots=True)
class Lot:
    """What was drawn: the seed exactly as published, where anybody can look it up, and the day."""

    seed: str
    source: Words
    drawn: date


def lot_path(round_id: str) -> str:
    """Where the lot of a round is kept."""
    return f"rounds/{round_id}/lot.yaml"


def lot_of(document: Document) -> Lot:
    """The lot of a document that has the shape of one."""
    data = document.data
    return Lot(data["seed"], data["source"], date.fromisoformat(data["drawn"]))


def lot_text(lot: Lot) -> str:
    """The bytes of lot.yaml as text."""
    source = dict(sorted(lot.source.items()))
    return dump_yaml({"seed": lot.seed, "source": source, "drawn": lot.drawn.isoformat()})


def with_lot(the_round: Round, lot: Lot) -> Round:
    """The round with the drawn seed in every rule that waited for it; the others stay."""
    pots = {pot_id: _drawn(pot, lot) for pot_id, pot in the_round.pots.items()}
    return replace(the_round, pots=pots)


def _drawn(pot: Pot, lot: Lot) -> Pot:
    rule = pot.rule
    if not rule.lot_after_close:
        return pot
    drawn = replace(rule.tie_breaking, seed=lot.seed)
    return replace(pot, rule=replace(rule, tie_breaking=drawn, lot_source=lot.source))


def waits_for_lot(the_round: Round) -> bool:
    """Whether any pot of the round draws its lot only after closing."""
    return any(pot.rule.lot_after_close for pot in the_round.pots.values())


def lot_problems(the_round: Round, lot: Lot, place: Place) -> Iterator[Problem]:
    """What is wrong with a lot: that nobody asked for it, or that it was known too early.

    `place` is where its day is written.
    """
    if not waits_for_lot(the_round):
        yield Problem("lot-not-asked", Place(lot_path(the_round.round_id)))
    voting = the_round.schedule.periods["voting"]
    if voting.stage(datetime.combine(lot.drawn, datetime.min.time())) != "after":
        facts: dict[str, Fact] = {
            "drawn": lot.drawn.isoformat(),
            "closes": voting.closes.isoformat(timespec="minutes"),
        }
        yield Problem("lot-before-close", place, facts)
