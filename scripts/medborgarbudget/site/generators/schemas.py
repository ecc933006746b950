"""The schemas of the town's files: for editors, and as a page that people can read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from medborgarbudget.pb.words import Words
from medborgarbudget.records.kinds import PATTERNS
from medborgarbudget.records.shape import KINDS, schema
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy, Page
from medborgarbudget.site.schema_rows import Row, rows, words


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: where it stands, its schema's address, and its keys."""

    name: str
    pattern: str
    address: str
    schema: Mapping[str, Any]
    title: Words
    description: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SchemaPage:
    """The values of the page."""

    kinds: tuple[Kind, ...]


class SchemaGenerator(PageGenerator):
    """``/schemas/`` and ``/schemas/<kind>.schema.json``."""

    def pages(self, site: Site) -> Iterator[Page | Copy]:
        """The index, and every schema as it is."""
        kinds = tuple(
            Kind(
                name=kind,
                pattern=PATTERNS.get(kind, ""),
                address=f"schemas/{kind}.schema.json",
                schema=schema(kind),
                title=words(schema(kind), "title"),
                description=words(schema(kind), "description"),
                rows=rows(schema(kind)),
            )
            for kind in KINDS
        )
        yield Page("schemas/", "schemas.html", SchemaPage(kinds), section="schemas")
        for kind in kinds:
            text = json.dumps(kind.schema, ensure_ascii=False, indent=2)
            yield Copy(kind.address, f"{text}\n".encode())
