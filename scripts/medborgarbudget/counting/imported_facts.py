"""What is known of an imported election: from its file, else from its country, else not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from medborgarbudget.counting.asked import choice_for
from medborgarbudget.counting.imported_names import one_line, safe_name
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.records.languages import is_language
from medborgarbudget.records.moments import YEARS
from medborgarbudget.records.pabulib import PabulibFile

DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})", re.ASCII)
YEAR = re.compile(r"(\d{4})", re.ASCII)
MOST_MONEY = 999_999_999_999
MOST_POINTS = 1_000_000
"""What a round's files hold at most, for money and lengths, and for points on a ballot."""
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
    def name(self) -> str:
        """The file's name on one line, without what does not show: it may be called anything."""
        return one_line(PurePosixPath(self.path).name) or "?"

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
    return found if found.year in YEARS[1:-1] else None
