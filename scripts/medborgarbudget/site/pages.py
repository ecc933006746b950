"""A page: an address, a template, and the values that the template shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """One address in every language of the town.

    `path` is as in `addresses`. `view` is the page's own dataclass, called ``it`` in the
    template. `round_id` and `section` say which ways at the top to mark. `indexed` pages stand in
    the site map.
    """

    path: str
    template: str
    view: Any
    round_id: str = ""
    section: str = ""
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class Copy:
    """One file that is the same in every language: published as it is, at its address."""

    path: str
    data: bytes
