"""The languages of the site: gettext catalogues, and each language's own name."""

from __future__ import annotations

from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

SOURCE_LANGUAGE = "en"
"""The language that the templates are written in; it needs no catalogue."""
FIRST = "sv"


def catalogue(theme: Path, language: str) -> NullTranslations:
    """The site's sentences in a language, from its ``site.po``; English where there is none."""
    if language == SOURCE_LANGUAGE or not _is_spoken(theme, language):
        return NullTranslations()
    with _catalogue_file(theme, language).open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def spoken(theme: Path, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the town's languages that the site has sentences in; English where it has none.

    A page half in a language would be read aloud wrongly from its first word.
    """
    return tuple(one for one in languages if _is_spoken(theme, one)) or (SOURCE_LANGUAGE,)


def in_order(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages, the one at the site's root first: Swedish if it is among them."""
    return tuple(sorted(languages, key=lambda one: (one != FIRST, languages.index(one))))


def prefix(language: str, languages: tuple[str, ...]) -> str:
    """Where a language's pages begin: "" for the first one, ``en/`` for English."""
    return "" if language == languages[0] else f"{language}/"


def own_name(language: str) -> str:
    """What the language calls itself, such as ``svenska`` or ``suomi``; its code if unknown."""
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return language
    return str(name)


def name_in(language: str, reader: str) -> str:
    """What the reader's language calls the language: ``finska`` in Swedish."""
    try:
        name = Locale.parse(language, sep="-").get_display_name(Locale.parse(reader, sep="-"))
    except (UnknownLocaleError, ValueError):
        return language
    return str(name)


def _catalogue_file(theme: Path, language: str) -> Path:
    return theme / "locale" / language / "LC_MESSAGES" / "site.po"


def _is_spoken(theme: Path, language: str) -> bool:
    return language == SOURCE_LANGUAGE or _catalogue_file(theme, language).is_file()
