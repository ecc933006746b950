"""The sentences for findings, per language, and whether the languages say the same.

The tables are our own files in records/problems; they are read by the same strict reader as a
town's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.labels import field_labels
from medborgarbudget.records.source import Document, parse_yaml

LANGUAGES = ("sv", "en")
"""The languages of the tables; Swedish first, as everywhere."""

FORMATS = frozenset({"", "money", "number", "date", "list", "label"})
"""How a gap may be filled: ``{limit:money}``."""

_FOLDER = files("medborgarbudget.records") / "problems"
_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SentenceTemplate:
    """What is wrong and exactly what to do about it, with gaps for the facts."""

    what: str
    remedy: str

    def gaps(self) -> frozenset[tuple[str, str]]:
        """The gaps as (fact, format)."""
        return frozenset(
            (name, form or "")
            for text in (self.what, self.remedy)
            for _, name, form, _ in Formatter().parse(text)
            if name is not None
        )


@cache
def templates(language: str) -> Mapping[str, SentenceTemplate]:
    """All sentences of a language by the problem's code. Raises ValueError for a table that is
    not in order: it is part of the program.
    """
    return {
        code: SentenceTemplate(words["what"], words["remedy"])
        for code, words in _table(f"{language}.yaml").data.items()
    }


@cache
def labels(language: str) -> Mapping[str, str]:
    """The words that a resident meets for keys and values, and for the fields of files."""
    return {**field_labels(language), **_table(f"labels/{language}.yaml").data}


def parity_problems() -> tuple[Problem, ...]:
    """Where the languages differ: a code that one lacks, or gaps that are not the same."""
    return tuple(_differences())


def _differences() -> Iterator[Problem]:
    first, *others = LANGUAGES
    for other in others:
        for one, two in ((first, other), (other, first)):
            for code in sorted(templates(one).keys() - templates(two).keys()):
                yield Problem("sentence-missing", Place(f"{two}.yaml"), {"key": code})
        for code in sorted(templates(first).keys() & templates(other).keys()):
            ours, theirs = templates(first)[code].gaps(), templates(other)[code].gaps()
            if ours != theirs:
                gaps = tuple(sorted(name for name, _ in ours ^ theirs))
                yield Problem("sentence-gaps-differ", Place(code), {"key": code, "gaps": gaps})
    for language in LANGUAGES:
        for code, template in templates(language).items():
            if any(form not in FORMATS for _, form in template.gaps()):
                yield Problem("sentence-gap-unknown", Place(f"{language}.yaml"), {"key": code})


def _table(name: str) -> Document:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    document, problems = parse_yaml(name, text, _MAX_BYTES)
    if document is None or problems:
        raise ValueError(f"records/problems/{name} is not in order: {problems}")
    return document
