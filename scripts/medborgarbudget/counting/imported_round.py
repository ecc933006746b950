"""What an imported file says of its town and its round, in our files' terms, placeholders labelled.

Where the file is silent and our files must speak, the words say so: they are for a reader who
wonders where a fact comes from, not for filling gaps with likely things.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from medborgarbudget.counting.imported_facts import MOST_MONEY, MOST_POINTS, Facts
from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.schedule import STEPS
from medborgarbudget.records.pabulib.comparison import outside_limits
from medborgarbudget.records.pabulib.file import COUNT_LIMITS, POINT_LIMITS


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
    """The limits of META, but for those that its own ballots break, or so wide as to bind none."""
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
        if abs(value) <= (MOST_POINTS if key in POINT_LIMITS else MOST_MONEY):
            ballot[key] = value
    return ballot


def rule_data(choice: RuleChoice) -> dict[str, Any]:
    """A rule as a round writes it. A threshold of nothing is no threshold."""
    name = choice.name
    if name == "greedy-threshold" and not choice.threshold:
        name = "greedy"
    data: dict[str, Any] = {"name": name, "tie_breaking": list(choice.tie_breaking.order)}
    if choice.threshold:
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
