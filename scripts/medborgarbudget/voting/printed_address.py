"""The site's address in printed letters: an invented one is found out before they are posted."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.records.tree import TownTree

NOBODYS = ("example", "invalid", "test")
"""Endings that never lead anywhere: RFC 2606, section 2."""

REHEARSAL = 50
"""So many codes may be made for an invented address: whoever rehearses needs no real one."""

TOWN_FILE = "content/town.yaml"


def address_problems(tree: TownTree, codes: int = 0) -> Iterator[Problem]:
    """That the address in the town's file leads nowhere, where as many codes as this are to be."""
    url = tree.town.url if tree.town is not None else ""
    if (urlsplit(url).hostname or "").rpartition(".")[2] in NOBODYS:
        document = tree.documents.get(TOWN_FILE)
        place = document.place("url") if document else Place(TOWN_FILE)
        facts: dict[str, Fact] = {"url": url, "limit": REHEARSAL}
        yield Problem("address-invented", place, facts, "error" if codes > REHEARSAL else "warning")
