"""A proposal: what a resident files. It becomes a project when it is found eligible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Translator = Literal["manual", "machine", "reviewed"]


@dataclass(frozen=True, slots=True)
class Location:
    """A named place; latitude and longitude in WGS84 degrees where it is a point."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture beside the proposal's file. `alt` says what it shows, for those who cannot see."""

    file: str
    alt: str
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """The proposal's texts in one more language, and who made them."""

    title: str
    summary: str
    description: str
    by: Translator


@dataclass(frozen=True, slots=True)
class Proposal:
    """A resident's proposal in its own language, with translations beside, never over, it.

    `cost` and `running_cost` (a year) are whole currency units as the proposer estimates them.
    `proposer` is a display name that somebody chose to give, never an identity. `description` is
    Markdown of the small kind that the site allows. `area` is where it is to be, for a pot that is
    for more than one area.
    """

    project_id: str
    title: str
    summary: str
    description: str
    language: str
    pot: str
    category: str
    cost: int
    submitted: date
    running_cost: int = 0
    area: str | None = None
    location: Location | None = None
    beneficiaries: tuple[str, ...] = ()
    proposer: str = ""
    photos: tuple[Photo, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
