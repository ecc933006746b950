"""What an imported file says of its town and its round, in our files' terms, placeholders labelled.

Where the file is silent and our files must speak, the words say so: they are for a reader who
wonders where a fact comes from, not for filling gaps with likely things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from medborgarbudget.counting.imported_names import one_line, safe_name
from medborgarbudget.counting.single import choice_for
from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.schedule import STEPS
from medborgarbudget.records.languages import is_language
from medborgarbudget.records.pabulib import PabulibFile
from medborgarbudget.records.pabulib.comparison import outside_limits
from medborgarbudget.records.pabulib.file import COUNT_LIMITS, POINT_LIMITS

DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
YEAR = re.compile(r"(\d{4})", re.ASCII)
YEARS = range(1900, 2200)
NO_CURRENCY = "XXX"
"""ISO 4217's code where no currency is involved."""


@dataclass(frozen=True)
class Facts:
    """What is known of an imported round: names, places in the calendar, the rule, the budget.

    `budget_limit` is whole currency units, rounded down: a project that costs a whole amount fits
    in the one exactly when it fits in the other.
    """

    file: PabulibFile
    path: str

    def text(self, key: str) -> str:
        """A META value on one line; empty where it is missing."""
        return one_line(self.file.meta.get(key, ""))[:200]

    @property
    def unit(self) -> str:
        """The city, or who else held the election."""
        return self.text("unit") or self.text("country") or "Pabulib"

    @property
    def area(self) -> str:
        """The part of the city that the election was for; the city itself where none is named."""
        return self.text("subunit") or self.text("district") or self.unit

    @property
    def round_id(self) -> str:
        """The round's id: the instance, which is mostly the year."""
        return safe_name(self.text("instance"), str(self.voting[0].year))

    @property
    def pot_id(self) -> str:
        """The id of the one pot."""
        return safe_name(self.area, "pot")

    @property
    def country_code(self) -> str:
        """ISO 3166's code of the country; empty where it has none (``Worldwide``)."""
        names = Locale("en").territories
        name = {"US": "United States"}.get(self.text("country"), self.text("country"))
        codes = (code for code, its in names.items() if its == name and len(code) == 2)
        return next((code for code in codes if code.isalpha()), "")

    @property
    def currency(self) -> str:
        """The file's currency, else the country's, else ``XXX``."""
        written = self.text("currency").upper()
        if re.fullmatch("[A-Z]{3}", written):
            return written
        found = get_territory_currencies(self.country_code) if self.country_code else []
        return str(found[0]) if found else NO_CURRENCY

    @property
    def language(self) -> str:
        """The projects' language: the file's, else the country's first, else English."""
        official = get_official_languages(self.country_code) if self.country_code else ()
        for code in (self.text("language"), *official):
            if re.fullmatch("[a-z]{2,3}", code) and is_language(code):
                return str(code)
        return "en"

    @property
    def time_zone(self) -> str:
        """A time zone of the country; UTC where the country is unknown."""
        zones = get_global("territory_zones").get(self.country_code, [])
        known = available_timezones()
        return next((zone for zone in zones if zone in known), "Etc/UTC")

    @property
    def voting(self) -> tuple[date, date]:
        """The first and the last day of the voting; the whole year where only that is known."""
        begin = _day(self.text("date_begin"), first=True) or _day(self.text("instance"), first=True)
        end = _day(self.text("date_end"), first=False)
        begin = begin or (end.replace(month=1, day=1) if end else date(2000, 1, 1))
        return begin, end if end is not None and end >= begin else date(begin.year, 12, 31)

    @property
    def submitted(self) -> date:
        """The placeholder for the day on which every proposal was handed in."""
        return self.voting[0] - timedelta(days=2)

    @property
    def assessed(self) -> date:
        """The placeholder for the day of every assessment."""
        return self.voting[0] - timedelta(days=1)

    @property
    def budget_limit(self) -> int:
        """The budget in whole currency units, rounded down."""
        return self.file.instance().budget_limit // self.file.units_per_currency

    @property
    def rule(self) -> RuleChoice:
        """The file's rule, or plain greedy where it has one of its own."""
        return choice_for(self.file, self.path)[0]

    def cost(self, units: int) -> int:
        """A cost in whole currency units, rounded up: a project must be paid in full."""
        return -(-units // self.file.units_per_currency)


def _day(text: str, first: bool) -> date | None:
    """``24.05.2026``, or the first or last day of ``2026``; None for anything else."""
    full, year = DAY.fullmatch(text), YEAR.fullmatch(text)
    try:
        if full:
            found = date(int(full[3]), int(full[2]), int(full[1]))
        elif year:
            found = date(int(year[1]), 1, 1) if first else date(int(year[1]), 12, 31)
        else:
            return None
    except ValueError:
        return None
    return found if found.year in YEARS else None


def town_data(facts: Facts) -> dict[str, Any]:
    """`content/town.yaml`: the city by its name; what the file does not know is a placeholder."""
    return {
        "name": {"sv": facts.unit, "en": facts.unit},
        "short_name": facts.unit[:80],
        "population": max(1, len(facts.file.votes)),
        "languages": ["sv", "en"],
        "currency": facts.currency,
        "time_zone": facts.time_zone,
        "url": "https://imported.example",
        "contact": {
            "unit": {
                "sv": "Platshållare: filen säger inte vem som svarar på frågor.",
                "en": "Placeholder: the file does not say who answers questions.",
            },
            "email": "nobody@imported.example",
        },
    }


def round_data(facts: Facts, categories: Mapping[str, str]) -> dict[str, Any]:
    """`rounds/<round>/round.yaml`: budget, ballot, rule and voting days are the file's."""
    title = facts.text("description") or f"{facts.unit} {facts.text('instance')}"
    return {
        "title": {"sv": title, "en": title},
        "summary": {
            "sv": "En verklig omröstning, importerad från Pabulib. Beloppen, projekten, rösterna"
            " och röstningens dagar är filens. Övriga datum är platshållare.",
            "en": "A real election, imported from Pabulib. The amounts, the projects, the votes and"
            " the days of voting are the file's. All other dates are placeholders.",
        },
        "orientation": "territory",
        "currency": facts.currency,
        "budget_limit": facts.budget_limit,
        "voters": {
            "minimum_age": 0,
            "description": {
                "sv": "Filen säger inte vilka som fick rösta.",
                "en": "The file does not say who could vote.",
            },
        },
        "schedule": _schedule(facts),
        "ballot": _ballot(facts),
        "rule": rule_data(facts.rule),
        "pots": [
            {
                "id": facts.pot_id,
                "name": {"sv": facts.area, "en": facts.area},
                "budget_limit": facts.budget_limit,
            }
        ],
        "categories": {
            category_id: {"sv": name, "en": name} if name else {"sv": "Övrigt", "en": "Other"}
            for category_id, name in categories.items()
        },
        "criteria": [
            {
                "id": "on-the-ballot",
                "check": "manual",
                "title": {"sv": "Fanns på röstsedeln", "en": "Was on the ballot"},
                "explanation": {
                    "sv": "Staden lät invånarna rösta om projektet. Dess egna kriterier finns inte"
                    " i filen.",
                    "en": "The city let its residents vote on the project. Its own criteria are not"
                    " in the file.",
                },
            }
        ],
    }


def _schedule(facts: Facts) -> dict[str, dict[str, str]]:
    """Voting as the file has it; the other steps one day each, before and after it."""
    begin, end = facts.voting
    days = {step: begin - timedelta(days=4 - number) for number, step in enumerate(STEPS[:4])}
    days |= {step: end + timedelta(days=1 + number) for number, step in enumerate(STEPS[5:])}
    schedule = {
        step: {"opens": day.isoformat(), "closes": day.isoformat()} for step, day in days.items()
    }
    schedule["voting"] = {"opens": begin.isoformat(), "closes": end.isoformat()}
    return {step: schedule[step] for step in STEPS}


def _ballot(facts: Facts) -> dict[str, Any]:
    """The limits of META, but for those that some of the file's own ballots break."""
    limits = facts.file.limits()
    broken = {key for key, _, _ in outside_limits(facts.file)}
    keys = [*COUNT_LIMITS, "min_sum_cost", "max_sum_cost"]
    keys += POINT_LIMITS if limits.vote_type in WITH_POINTS else ()
    ballot: dict[str, Any] = {"vote_type": limits.vote_type}
    for key in keys:
        value = getattr(limits, key)
        if value is None or key in broken or (key == "default_score" and not value):
            continue
        if key.endswith("_sum_cost"):
            value = facts.cost(value)
        if not (key == "max_length" and value < 1):
            ballot[key] = value
    return ballot


def rule_data(choice: RuleChoice) -> dict[str, Any]:
    """A rule as a round writes it. A threshold of nothing is no threshold."""
    name = choice.name
    if name == "greedy-threshold" and not choice.threshold:
        name = "greedy"
    data: dict[str, Any] = {"name": name, "tie_breaking": list(choice.tie_breaking.order)}
    if name == "greedy-threshold":
        data["threshold"] = choice.threshold
    if name.startswith("equalshares"):
        data["utility"] = choice.utility
    if choice.completion is not None:
        data["completion"] = {
            "start": choice.completion.start,
            "step": choice.completion.step,
            "stop": choice.completion.stop,
        }
    return data
