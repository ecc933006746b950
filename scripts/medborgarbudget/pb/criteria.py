"""The criteria that a machine can check, each a named function; all others are `manual`.

A check takes the proposal, the criterion's value from the round and the town's areas, and gives
the facts of what is wrong, or None where the proposal keeps the criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from medborgarbudget.pb.area import Area
from medborgarbudget.pb.problem import Fact
from medborgarbudget.pb.proposal import Proposal

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Breach:
    """A criterion not kept: the problem's code, the proposal's key that is at fault, the facts."""

    code: str
    key: tuple[str | int, ...]
    facts: Mapping[str, Fact]


Check = Callable[[Proposal, Any, Mapping[str, Area]], Breach | None]


def max_cost(proposal: Proposal, limit: int, _: Mapping[str, Area]) -> Breach | None:
    """The proposal costs at most the cap."""
    if proposal.cost <= limit:
        return None
    return Breach("cost-above-limit", ("cost",), {"cost": proposal.cost, "limit": limit})


def min_cost(proposal: Proposal, limit: int, _: Mapping[str, Area]) -> Breach | None:
    """The proposal costs at least so much that a round is worth its trouble."""
    if proposal.cost >= limit:
        return None
    return Breach("cost-below-limit", ("cost",), {"cost": proposal.cost, "limit": limit})


def max_running_cost(proposal: Proposal, limit: int, _: Mapping[str, Area]) -> Breach | None:
    """The town can carry what the proposal costs each year afterwards."""
    if proposal.running_cost <= limit:
        return None
    facts = {"cost": proposal.running_cost, "limit": limit}
    return Breach("running-cost-above-limit", ("running_cost",), facts)


def categories(
    proposal: Proposal, allowed: tuple[str, ...], _: Mapping[str, Area]
) -> Breach | None:
    """The proposal is about one of the round's themes."""
    if proposal.category in allowed:
        return None
    facts: dict[str, Fact] = {"category": proposal.category, "allowed": tuple(allowed)}
    return Breach("category-not-allowed", ("category",), facts)


def beneficiaries(
    proposal: Proposal, allowed: tuple[str, ...], _: Mapping[str, Area]
) -> Breach | None:
    """The proposal is for at least one of the groups that the round is for."""
    if set(proposal.beneficiaries) & set(allowed):
        return None
    facts: dict[str, Fact] = {"allowed": tuple(allowed)}
    return Breach("beneficiaries-not-reached", ("beneficiaries",), facts)


def inside_area(proposal: Proposal, area_id: str, areas: Mapping[str, Area]) -> Breach | None:
    """The place lies inside the named area, or inside any of the town's for ``any``."""
    place = proposal.location
    if place is None or place.latitude is None or place.longitude is None:
        return None
    candidates = areas.values() if area_id == "any" else [areas[area_id]]
    if any(area.contains(place.longitude, place.latitude) for area in candidates):
        return None
    return Breach("place-outside-area", ("location",), {"place": place.name, "area": area_id})


CHECKS: Mapping[str, Check] = {
    "max-cost": max_cost,
    "min-cost": min_cost,
    "max-running-cost": max_running_cost,
    "categories": categories,
    "beneficiaries": beneficiaries,
    "inside-area": inside_area,
}
