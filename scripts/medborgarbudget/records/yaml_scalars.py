"""What a bare word in YAML means here: YAML 1.2's core types, and fewer of them.

YAML 1.1, which PyYAML follows, reads ``no`` as false, ``010`` as 8, ``19:40`` as 1180 and
``2026-02-25`` as a date object. Here they stay the text that was typed. Quoted text is text.

Source: YAML 1.2.2, section 10.3.2, without its octal, hexadecimal, exponent and infinity forms.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?", re.ASCII)
"""Digits as people write them: no leading zero, no plus, no separator; at most 15 digits."""


def scalar(text: str) -> Scalar:
    """The value of a bare word: text, unless it is exactly one of the other types' forms."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "-0123456789":
        return text
    match = NUMBER.fullmatch(text)
    if match is None:
        return text
    return float(text) if match[1] else int(text)
