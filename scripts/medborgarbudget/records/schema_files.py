"""The JSON Schemas of all kinds of files, each made whole so that it can stand alone.

Source: JSON Schema, draft 2020-12. `x-sv` holds the Swedish words beside the English ones, and
`x-code` the code of the problem where a pattern or a format is not met.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

Schema = dict[str, Any]

ENDING = ".schema.json"
COMMON = "common"

_FOLDER = files("medborgarbudget.records") / "schemas"

KINDS: tuple[str, ...] = tuple(
    sorted(
        name
        for entry in _FOLDER.iterdir()
        if (name := entry.name.removesuffix(ENDING)) != entry.name and name != COMMON
    )
)
"""Every kind of file that has a schema."""


@cache
def _raw(name: str) -> Schema:
    schema: Schema = json.loads((_FOLDER / f"{name}{ENDING}").read_text(encoding="utf-8"))
    return schema


@cache
def schema(kind: str) -> Schema:
    """The schema of a kind with all that it refers to inside it. Do not change what you get.

    Raises FileNotFoundError for a kind that has none.
    """
    whole: Schema = _inward(_raw(kind))
    definitions = dict(whole.get("$defs", {}))
    wanted = list(_names(whole))
    while wanted:
        name = wanted.pop()
        if name not in definitions:
            definitions[name] = _inward(_raw(COMMON)["$defs"][name])
            wanted += _names(definitions[name])
    if definitions:
        whole["$defs"] = dict(sorted(definitions.items()))
    return whole


def resolved(whole: Schema, part: Schema) -> Schema:
    """A part of a schema with its reference followed; its own words go before those referred to."""
    reference = part.get("$ref")
    if reference is None:
        return part
    name = reference.rsplit("/", 1)[-1]
    return {**resolved(whole, whole["$defs"][name]), **part}


def inlined(kind: str) -> Schema:
    """The schema of a kind without references, which a validator would look up file after file."""
    whole = schema(kind)
    flat = _inlined(whole, {key: part for key, part in whole.items() if key != "$defs"})
    return dict(flat)


def part_at(whole: Schema, part: Schema, step: str | int) -> tuple[str | None, Schema]:
    """The schema of what stands one step further in, and the step's name in the schema.

    The name is None for a list's item, and ``*`` for a key that the files may choose.
    """
    part = resolved(whole, part)
    if isinstance(step, int):
        return None, part.get("items", {})
    properties = part.get("properties", {})
    if step in properties:
        return step, properties[step]
    free = part.get("additionalProperties")
    return "*", free if isinstance(free, dict) else {}


def _inlined(whole: Schema, value: Any) -> Any:
    if isinstance(value, dict):
        reference = isinstance(value.get("$ref"), str)
        part = resolved(whole, value) if reference else value
        return {
            key: _inlined(whole, inner)
            for key, inner in part.items()
            if not (reference and key == "$ref")
        }
    return [_inlined(whole, inner) for inner in value] if isinstance(value, list) else value


def _inward(value: Any) -> Any:
    """A copy whose references to the common file point into the schema itself."""
    if isinstance(value, dict):
        return {
            key: inner.replace(f"{COMMON}{ENDING}#", "#") if key == "$ref" else _inward(inner)
            for key, inner in value.items()
        }
    return [_inward(inner) for inner in value] if isinstance(value, list) else value


def _names(value: Any) -> Iterator[str]:
    """The names of all definitions that a schema refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and isinstance(inner, str):
                yield inner.rsplit("/", 1)[-1]
            else:
                yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
