"""The life of a proposal: its state is derived from what the files say, never typed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from medborgarbudget.pb.assessment import Stage, Verdict

State = Literal[
    "submitted",
    "needs-work",
    "eligible",
    "refused",
    "merged",
    "withdrawn",
    "on-ballot",
    "selected",
    "not-selected",
    "decided",
    "not-decided",
    "under-way",
    "completed",
    "cancelled",
    "followed-up",
]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Traces:
    """What the repository says of one proposal, file by file; None where the file is not there.

    `on_ballot`, `selected` and `funded` are None as long as there is no manifest, no result or no
    decision in the round at all.
    """

    verdict: Verdict | None = None
    on_ballot: bool | None = None
    selected: bool | None = None
    funded: bool | None = None
    stage: Stage | None = None
    followed_up: bool = False


def impossible(traces: Traces) -> tuple[str, ...]:
    """The codes of all contradictions between the traces; empty for a life that can be lived."""
    found = []
    if traces.on_ballot and traces.verdict != "eligible":
        found.append("on-ballot-not-eligible")
    if traces.on_ballot is False and traces.verdict == "eligible":
        found.append("eligible-not-on-ballot")
    if traces.selected and not traces.on_ballot:
        found.append("selected-not-on-ballot")
    if traces.funded and not traces.on_ballot:
        found.append("funded-not-on-ballot")
    if traces.stage is not None and not traces.funded:
        found.append("implementation-not-funded")
    if traces.followed_up and traces.stage not in ("completed", "cancelled"):
        found.append("followed-up-not-ended")
    return tuple(found)


def state(traces: Traces) -> State:
    """The one state of a proposal: what the latest file says. Contradictions: `impossible`."""
    if traces.followed_up:
        return "followed-up"
    if traces.stage in ("completed", "cancelled"):
        return "completed" if traces.stage == "completed" else "cancelled"
    if traces.stage in ("planning", "procurement", "building"):
        return "under-way"
    if not traces.on_ballot:
        return traces.verdict or "submitted"
    if traces.funded is not None:
        return "decided" if traces.funded else "not-decided"
    if traces.selected is not None:
        return "selected" if traces.selected else "not-selected"
    return "on-ballot"
