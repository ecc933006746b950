"""Which file is of which kind: a town's files are known by where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""Ids of rounds, projects, pots, areas and criteria: plain letters and digits with hyphens."""

MAX_ID = 80

_PLAIN = re.compile(ID, re.ASCII)

PATTERNS: Mapping[str, str] = {
    "town": "content/town.yaml",
    "areas": "content/areas/{id}.geojson",
    "round": "rounds/{round}/round.yaml",
    "events": "rounds/{round}/events.yaml",
    "proposal": "proposals/{round}/{id}.yaml",
    "assessment": "rounds/{round}/assessments/{id}.yaml",
    "keys": "rounds/{round}/keys.yaml",
    "manifest": "rounds/{round}/manifest.yaml",
    "paper-cover": "rounds/{round}/paper/{id}/cover.yaml",
    "paper-resolution": "rounds/{round}/paper/{id}/resolution.yaml",
    "sums": "rounds/{round}/box/sums.yaml",
    "classes": "rounds/{round}/classes.yaml",
    "lot": "rounds/{round}/lot.yaml",
    "result": "rounds/{round}/result.yaml",
    "announced": "rounds/{round}/announced.yaml",
    "decision": "rounds/{round}/decision.yaml",
    "implementation": "rounds/{round}/implementation/{id}.yaml",
    "follow-up": "rounds/{round}/follow-up.yaml",
}
"""Where the files of each kind stand, in the order in which a round comes to need them."""

_EXPRESSIONS = {
    kind: re.compile(
        re.escape(pattern)
        .replace(re.escape("{round}"), "(?P<round>[^/]+)")
        .replace(re.escape("{id}"), "(?P<id>[^/]+)")
    )
    for kind, pattern in PATTERNS.items()
}


def is_plain(name: str) -> bool:
    """Whether a name can be an id: it then means the same on every disk and in every address."""
    return _PLAIN.fullmatch(name) is not None and len(name) <= MAX_ID


def plain_id(name: str) -> str:
    """The id nearest to a name: ``Bänkar vid ån`` gives ``bankar-vid-an``."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")[:MAX_ID].strip("-") or "forslag"


def kind_of(path: str) -> str | None:
    """The kind of the file at a path; None for files that hold no data of the town."""
    for kind, expression in _EXPRESSIONS.items():
        if expression.fullmatch(path):
            return kind
    return None


def names_in(path: str) -> Iterator[str]:
    """The round's and the thing's own name, as the path gives them."""
    for expression in _EXPRESSIONS.values():
        match = expression.fullmatch(path)
        if match:
            yield from match.groupdict().values()
            return


def round_of(path: str) -> str | None:
    """The round that a file belongs to; None for files of the whole town."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] in ("proposals", "rounds") else None


def stem(path: str) -> str:
    """The file's name without its folder and its last ending: the id of what it holds."""
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
