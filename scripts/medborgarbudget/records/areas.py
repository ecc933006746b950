"""`content/areas/*.geojson`: the town's districts, as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from medborgarbudget.pb.area import Area, Ring
from medborgarbudget.records.source import Document

MAX_BYTES = 4 * 1024 * 1024
"""Borders drawn to the metre for a large town; coarser ones load faster and look the same."""

MAX_DEPTH = 10
"""A MultiPolygon's numbers lie on the ninth level of the file."""


def areas_of(document: Document) -> tuple[Area, ...]:
    """The areas of a feature collection that has the shape of ours, in its order."""
    return tuple(
        Area(
            area_id=feature["properties"]["id"],
            name=feature["properties"]["name"],
            population=feature["properties"]["population"],
            rings=tuple(_rings_of(feature["geometry"])),
        )
        for feature in document.data["features"]
    )


def _rings_of(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        yield from (_closed(ring) for ring in polygon)


def _closed(positions: Sequence[Sequence[float]]) -> Ring:
    """The ring's points, ending where it began. A height above the sea is left out."""
    ring = tuple((position[0], position[1]) for position in positions)
    return ring if ring[0] == ring[-1] else (*ring, ring[0])
