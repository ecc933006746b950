"""The schemas as an editor sees them: `mb build` writes them whole, and the settings name them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from medborgarbudget.records.kinds import PATTERNS

SETTINGS = Path(__file__).parents[2] / ".vscode/settings.json"


def files(pattern: str) -> str:
    """The pattern of a kind of file as editors write it."""
    return re.sub(r"\{\w+\}", "*", pattern)


def test_an_editor_knows_the_schema_of_every_kind_of_file() -> None:
    """What a file may hold is shown while it is written, in each place where one can stand."""
    offered = json.loads(SETTINGS.read_text(encoding="utf-8"))
    found = {}
    for schema, where in offered["yaml.schemas"].items():
        kind = Path(schema).name.removesuffix(".schema.json")
        found[kind] = where if isinstance(where, list) else [where]
    for entry in offered["json.schemas"]:
        found[Path(entry["url"]).name.removesuffix(".schema.json")] = entry["fileMatch"]

    assert PATTERNS.keys() == found.keys()
    assert all(files(pattern) in found[kind] for kind, pattern in PATTERNS.items())
