"""Words in several languages: a mapping from language code to text."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]
"""``{"sv": "Norr", "en": "North"}``. Never empty."""

FALLBACKS = ("sv", "en")


def language_for(words: Words, language: str) -> str:
    """The language to show: the wanted one, else Swedish, else English, else the first written."""
    for candidate in (language, *FALLBACKS):
        if candidate in words:
            return candidate
    return next(iter(words))


def in_language(words: Words, language: str) -> str:
    """The text in the wanted language, or the nearest there is; empty where nothing is written."""
    return words[language_for(words, language)] if words else ""
