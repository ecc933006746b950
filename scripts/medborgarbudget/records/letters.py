"""Bytes to text: UTF-8 only, and no character that hides, turns around or controls.

A file may come from anybody. What a moderator sees on the screen must be what the file says, so
characters that draw nothing or that change the order of other characters are found here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.enough import MOST_OF_A_KIND, more_of

_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_SUSPECT = re.compile(f"[{_CONTROL}{_DIRECTION}{_INVISIBLE}]")
_ACTING_SET = re.compile(f"[{_CONTROL}{_DIRECTION}]")
_CONTROL_SET = re.compile(f"[{_CONTROL}]")
_DIRECTION_SET = re.compile(f"[{_DIRECTION}]")
_INVISIBLE_SET = re.compile(f"[{_INVISIBLE}]")

# Persian needs the zero-width non-joiner inside words, and many emoji are held together by the
# zero-width joiner. Between such neighbours they hide nothing.
_ARABIC = "\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff"
_NON_JOINER = re.compile(f"(?<=[{_ARABIC}])\u200c(?=[{_ARABIC}])")
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = re.compile(f"(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])")


def hidden(text: str) -> Iterator[tuple[int, str, str]]:
    """Every character that may not stand in a text, as (index, code, name such as ``U+202E``)."""
    for match in _SUSPECT.finditer(text):
        letter, index = match.group(), match.start()
        if letter == "\u200c" and _NON_JOINER.match(text, index):
            continue
        if letter == "\u200d" and _JOINER.match(text, index):
            continue
        if _DIRECTION_SET.match(letter):
            code = "character-direction"
        elif _INVISIBLE_SET.match(letter):
            code = "character-invisible"
        else:
            code = "character-control"
        yield index, code, f"U+{ord(letter):04X}"


def acting(text: str) -> Iterator[int]:
    """Where the characters stand that a terminal or an editor obeys instead of showing them."""
    return (match.start() for match in _ACTING_SET.finditer(text))


def composed(text: str) -> str:
    """The text in Unicode's form NFC, so that ``å`` is one character however it was typed."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def text_of(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a file's bytes: NFC, lines ending with ``\\n``, no byte order mark.

    A byte order mark is dropped in silence (Excel and Notepad write it). None where the bytes are
    not UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        return None, (Problem("file-utf16", Place(path)),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        return None, (Problem("file-not-utf8", _place(path, before, len(before))),)
    return composed(text.removeprefix("\ufeff").replace("\r\n", "\n")), ()


def hidden_problems(text: str, path: str) -> tuple[Problem, ...]:
    """A problem for each of the first 50 characters that `hidden` finds, and a note of more."""
    found = [
        Problem(code, _place(path, text, index), {"character": name})
        for index, code, name in islice(hidden(text), MOST_OF_A_KIND + 1)
    ]
    if len(found) > MOST_OF_A_KIND:
        found[-1] = more_of(found[-1].code, path)
    return tuple(found)


def without_controls(text: str) -> str:
    """The text with U+FFFD for each control character, so that it can be read on to its end."""
    return _CONTROL_SET.sub("\ufffd", text)


def _place(path: str, text: str, index: int) -> Place:
    line_start = text.rfind("\n", 0, index) + 1
    return Place(path, text.count("\n", 0, index) + 1, index - line_start + 1)
