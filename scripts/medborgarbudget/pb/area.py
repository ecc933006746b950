"""Areas of a town: who lives there, and whether a place lies inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from medborgarbudget.pb.words import Words

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude) in WGS84 degrees, as in RFC 7946."""


@dataclass(frozen=True, slots=True)
class Area:
    """A district: `rings` holds outer borders and holes alike; the even-odd rule tells inside."""

    area_id: str
    name: Words
    population: int
    rings: tuple[Ring, ...]

    def contains(self, longitude: float, latitude: float) -> bool:
        """Whether the point lies inside, by the even-odd rule (ray casting)."""
        inside = False
        for ring in self.rings:
            for (x1, y1), (x2, y2) in pairwise(ring):
                crosses = (y1 > latitude) != (y2 > latitude)
                if crosses and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                    inside = not inside
        return inside


def area_at(areas: Mapping[str, Area], longitude: float, latitude: float) -> str | None:
    """The id of the district that the point lies in, the first by id; None where it is in none."""
    return next(
        (area_id for area_id, area in sorted(areas.items()) if area.contains(longitude, latitude)),
        None,
    )
