"""Names from somewhere else made into ids of ours: safe as file names and in addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from medborgarbudget.records.kinds import plain_id
from medborgarbudget.records.letters import composed, hidden

LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"})
"""Letters that are one piece, so that taking away the accents does not give the plain one."""

TAKEN_BY_WINDOWS = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""File names that Windows keeps for itself. Source: Microsoft, "Naming Files, Paths"."""


def safe_name(name: str, instead: str) -> str:
    """The plain id nearest to a name, or `instead` where nothing of the name is left.

    ``BO.D6.36/25`` gives ``bo-d6-36-25``.
    """
    spelt = name.translate(LETTERS).replace("ß", "ss").replace("æ", "ae").replace("Æ", "ae")
    if not re.search("[A-Za-z0-9]", unicodedata.normalize("NFKD", spelt)):
        return instead
    plain = plain_id(spelt)
    return f"{instead}-{plain}" if TAKEN_BY_WINDOWS.fullmatch(plain) else plain


def safe_ids(names: Iterable[str]) -> Mapping[str, str]:
    """An id for each name, all different. Names that come out alike are numbered in their order."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = safe_name(name, "project")
        number, candidate = 1, plain
        while candidate in taken:
            number += 1
            candidate = f"{plain[:70].rstrip('-')}-{number}"
        taken.add(candidate)
        ids[name] = candidate
    return ids


def clean(text: str) -> str:
    """The text on our terms: composed, without characters that do not show, one line end."""
    text = composed(text.replace("\r\n", "\n").replace("\r", "\n"))
    unseen = {index for index, _, _ in hidden(text)}
    return "".join(letter for index, letter in enumerate(text) if index not in unseen).strip()


def one_line(text: str) -> str:
    """The text cleaned, on one line."""
    return " ".join(clean(text).split())
