"""`rounds/<round>/round.yaml`: what the town promised before anybody proposed or voted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medborgarbudget.pb.ballot import BallotLimits
from medborgarbudget.pb.provisions import CostBand, Percentage, Quota
from medborgarbudget.pb.round import Completion, Criterion, Pot, Round, RuleChoice
from medborgarbudget.pb.schedule import STEPS, Period, Schedule
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.pb.weights import Split, Weights
from medborgarbudget.records.kinds import round_of
from medborgarbudget.records.moments import closing, opening
from medborgarbudget.records.source import Document


def round_from(document: Document, time_zone: str) -> Round:
    """The round of a document that has the shape of one; its id is its folder's name.

    A pot's own `ballot` or `rule` stands in full in place of the round's: nothing is mixed.
    `time_zone` is the town's.
    """
    data = document.data
    return Round(
        round_id=round_of(document.path) or "",
        title=data["title"],
        summary=data["summary"],
        orientation=data["orientation"],
        currency=data["currency"],
        budget_limit=data["budget_limit"],
        voters=data["voters"]["description"],
        minimum_age=data["voters"]["minimum_age"],
        schedule=_schedule_of(data["schedule"], time_zone),
        pots={entry["id"]: _pot_of(entry, data) for entry in data["pots"]},
        criteria={entry["id"]: _criterion_of(entry) for entry in data["criteria"]},
        categories=data["categories"],
        decision=data.get("decision", ""),
        maximum_age=data["voters"].get("maximum_age"),
        split=Split(**data["split"]) if "split" in data else None,
    )


def limits_of(data: Mapping[str, Any]) -> BallotLimits:
    """The limits of a ballot; what is not said has no limit."""
    return BallotLimits(**data)


def rule_of(data: Mapping[str, Any]) -> RuleChoice:
    """The rule with all its parameters. The lot's seed is absent until it has been drawn."""
    lot = data.get("lot", {})
    completion = data.get("completion")
    return RuleChoice(
        name=data["name"],
        tie_breaking=TieBreaking(tuple(data["tie_breaking"]), lot.get("seed")),
        threshold=data.get("threshold", 0),
        utility=data.get("utility", "cost"),
        completion=Completion(**completion) if completion is not None else None,
        threshold_percent=data.get("threshold_percent", 0),
        threshold_cost=data.get("threshold_cost", 0),
        score=data.get("score"),
        top_up=data.get("top_up", 0),
        conflicts=tuple((one, other) for one, other in data.get("conflicts", ())),
        winners=data.get("winners", 0),
        bands=tuple(CostBand(**band) for band in data.get("bands", ())),
        areas_first=tuple(data.get("areas_first", ())),
        options=tuple(map(tuple, data.get("options", ()))),
        percentage=Percentage(**data["percentage"]) if "percentage" in data else None,
        quotas=tuple(Quota(**quota) for quota in data.get("quotas", ())),
        comparison=data.get("comparison"),
        leftover=data.get("leftover"),
        rolls_to=data.get("rolls_to", ""),
        lot_source=lot.get("source", {}),
        lot_after_close="lot" in data["tie_breaking"] and lot.get("drawn") == "after-close",
    )


def _pot_of(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Pot:
    return Pot(
        pot_id=data["id"],
        name=data["name"],
        budget_limit=data["budget_limit"],
        ballot=limits_of(data.get("ballot", whole["ballot"])),
        rule=rule_of(data.get("rule", whole["rule"])),
        area=data.get("area"),
        electorate=data.get("electorate"),
        weights=Weights(**data["weights"]) if "weights" in data else None,
    )


def _criterion_of(data: Mapping[str, Any]) -> Criterion:
    value = data.get("value")
    return Criterion(
        criterion_id=data["id"],
        check=data["check"],
        value=tuple(value) if isinstance(value, list) else value,
        title=data["title"],
        explanation=data["explanation"],
        source=data.get("source", ""),
    )


def _schedule_of(data: Mapping[str, Any], time_zone: str) -> Schedule:
    return Schedule(
        time_zone,
        {
            step: Period(opening(data[step]["opens"]), closing(data[step]["closes"]))
            for step in STEPS
        },
    )
