"""The style sheet and the drawings in the town's colours, under names that change with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from medborgarbudget.site.pages import Copy
from medborgarbudget.site.palette import ACCENT, PRIMARY, shades, style_variables

PAINT = {PRIMARY: "primary", ACCENT: "accent", "#e6eeee": "tint", "#cfdcdc": "tint-2"}
"""The colours in the drawings' files, and what they are in the town's palette."""


def style_sheet(theme: Path, colours: Mapping[str, str]) -> str:
    """The theme's CSS with the town's colours before it."""
    css = (theme / "static" / "style.css").read_text(encoding="utf-8")
    return style_variables(colours) + css


def style_name(theme: Path, colours: Mapping[str, str]) -> str:
    """Its address: a browser may keep it for ever, as other bytes have another name."""
    digest = hashlib.sha256(style_sheet(theme, colours).encode()).hexdigest()
    return f"static/style.{digest[:8]}.css"


def static_files(theme: Path, colours: Mapping[str, str]) -> Iterator[Copy]:
    """Every file of the theme that pages refer to."""
    yield Copy(style_name(theme, colours), style_sheet(theme, colours).encode())
    palette = shades(colours)
    for drawing in sorted((theme / "static" / "drawings").glob("*.svg")):
        svg = drawing.read_text(encoding="utf-8")
        for ours, name in PAINT.items():
            svg = svg.replace(ours, palette[name])
        yield Copy(f"static/drawings/{drawing.name}", svg.encode())
