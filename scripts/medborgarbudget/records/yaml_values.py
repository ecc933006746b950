"""YAML text to plain values, in one pass over the events of PyYAML's C parser.

Events, not the library's own construction: only they still show anchors, tags and directives, and
only here can a file be left at once when it nests too deep. Nothing is recursive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.records.enough import MOST_OF_A_KIND, more_of
from medborgarbudget.records.letters import composed, hidden
from medborgarbudget.records.yaml_mistakes import mistake
from medborgarbudget.records.yaml_scalars import scalar

Key = tuple[str | int, ...]
"""The way to a value from the top of its file: keys of mappings, indices of lists."""

KEY = -1
"""As the last step of a way: the key itself, not its value. No list has a negative index."""

Places = dict[Key, Place]

Event = Any
"""An event of the C parser. It always has its marks, which PyYAML's types leave in doubt."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may make us do: levels of nesting, and values and keys in all."""

    depth: int
    nodes: int


class StrictLoader(yaml.CSafeLoader):
    """PyYAML's C loader, used for its events alone; what they mean is decided in this module."""


class _Enough(Exception):  # noqa: N818 - not an error: the reading has seen all it will
    """Nothing further in this file can be trusted; what was found so far is said."""


class _Frame:
    """A mapping or a list that is still open, and where in it the reading is."""

    __slots__ = ("container", "key", "lines", "skip", "start")

    def __init__(self, container: dict[str, Any] | list[Any], start: Event) -> None:
        self.container = container
        self.start = start
        self.key: str | None = None
        self.skip = False
        self.lines: dict[str, int] = {}


def values_of(path: str, text: str, limits: Limits) -> tuple[Any, tuple[Problem, ...]]:
    """The value of a YAML text, with every problem of its writing; None where there is no value."""
    reading = _Reading(path, text, limits, None)
    return reading.value, tuple(reading.problems)


def places_of(path: str, text: str, limits: Limits) -> Mapping[Key, Place]:
    """Where every key and value of the text stands."""
    places: Places = {}
    _Reading(path, text, limits, places)
    return places


class _Reading:
    """One pass over a text. With `places`, it also notes where everything stands."""

    def __init__(self, path: str, text: str, limits: Limits, places: Places | None) -> None:
        self.value: Any = None
        self.problems: list[Problem] = []
        self._path, self._limits, self._places = path, limits, places
        self._stack: list[_Frame] = []
        self._said: Counter[str] = Counter()
        self._nodes = self._documents = self._text_began = 0
        try:
            self._run(text)
        except _Enough:
            pass
        except yaml.MarkedYAMLError as error:
            lines = text.split("\n")
            self.problems.append(mistake(error, path, lines, self._text_began))
        except yaml.YAMLError:
            self.problems.append(Problem("yaml-syntax", Place(path, 1, 1)))

    def _run(self, text: str) -> None:
        loader = StrictLoader(text)
        try:
            self._escapes = "\\" in text
            next_event = loader.get_event
            while True:
                event: Event = next_event()
                kind = type(event)
                if kind is yaml.ScalarEvent:
                    self._scalar(event)
                elif kind is yaml.MappingStartEvent:
                    self._open(event, {})
                elif kind is yaml.SequenceStartEvent:
                    self._open(event, [])
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    self._close(event)
                elif kind is yaml.AliasEvent:
                    self._say("yaml-alias", event, {"name": event.anchor})
                    self._put(f"*{event.anchor}", event)
                elif kind is yaml.DocumentStartEvent:
                    self._begin(event)
                elif kind is yaml.StreamEndEvent:
                    return
        finally:
            loader.dispose()

    def _begin(self, event: Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._say("yaml-several-documents", event)
            self.value = None
            raise _Enough
        if event.version or event.tags:
            self._say("yaml-directive", event)

    def _scalar(self, event: Event) -> None:
        self._decorations(event)
        text = event.value
        plain = not event.style
        if self._escapes and event.style == '"':
            for _, code, name in hidden(text):
                self._say(code, event, {"character": name})
            text = composed(text)
        if plain:
            self._text_began = event.start_mark.line
        frame = self._stack[-1] if self._stack else None
        if frame is not None and type(frame.container) is dict and frame.key is None:
            self._key(frame, text, plain, event)
        else:
            self._put(scalar(text) if plain else text, event)

    def _key(self, frame: _Frame, text: str, plain: bool, event: Event) -> None:
        self._count(event)
        frame.key = text
        frame.skip = plain and (text == "<<" or not isinstance(scalar(text), str))
        if frame.skip:
            code = "yaml-merge-key" if text == "<<" else "yaml-key-not-text"
            self._say(code, event, {"key": text})
        if text in frame.container:
            self._say("yaml-duplicate-key", event, {"key": text, "first": frame.lines[text]})
        else:
            frame.lines[text] = event.start_mark.line + 1
        if self._places is not None:
            self._places.setdefault((*self._way(), KEY), self._place(event))

    def _open(self, event: Event, container: dict[str, Any] | list[Any]) -> None:
        self._decorations(event)
        if self._stack and type(self._stack[-1].container) is dict and self._stack[-1].key is None:
            self._say("yaml-key-not-text", event, {"key": "…"})
            raise _Enough
        if len(self._stack) >= self._limits.depth:
            self._say("yaml-too-deep", event, {"limit": self._limits.depth})
            raise _Enough
        if self._places is not None:
            self._places.setdefault(self._way(), self._place(event))
        self._count(event)
        self._stack.append(_Frame(container, event))

    def _close(self, event: Event) -> None:
        frame = self._stack.pop()
        start = frame.start
        if self._places is not None and start.flow_style:
            self._places[self._way()] = self._place(start, event)
        self._give(frame.container)

    def _put(self, value: Any, event: Event) -> None:
        self._count(event)
        if self._stack and type(self._stack[-1].container) is dict and self._stack[-1].key is None:
            self._say("yaml-key-not-text", event, {"key": "*"})
            raise _Enough
        if self._places is not None:
            self._places.setdefault(self._way(), self._place(event))
        self._give(value)

    def _give(self, value: Any) -> None:
        """Into whatever is open. Of two values under one key the first one stays, and what
        stands under a key that cannot be one is left out: it has been reported.
        """
        if not self._stack:
            self.value = value
            return
        frame = self._stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
        elif frame.key is not None:
            if not frame.skip:
                frame.container.setdefault(frame.key, value)
            frame.key = None

    def _count(self, event: Event) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            self._say("yaml-too-many-values", event, {"limit": self._limits.nodes})
            raise _Enough

    def _decorations(self, event: Event) -> None:
        if event.anchor is not None:
            self._say("yaml-anchor", event, {"name": event.anchor})
        if event.tag is not None:
            self._say("yaml-tag", event)

    def _say(self, code: str, event: Event, facts: Mapping[str, Fact] | None = None) -> None:
        self._said[code] += 1
        if self._said[code] > MOST_OF_A_KIND:
            self.problems.append(more_of(code, self._path))
            self.value = None
            raise _Enough
        self.problems.append(Problem(code, self._place(event), facts or {}))

    def _way(self) -> Key:
        return tuple(
            frame.key if frame.key is not None else len(frame.container) for frame in self._stack
        )

    def _place(self, event: Event, end: Event = None) -> Place:
        start, stop = event.start_mark, (end or event).end_mark
        one_line = start.line == stop.line
        length = stop.column - start.column if one_line else 1
        return Place(self._path, start.line + 1, start.column + 1, max(length, 1))
