"""A project: a proposal found eligible, as the ballot and the rules know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Project:
    """What a rule needs to know of a project.

    `project_id` is the proposal's file name without its ending. `cost` is in the units of its
    instance: whole currency units, or finer where a Pabulib file has decimals (see `Instance`).
    """

    project_id: str
    cost: int
    name: str = ""
