"""The town's map as an SVG's paths: districts drawn from their borders, and pins for places.

The projection is the plain one: degrees of longitude shrunk by the cosine of the middle latitude.
At the size of a municipality that is true to shape within what a phone's screen can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from medborgarbudget.pb.area import Area, Ring
from medborgarbudget.pb.words import Words

WIDTH = 400
MARGIN = 14
TALLEST = 520

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class District:
    """One area on the map: `outline` is an SVG path, (`x`, `y`) where its name stands."""

    area_id: str
    name: Words
    outline: str
    x: float
    y: float


@dataclass(frozen=True)
class TownMap:
    """The drawing, `width` by `height` units."""

    width: int
    height: int
    districts: tuple[District, ...]
    west: float
    north: float
    scale: float
    squeeze: float
    shift: float

    def place(self, longitude: float, latitude: float) -> Point:
        """Where a place of the world stands on the map, in the drawing's units."""
        x = self.shift + (longitude - self.west) * self.squeeze * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(x, 1), round(y, 1)

    def pin(self, longitude: float | None, latitude: float | None) -> Point | None:
        """The same for a place that may lack its point, or lie outside the map."""
        if longitude is None or latitude is None:
            return None
        x, y = self.place(longitude, latitude)
        return (x, y) if 0 <= x <= self.width and 0 <= y <= self.height else None


def town_map(areas: Mapping[str, Area]) -> TownMap | None:
    """The map of all areas, by their ids; None for a town that has published none."""
    points = [point for area in areas.values() for ring in area.rings for point in ring]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))
    across, along = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / along)
    drawing = TownMap(
        width=WIDTH,
        height=round(along * scale) + 2 * MARGIN,
        districts=(),
        west=west,
        north=north,
        scale=scale,
        squeeze=squeeze,
        shift=(WIDTH - across * scale) / 2,
    )
    districts = tuple(_district(drawing, areas[area_id]) for area_id in sorted(areas))
    return TownMap(**(drawing.__dict__ | {"districts": districts}))


def _district(drawing: TownMap, area: Area) -> District:
    rings = [[drawing.place(*point) for point in ring] for ring in area.rings]
    x, y = _middle(max(rings, key=lambda ring: abs(_surface(ring)), default=[]))
    return District(area.area_id, area.name, _outline(rings), round(x, 1), round(y, 1))


def _outline(rings: Iterable[Sequence[Point]]) -> str:
    """The path's commands; points that fall on the one before are left out."""
    parts = []
    for ring in rings:
        kept = [
            point for point, before in zip(ring, [None, *ring[:-1]], strict=True) if point != before
        ]
        steps = "L".join(f"{x:.0f} {y:.0f}" for x, y in kept[:-1])
        parts.append(f"M{steps}Z")
    return "".join(parts)


def _surface(ring: Sequence[Point] | Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a closed ring; of its corners where it has no surface."""
    surface = _surface(ring)
    if not ring or abs(surface) < 1e-6:
        size = max(len(ring), 1)
        return sum(x for x, _ in ring) / size, sum(y for _, y in ring) / size
    x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return x / (6 * surface), y / (6 * surface)
