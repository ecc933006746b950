"""An event of a round: a meeting, or a place to vote, with its hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from medborgarbudget.pb.proposal import Location
from medborgarbudget.pb.words import Words

EventKind = Literal["meeting", "polling-place", "online", "other"]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)


@dataclass(frozen=True, slots=True)
class Event:
    """Step 2: where residents meet and vote. Local time; `closes` is not included.

    `url` is where to sign up or join, "" where there is nothing to follow.
    """

    event_id: str
    kind: EventKind
    title: Words
    opens: datetime
    closes: datetime
    place: Location | None = None
    text: Words = field(default_factory=dict)
    url: str = ""
