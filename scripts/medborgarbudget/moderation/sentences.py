"""The sentence for a finding, in the reader's language, from the tables in records/problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

from medborgarbudget.moderation.personal import concealed
from medborgarbudget.pb.problem import Fact, Problem
from medborgarbudget.records import formats
from medborgarbudget.records.labels import field_labels
from medborgarbudget.records.neutral import cut, neutral
from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.translations import LANGUAGES, templates

MAX_ITEMS = 6
MAX_FACT = 80
AND_MORE = {"sv": "{} till", "en": "{} more"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is wrong, and exactly what to do about it."""

    what: str
    remedy: str


@cache
def value_labels(language: str) -> Mapping[str, str]:
    """The words that a resident meets for the values in files: ``voting`` is "Röstning"."""
    name = f"problems/labels/{language}.yaml"
    text = (files("medborgarbudget.records") / name).read_text(encoding="utf-8")
    document, problems = parse_yaml(name, text)
    if document is None:
        raise ValueError(f"{name} is not in order: {problems}")
    return dict(document.data)


def label(key: str, language: str) -> str:
    """A resident's words for a key or a value, or for a field such as ``round:pots.name``."""
    found = field_labels(language) if ":" in key else value_labels(language)
    return found.get(key, key)


def spoken(language: str) -> str:
    """The language of the tables nearest to the wanted one: English where there is none."""
    nearest = language.split("-")[0]
    return nearest if nearest in LANGUAGES else "en"


def sentence(problem: Problem, language: str) -> Sentence:
    """The words for a finding. A code without words is said as the code itself, never hidden."""
    language = spoken(language)
    words = templates(language).get(problem.code)
    if words is None:
        return Sentence(problem.code, "")
    return Sentence(
        fill(words.what, problem.facts, language),
        fill(words.remedy, problem.facts, language),
    )


def fill(template: str, facts: Mapping[str, Fact], language: str) -> str:
    """The template with its gaps filled from the facts, as one safe line."""
    parts = []
    for literal, name, kind, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(_shown(facts.get(name, "…"), kind or "", facts, language))
    return "".join(parts)


def _shown(fact: Fact, kind: str, facts: Mapping[str, Fact], language: str) -> str:
    if isinstance(fact, int):
        if kind == "money":
            return formats.money(fact, language, neutral(str(facts.get("currency", "SEK"))))
        return formats.number(fact, language) if kind == "number" else str(fact)
    items = [_word(one, kind, language) for one in ((fact,) if isinstance(fact, str) else fact)]
    if len(items) > MAX_ITEMS:
        more = AND_MORE[language].format(len(items) - MAX_ITEMS)
        items = [*items[:MAX_ITEMS], more]
        kind = "list"
    return formats.listing(items, language, "or" if kind == "choice" else "and")


def _word(text: str, kind: str, language: str) -> str:
    if kind == "label":
        text = label(text, language)
    elif kind == "date":
        text = formats.day(text, language)
    elif kind == "language":
        text = formats.language_name(text, language)
    return cut(neutral(concealed(text)), MAX_FACT)
