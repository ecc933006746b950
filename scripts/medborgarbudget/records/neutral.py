"""Text from strangers made harmless for a terminal, a log and a line of fixed width."""

from __future__ import annotations

import re
import unicodedata

ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
UNSEEN = "\ufffd"
"""What stands in for a character that would move the cursor or turn the line."""


def neutral(text: str) -> str:
    """The text on one line, character for character, with nothing in it that acts.

    Control characters (terminal escapes, line breaks), direction marks, surrogates and other
    characters without a shape become a replacement mark; tabs and odd spaces become a space.
    ``##[`` starts a command in some runners' logs and is opened up.
    """
    if text.isascii() and text.isprintable() and "##[" not in text:
        return text
    return "".join(_harmless(character) for character in text).replace("##[", "##(")


def escaped(json_text: str) -> str:
    """The same JSON, with every character that a terminal obeys written as ``\\uXXXX``."""
    return ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", json_text)


def cut(text: str, width: int) -> str:
    """The beginning of a text that is longer than `width`, with an ellipsis."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, combining ones none."""
    return sum(
        0
        if unicodedata.combining(character)
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def fitted(text: str, width: int) -> str:
    """The text in exactly so many columns of a terminal: cut with an ellipsis, or filled up."""
    taken = 0
    for at, character in enumerate(text[: 4 * width]):
        taken += columns(character)
        if taken > width:
            text, taken = text[: at - 1].rstrip() + "…", 0
            break
    else:
        text = text[: 4 * width]
    return text + " " * (width - columns(text))


def _harmless(character: str) -> str:
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category in ("Zl", "Zp") or category.startswith("C"):
        return UNSEEN
    return " " if category == "Zs" and character != "\u00a0" else character
