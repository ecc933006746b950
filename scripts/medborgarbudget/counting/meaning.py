"""What a pot's result means, in words and as data: wishes, places, and what other rules give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from medborgarbudget.pb.measures import Portion
from medborgarbudget.pb.words import Words, in_language
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import explained
from medborgarbudget.records.other_rules import others_on_pot
from medborgarbudget.records.pot_story import PotStory
from medborgarbudget.records.spread import wish_sentence


def meaning_lines(story: PotStory, language: str) -> Iterator[str]:
    """One fact a line. `language` is sv or en."""
    name, found = in_language(story.pot.name, language), story.spread
    yield explained(language, "pot", name=name, pot=story.pot.pot_id)
    if found.wishes:
        yield wish_sentence(found, language)
        yield _row("wishes", [_wishes(*pair, language) for pair in found.wishes.items()], language)
    groups = {
        "areas": (found.areas, story.area_names),
        "categories": (found.categories, story.folder.round.categories),
    }
    currency = story.folder.round.currency
    for key, (portions, names) in groups.items():
        if len(portions) > 1:
            rows = [_portion(one, names, language, currency) for one in portions]
            yield _row(key, rows, language)
    if story.alternatives:
        yield explained(language, "other-rules")
        told = others_on_pot(story.result.outcome, story.alternatives, story.title, language)
        yield from (f"  {line}" for line in told)


def meaning_data(story: PotStory) -> dict[str, Any]:
    """The same as plain data with stable keys; a rule that came to no end has null."""
    return {
        "selected": list(story.result.outcome.selected),
        "with_a_wish": story.spread.happy,
        "wishes": {str(wishes): voters for wishes, voters in story.spread.wishes.items()},
        "areas": [_portion_data(one) for one in story.spread.areas],
        "categories": [_portion_data(one) for one in story.spread.categories],
        "other_rules": {
            one.rule: list(one.outcome.selected) if one.outcome else None
            for one in story.alternatives
        },
    }


def _row(key: str, cells: list[str], language: str) -> str:
    return explained(language, key, rows="; ".join(cells))


def _wishes(wishes: int, voters: int, language: str) -> str:
    figures = {"wishes": wishes, "voters": voters}
    shown = {name: formats.number(figure, language) for name, figure in figures.items()}
    return explained(language, "wishes-row", **shown)


def _portion(one: Portion, names: Mapping[str, Words], language: str, currency: str) -> str:
    group = explained(language, "no-group") if one.group is None else one.group
    return explained(
        language,
        "portion-row",
        group=in_language(names[group], language) if group in names else group,
        cost=formats.money(one.cost, language, currency),
        selected=formats.number(one.selected, language),
        projects=formats.number(one.projects, language),
    )


def _portion_data(one: Portion) -> dict[str, Any]:
    return {
        "group": one.group,
        "projects": one.projects,
        "selected": one.selected,
        "cost": one.cost,
    }
