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

from medborgarbudget.records.source import Document, parse_yaml

LANGUAGES = ("sv", "en")
"""The languages of the tables; Swedish first, as everywhere."""

FORMATS = frozenset({"", "money", "number", "date", "list", "choice", "label", "language"})
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


def differences() -> tuple[str, ...]:
    """Where the languages do not say the same: a code that one lacks, or gaps that differ."""
    return tuple(_differences())


def _differences() -> Iterator[str]:
    first, second = LANGUAGES
    for code in sorted(templates(first).keys() ^ templates(second).keys()):
        yield f"{code}: only in one language"
    for code in sorted(templates(first).keys() & templates(second).keys()):
        ours, theirs = templates(first)[code].gaps(), templates(second)[code].gaps()
        for name, form in sorted(ours ^ theirs):
            yield f"{code}: the gap {name}:{form} is only in one language"
        for name, form in sorted(ours | theirs):
            if form not in FORMATS:
                yield f"{code}: the gap {name} has the unknown format {form}"


def _table(name: str) -> Document:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    document, problems = parse_yaml(name, text, _MAX_BYTES)
    if document is None or problems:
        raise ValueError(f"records/problems/{name} is not in order: {problems}")
    return document
