"""The sentences of the play and of a town's founding, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from medborgarbudget.demo.told import Told
from medborgarbudget.pb.schedule import STEPS
from medborgarbudget.records.formats import number
from medborgarbudget.records.source import parse_yaml


@cache
def sentences(language: str) -> Mapping[str, str]:
    """All sentences of a language, sv or en, by key. Raises ValueError for a table not in order."""
    name = f"{language}.yaml"
    text = (files("medborgarbudget.demo") / "sentences" / name).read_text(encoding="utf-8")
    document, problems = parse_yaml(name, text)
    if document is None or problems:
        raise ValueError(f"demo/sentences/{name} is not in order: {problems}")
    return {key: str(sentence) for key, sentence in document.data.items()}


def sentence(language: str, key: str, **facts: str | int) -> str:
    """The sentence with its gaps filled; numbers are grouped as the language does."""
    written = {
        name: number(fact, language) if isinstance(fact, int) else fact
        for name, fact in facts.items()
    }
    return sentences(language)[key].format(**written).rstrip("\n")


def line(told: Told, language: str) -> str:
    """One line of the play: day, round and step before the sentence, where it has them."""
    text = sentence(language, told.key, round=told.round_id, **told.facts)
    if not told.step:
        return text
    day = told.day.isoformat() if told.day else " " * 10
    return f"{day}  {told.round_id}  {told.step}/{len(STEPS)}  {text}"
