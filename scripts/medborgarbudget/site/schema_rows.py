"""A schema as rows that people can read: one per key, in the words of the schema itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from medborgarbudget.pb.words import Words
from medborgarbudget.records.schema_files import Schema, resolved

BETWEEN = "."
EACH = "[]"
ANY = "<id>"


@dataclass(frozen=True, slots=True)
class Row:
    """One key: its way from the top of the file, what it is called, and one example as written."""

    key: str
    title: Words
    description: Words
    required: bool
    example: str


def rows(whole: Schema) -> tuple[Row, ...]:
    """The rows of a schema, in its order."""
    return tuple(_below(whole, whole, ""))


def words(part: Schema, name: str) -> Words:
    """``title`` or ``description`` in Swedish and English."""
    english, swedish = part.get(name, ""), part.get("x-sv", {}).get(name, "")
    return {"sv": swedish or english, "en": english}


def _below(whole: Schema, part: Schema, way: str) -> Iterator[Row]:
    part = resolved(whole, part)
    if "items" in part:
        yield from _below(whole, part["items"], f"{way}{EACH}")
        return
    children = dict(part.get("properties", {}))
    if isinstance(part.get("additionalProperties"), dict):
        children[ANY] = part["additionalProperties"]
    for name, child in children.items():
        child = resolved(whole, child)
        key = f"{way}{BETWEEN}{name}" if way else name
        yield Row(
            key=key,
            title=words(child, "title"),
            description=words(child, "description"),
            required=name in part.get("required", ()),
            example=_written(child.get("examples", [""])[0]),
        )
        yield from _below(whole, child, key)


def _written(example: Any) -> str:
    """As it stands in YAML, on one line."""
    if isinstance(example, bool):
        return str(example).lower()
    if isinstance(example, dict):
        inside = ", ".join(f"{key}: {_written(value)}" for key, value in example.items())
        return f"{{{inside}}}"
    if isinstance(example, list):
        return f"[{', '.join(map(_written, example))}]"
    return " ".join(str(example).split())
