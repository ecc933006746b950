"""Language codes: which ones there are, and which way they are read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

RIGHT_TO_LEFT = "rtl"


@cache
def is_language(code: str) -> bool:
    """Whether ``sv``, ``fit``, ``ar`` and so on names a language that Unicode's CLDR knows."""
    if code in ("sv", "en"):
        return True
    return code.islower() and code in Locale("en").languages


def direction(language: str) -> str:
    """``ltr`` or ``rtl``; left to right for languages that Babel does not know."""
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def attributes(language: str) -> Mapping[str, str]:
    """The HTML attributes of a text: ``lang``, and ``dir`` where the language reads leftwards."""
    if direction(language) == RIGHT_TO_LEFT:
        return {"lang": language, "dir": RIGHT_TO_LEFT}
    return {"lang": language}
