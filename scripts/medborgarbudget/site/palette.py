"""The town's two colours as the site's palette: every pair that meets is made to have contrast.

Source of the figures: WCAG 2.2, 1.4.3 and 1.4.11 (4.5:1 for text, 3:1 for what carries meaning).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

PRIMARY = "#0b5563"
ACCENT = "#b3541e"
TINTS = {False: (0.07, 0.16, 0.26), True: (0.12, 0.24, 0.36)}
"""Shares of the primary colour in the three grounds, in the light and in the dark scheme."""
HEX = re.compile(r"#[0-9a-fA-F]{6}")

Colour = tuple[int, int, int]
Grounds = Callable[[Colour], tuple[Colour, ...]]


def colour(text: str | None, instead: str) -> Colour:
    """A colour from ``#rrggbb``; the given one where the text is no such thing."""
    found = text if text and HEX.fullmatch(text) else instead
    return int(found[1:3], 16), int(found[3:5], 16), int(found[5:7], 16)


def written(rgb: Colour) -> str:
    """``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def luminance(rgb: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition)."""
    parts = [value / 255 for value in rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2, definition)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the first colour with the rest of the second, channel by channel."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def readable(wanted: Colour, grounds: Grounds, toward: Colour, ratio: float = 4.5) -> Colour:
    """The wanted colour, moved toward another by as little as gives it contrast on its grounds.

    The grounds are asked for anew with every candidate, as some of them are tints of it.
    """
    for step in range(101):
        candidate = mixed(toward, wanted, step / 100)
        if all(contrast(candidate, ground) >= ratio for ground in grounds(candidate)):
            return candidate
    return toward


BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
LIGHT = {"paper": (252, 251, 247), "card": WHITE, "ink": (27, 32, 31), "quiet": (82, 91, 88)}
DARK = {
    "paper": (20, 24, 25),
    "card": (29, 34, 35),
    "ink": (236, 235, 229),
    "quiet": (172, 178, 174),
}


def shades(colours: Mapping[str, str], dark: bool = False) -> dict[str, str]:
    """The palette by the names that the style sheet uses, for the light or the dark scheme."""
    base: dict[str, Colour] = dict(DARK if dark else LIGHT)
    first, second, third = TINTS[dark]
    paper, card, end = base["paper"], base["card"], WHITE if dark else BLACK
    primary = readable(
        colour(colours.get("primary"), PRIMARY),
        lambda found: (paper, card, mixed(found, paper, first)),
        end,
    )
    tint = mixed(primary, paper, first)
    wanted = colour(colours.get("accent"), ACCENT)
    accent = readable(wanted, lambda _: (paper, card), end, ratio=3.2)
    accent_ink = readable(accent, lambda _: (paper, card, tint), end)
    return {name: written(value) for name, value in base.items()} | {
        "line": written(mixed(base["ink"], paper, 0.2)),
        "tint": written(tint),
        "tint-2": written(mixed(primary, paper, second)),
        "tint-3": written(mixed(primary, paper, third)),
        "primary": written(primary),
        "on-primary": written(_on(primary)),
        "accent": written(accent),
        "on-accent": written(_on(accent)),
        "accent-ink": written(accent_ink),
        "focus": written(accent_ink),
    }


def _on(ground: Colour) -> Colour:
    """What to write with on a coloured ground: white or near black, whichever reads."""
    return max((WHITE, (16, 20, 20)), key=lambda ink: contrast(ink, ground))


def style_variables(colours: Mapping[str, str]) -> str:
    """The palette as CSS custom properties, light first, dark where the reader prefers it."""
    light, dark = (
        ";".join(f"--{name}:{value}" for name, value in shades(colours, dark).items())
        for dark in (False, True)
    )
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )
