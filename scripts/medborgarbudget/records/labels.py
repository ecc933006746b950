"""The words that a resident sees for a field: the titles of the schemas, one fact in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from medborgarbudget.records.schema_files import KINDS, Schema, part_at, resolved, schema
from medborgarbudget.records.source import Key

BETWEEN = " › "


def field_name(kind: str, key: Key) -> str:
    """The field's name in facts: ``round:pots.name.sv``. Indices of lists are left out."""
    whole = schema(kind)
    part, names = whole, []
    for step in key:
        name, part = part_at(whole, part, step)
        if name is not None:
            names.append(name)
    return f"{kind}:{'.'.join(names)}"


@cache
def field_labels(language: str) -> Mapping[str, str]:
    """The label of every field of every kind, by its name as `field_name` gives it.

    Swedish for ``sv``, English for all others.
    """
    labels: dict[str, str] = {}
    for kind in KINDS:
        whole = schema(kind)
        labels[f"{kind}:"] = _title(whole, language)
        for name, label in _below(whole, whole, language, ()):
            labels[f"{kind}:{name}"] = label
    return labels


def title(kind: str, language: str) -> str:
    """What a file of the kind is called: "Förslag", "Proposal"."""
    return _title(schema(kind), language)


def _below(
    whole: Schema, part: Schema, language: str, above: tuple[str, ...], way: str = ""
) -> Iterator[tuple[str, str]]:
    part = resolved(whole, part)
    while "items" in part:
        part = resolved(whole, part["items"])
    inner = dict(part.get("properties", {}))
    if isinstance(part.get("additionalProperties"), dict):
        inner["*"] = part["additionalProperties"]
    for name, child in inner.items():
        heading = _title(resolved(whole, child), language)
        labels = (*above, heading) if heading else above
        yield f"{way}{name}", BETWEEN.join(labels)
        yield from _below(whole, child, language, labels, f"{way}{name}.")


def _title(part: Schema, language: str) -> str:
    words = part.get("x-sv", {}) if language == "sv" else part
    return str(words.get("title", part.get("title", "")))
