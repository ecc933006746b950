"""What is wrong with a command line, in the reader's language: our words for it, and click's own.

Both are English where they are raised; `words.sv.yaml` has the others by their English. Help stays
English, as docs/commands.md is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import click.core
import click.exceptions
import click.parser
import click.termui
import click.types

LANGUAGES = ("sv", "en")
SOURCE_LANGUAGE = "en"

_spoken = [SOURCE_LANGUAGE]


def spoken_language() -> str:
    """The language of the terminal, from LC_ALL, LC_MESSAGES or LANG: Swedish unless English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "sv"
    return "sv"


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

    click finds its words by gettext's functions, in its own modules: it gets ours instead. Not so
    the words of its help, which are all that `_` is for in click.core.
    """
    before, _spoken[0] = _spoken[0], language
    for module in (click.exceptions, click.parser, click.termui, click.types):
        module._ = _phrase  # type: ignore[attr-defined]
    for module in (click.core, click.exceptions, click.parser, click.types):
        module.ngettext = _numbered  # type: ignore[attr-defined]
    try:
        yield
    finally:
        _spoken[0] = before


def phrase(text: str, **facts: object) -> str:
    """The sentence in the language that is spoken, with its gaps filled."""
    return _phrase(text).format(**facts)


def _phrase(text: str) -> str:
    """The sentence with its gaps; as it is, where the language has none for it."""
    return _words(_spoken[0]).get(text, text)


def _numbered(one: str, many: str, number: int) -> str:
    """As `_phrase`, for a sentence about one thing or many."""
    return _phrase(one if number == 1 else many)


@cache
def _words(language: str) -> Mapping[str, str]:
    """The sentences of a language by the English ones."""
    if language == SOURCE_LANGUAGE:
        return {}
    import yaml

    path = Path(__file__).with_name(f"words.{language}.yaml")
    found: dict[str, str] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return found
