"""A town: whose participatory budget it is, and how to reach those who run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medborgarbudget.pb.words import Words


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom residents turn to: a unit and its addresses, never one person's own."""

    unit: Words
    email: str
    phone: str = ""
    address: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Town:
    """The town's facts, each in one place, for every page that needs them.

    `languages` are codes such as ``sv``, the site's first language first. `url` is the public
    address without a final slash; `repository` the address that anybody can clone. `colours` are
    ``#rrggbb`` by the names ``primary`` and ``accent``. `logo` is a file under content/images.
    """

    name: Words
    short_name: str
    organisation_number: str
    municipality_code: str
    population: int
    languages: tuple[str, ...]
    currency: str
    time_zone: str
    url: str
    repository: str
    contact: Contact
    colours: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""
