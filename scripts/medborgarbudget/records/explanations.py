"""The sentences that tell how a count went, per language, from the tables in this folder's name.

They are kept as data, like the sentences for problems, so that a translator needs no Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.translations import LANGUAGES


@cache
def sentences(language: str) -> Mapping[str, str]:
    """All sentences of a language by key, with gaps ``{name}``; English unless it is Swedish.

    Raises ValueError for a table that is not in order: it is part of the program.
    """
    name = f"{nearest_language(language)}.yaml"
    folder = files("medborgarbudget.records") / "explanations"
    document, problems = parse_yaml(name, (folder / name).read_text(encoding="utf-8"))
    if document is None or problems:
        raise ValueError(f"records/explanations/{name} is not in order: {problems}")
    return {key: str(text) for key, text in document.data.items()}


def nearest_language(language: str) -> str:
    """The language itself where there are sentences in it; English where there are none."""
    return language if language in LANGUAGES else "en"


def explained(language: str, key: str, **gaps: str) -> str:
    """The sentence with its gaps filled by text that is already in the reader's language."""
    return sentences(language)[key].format(**gaps)
