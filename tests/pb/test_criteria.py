"""The criteria that a machine can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medborgarbudget.pb.area import Area
from medborgarbudget.pb.criteria import CHECKS, Breach
from medborgarbudget.pb.proposal import Location, Proposal

PROPOSAL = Proposal(
    project_id="bankar-vid-an",
    title="Bänkar vid ån",
    summary="Två bänkar.",
    description="Här finns inget att sitta på.",
    language="sv",
    pot="norr",
    category="nature",
    cost=48_000,
    submitted=date(2026, 2, 1),
    running_cost=500,
    location=Location("Ån", 59.5, 16.5),
    beneficiaries=("elderly", "children"),
)
SQUARE = ((16.0, 59.0), (17.0, 59.0), (17.0, 60.0), (16.0, 60.0), (16.0, 59.0))
AREAS = {
    "norr": Area("norr", {"sv": "Norr"}, 2400, (SQUARE,)),
    "soder": Area("soder", {"sv": "Söder"}, 1900, (tuple((x, y - 5) for x, y in SQUARE),)),
}


@pytest.mark.parametrize(
    ("check", "value"),
    [
        ("max-cost", 48_000),
        ("min-cost", 48_000),
        ("max-running-cost", 500),
        ("categories", ("nature", "play")),
        ("beneficiaries", ("children",)),
        ("inside-area", "norr"),
        ("inside-area", "any"),
    ],
)
def test_a_proposal_that_keeps_the_criterion(check, value):
    """A limit itself is kept."""
    assert CHECKS[check](PROPOSAL, value, AREAS) is None


@pytest.mark.parametrize(
    ("check", "value", "code", "key", "facts"),
    [
        ("max-cost", 47_999, "cost-above-limit", "cost", {"cost": 48_000, "limit": 47_999}),
        ("min-cost", 50_000, "cost-below-limit", "cost", {"cost": 48_000, "limit": 50_000}),
        (
            "max-running-cost",
            0,
            "running-cost-above-limit",
            "running_cost",
            {"cost": 500, "limit": 0},
        ),
        (
            "categories",
            ("play",),
            "category-not-allowed",
            "category",
            {"category": "nature", "allowed": ("play",)},
        ),
        (
            "beneficiaries",
            ("newcomers",),
            "beneficiaries-not-reached",
            "beneficiaries",
            {"allowed": ("newcomers",)},
        ),
        (
            "inside-area",
            "soder",
            "place-outside-area",
            "location",
            {"place": "Ån", "area": "soder"},
        ),
    ],
)
def test_a_proposal_that_breaks_the_criterion(check, value, code, key, facts):
    """The code, the key at fault, and the figures that a sentence needs."""
    assert Breach(code, (key,), facts) == CHECKS[check](PROPOSAL, value, AREAS)


@pytest.mark.parametrize("location", [None, Location("Hela kommunen")])
def test_a_proposal_without_a_point_cannot_be_outside(location):
    """Not every idea has a place on the map."""
    assert CHECKS["inside-area"](replace(PROPOSAL, location=location), "norr", AREAS) is None


def test_a_place_far_away_is_outside_every_area():
    """The town's whole territory is the union of its areas."""
    abroad = replace(PROPOSAL, location=Location("Oslo", 59.9, 10.7))

    assert "place-outside-area" == CHECKS["inside-area"](abroad, "any", AREAS).code
