"""The drawing that stands in for a photo: by the proposal's theme, and always the same one."""

from __future__ import annotations

MOTIFS = {
    "tree": ("nature", "park", "green", "tree", "biodiversity", "flower"),
    "leaf": ("environment", "climate", "energy", "recycl", "ecolog"),
    "swing": ("play", "child", "famil", "youth"),
    "ball": ("sport", "health", "exercise", "fitness"),
    "stage": ("culture", "art", "music", "histor", "heritage"),
    "path": ("traffic", "road", "transit", "transport", "mobility", "cycl", "walk"),
    "lamp": ("safe", "light", "secur"),
    "bench": ("meeting", "social", "communit", "public-space", "welfare", "access", "older"),
    "book": ("education", "school", "librar", "learning", "digital"),
    "water": ("water", "bath", "beach", "sea", "lake"),
}
"""Which words in a theme's id call for which drawing; the first that fits is taken."""
OTHERWISE = "houses"


def drawing(category: str) -> str:
    """The address of the drawing for a theme, such as ``static/drawings/tree.svg``."""
    for motif, words in MOTIFS.items():
        if any(word in category for word in words):
            return f"static/drawings/{motif}.svg"
    return f"static/drawings/{OTHERWISE}.svg"
