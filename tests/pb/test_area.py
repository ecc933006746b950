"""Areas: whether a place lies inside."""

from __future__ import annotations

import pytest

from medborgarbudget.pb.area import Area, area_at


def square(west, south, size):
    """A closed ring."""
    east, north = west + size, south + size
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


NORTH = Area("norr", {"sv": "Norr"}, 2400, (square(16, 59, 1), square(16.25, 59.25, 0.5)))
ISLANDS = Area("oar", {"sv": "Öar"}, 300, (square(17, 58, 0.25), square(18, 58, 0.25)))


@pytest.mark.parametrize(
    ("area", "longitude", "latitude", "expected"),
    [
        (NORTH, 16.1, 59.1, True),
        (NORTH, 16.5, 59.5, False),
        (NORTH, 15.9, 59.5, False),
        (NORTH, 16.5, 60.5, False),
        (ISLANDS, 17.1, 58.1, True),
        (ISLANDS, 18.1, 58.1, True),
        (ISLANDS, 17.6, 58.1, False),
    ],
    ids=["inside", "in the hole", "west", "north", "first island", "second island", "between"],
)
def test_a_place_is_inside_or_outside(area, longitude, latitude, expected):
    """Holes are outside, each part of several is inside (RFC 7946, even-odd rule)."""
    assert expected is area.contains(longitude, latitude)


def test_a_place_is_in_the_first_district_that_holds_it_or_in_none():
    """By id, whatever order the districts were read in."""
    areas = {"z": NORTH, "a": NORTH, "o": ISLANDS}

    assert "a" == area_at(areas, 16.1, 59.1)
    assert "o" == area_at(areas, 17.1, 58.1)
    assert area_at(areas, 0, 0) is None
