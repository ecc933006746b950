"""A project: a proposal found eligible, as the ballot and the rules know it."""

from __future__ import annotations

from dataclasses import dataclass

WITHDRAWN = 999_999_999
"""The cost, in currency units, that Pabulib gives a project withdrawn after the ballot was made."""


@dataclass(frozen=True, slots=True)
class Project:
    """What a rule needs to know of a project.

    `project_id` is the proposal's file name without its ending. `cost` is in the units of its
    instance: whole currency units, or finer where a Pabulib file has decimals (see `Instance`).
    `area` and `categories` say where it is and what it is for, where that is known; only rules
    that give areas or categories their part look at them.
    """

    project_id: str
    cost: int
    name: str = ""
    area: str | None = None
    categories: tuple[str, ...] = ()
