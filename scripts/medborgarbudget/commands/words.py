"""What is wrong with a command line, in the reader's language: our words for it, and click's own.

Both are English where they are raised; `words.sv.yaml` has the others by their English. Help stays
English, as docs/commands.md is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import click.core
import click.exceptions
import click.parser
import click.termui
import click.types
import yaml

from medborgarbudget.commands.door import LANGUAGES, spoken_language

SOURCE_LANGUAGE = "en"

_spoken = [SOURCE_LANGUAGE]


def asked_language(arguments: Sequence[str]) -> str:
    """The language that a command line asks for; else the terminal's.

    Looked for by hand: what is wrong with a command line must be told before it has been read.
    """
    for number, word in enumerate(arguments):
        name, _equals, value = word.partition("=")
        if name == "--language":
            asked = value or next(iter(arguments[number + 1 :]), "")
            return asked if asked in LANGUAGES else spoken_language()
    return spoken_language()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what is wrong in this language meanwhile.

    click finds its words by gettext's functions, in its own modules: it gets ours instead.
    """
    before, _spoken[0] = _spoken[0], language
    for module in (click.core, click.exceptions, click.parser, click.termui, click.types):
        for name, ours in (("_", _), ("ngettext", _numbered)):
            if hasattr(module, name):
                setattr(module, name, ours)
    try:
        yield
    finally:
        _spoken[0] = before


def _(text: str) -> str:
    """The sentence in the language that is spoken; as it is, where that has none for it."""
    return _words(_spoken[0]).get(text, text)


def _numbered(one: str, many: str, number: int) -> str:
    """As `_`, for a sentence about one thing or many."""
    return _(one if number == 1 else many)


@cache
def _words(language: str) -> Mapping[str, str]:
    """The sentences of a language by the English ones."""
    if language == SOURCE_LANGUAGE:
        return {}
    path = Path(__file__).with_name(f"words.{language}.yaml")
    found: dict[str, str] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return found
