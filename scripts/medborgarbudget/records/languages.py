"""Language codes: which ones there are."""

from __future__ import annotations

from functools import cache

from babel import Locale


@cache
def is_language(code: str) -> bool:
    """Whether ``sv``, ``fit``, ``ar`` and so on names a language that Unicode's CLDR knows."""
    if code in ("sv", "en"):
        return True
    return code.islower() and code in Locale("en").languages
