"""How time grows with the number of voters: the slope, the table and the drawing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

HEADER = "| voters | parse and merge | Add1 | whole process |"
ROW = re.compile(
    r"^\| ([\d ]+) \| ([\d.]+) s \| ([\d.]+) s \| ([\d.]+) s, (\d+) MB \|$", re.MULTILINE
)

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 24, 52
PARSE, COUNT, GUIDE = "#0b5c8f", "#a4450a", "#8a8a8a"


@dataclass(frozen=True)
class Point:
    """One size of election: CPU seconds of reading, of counting, and of the whole process in MB."""

    voters: int
    parse: float
    count: float
    whole: float
    peak: float


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the straight line that fits best on logarithmic axes; 1 is "in proportion"."""
    logs = [(math.log10(x), math.log10(y)) for x, y in points]
    mean_x, mean_y = (sum(log[axis] for log in logs) / len(logs) for axis in (0, 1))
    across = sum((x - mean_x) ** 2 for x, _ in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / across


def table(points: Sequence[Point]) -> str:
    """The points as a table in Markdown, with three figures that count."""
    lines = [HEADER, "|---:|---:|---:|---:|"]
    for point in points:
        seconds = (f"{_short(one)} s" for one in (point.parse, point.count, point.whole))
        lines.append(
            f"| {point.voters:_} | {' | '.join(seconds)}, {point.peak:.0f} MB |".replace("_", " ")
        )
    return "\n".join(lines) + "\n"


def read_table(page: str) -> tuple[Point, ...]:
    """The points of the table in a page."""
    return tuple(
        Point(int(voters.replace(" ", "")), float(parse), float(count), float(whole), int(peak))
        for voters, parse, count, whole, peak in ROW.findall(page)
    )


def _short(seconds: float) -> str:
    """Three figures that count, never as 1e-06: a table is read by people, and by `read_table`."""
    return f"{Decimal(f'{seconds:.3g}'):f}" if seconds < 100 else f"{seconds:.0f}"


def draw(points: Sequence[Point]) -> str:
    """The points as an SVG picture on logarithmic axes: the same bytes for the same points."""
    low = math.floor(min(math.log10(min(p.parse, p.count)) for p in points))
    high = math.ceil(max(math.log10(max(p.parse, p.count)) for p in points))
    first, last = (math.log10(points[at].voters) for at in (0, -1))

    def x(voters: float) -> float:
        return LEFT + (math.log10(voters) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(seconds: float) -> float:
        part = (math.log10(seconds) - low) / (high - low)
        return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)

    told = "; ".join(
        f"{_spaced(p.voters)} voters: {_short(p.parse)} s to read, {_short(p.count)} s to count"
        for p in points
    )
    guide = [(p.voters, points[0].parse * p.voters / points[0].voters) for p in points]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="title desc" font-family="sans-serif" font-size="14">',
        '<title id="title">Time by number of voters, both axes logarithmic</title>',
        f'<desc id="desc">{told}.</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_axes(points, low, high, x, y),
        _line([(x(at), y(seconds)) for at, seconds in guide], GUIDE, ' stroke-dasharray="4 4"'),
        _text(x(guide[-1][0]) + 8, y(guide[-1][1]) + 18, "in proportion", GUIDE),
    ]
    for name, colour, lift, seconds in (
        ("read and merge", PARSE, -4, [p.parse for p in points]),
        ("count (Add1)", COUNT, -4, [p.count for p in points]),
    ):
        places = [(x(p.voters), y(one)) for p, one in zip(points, seconds, strict=True)]
        parts.append(_line(places, colour))
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>' for a, b in places]
        parts.append(_text(places[-1][0] + 8, places[-1][1] + lift, name, colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axes(
    points: Sequence[Point],
    low: int,
    high: int,
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> list[str]:
    end = WIDTH - RIGHT
    lines = []
    for power in range(low, high + 1):
        at = y(10.0**power)
        lines.append(f'<path d="M{LEFT} {at:.1f}H{end}" stroke="#ddd"/>')
        lines.append(_text(LEFT - 8, at + 5, f"{10.0**power:g} s", "#333", "end"))
    for point in points:
        lines.append(_text(x(point.voters), HEIGHT - 26, _spaced(point.voters), "#333", "middle"))
    lines.append(_text((LEFT + end) / 2, HEIGHT - 6, "voters", "#333", "middle"))
    return lines


def _spaced(number: int) -> str:
    return f"{number:_}".replace("_", " ")


def _line(places: Sequence[tuple[float, float]], colour: str, more: str = "") -> str:
    drawn = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    return f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"{more}/>'


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{text}</text>'
