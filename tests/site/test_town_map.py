"""The town's map."""

from __future__ import annotations

from medborgarbudget.pb.area import Area
from medborgarbudget.site.town_map import WIDTH, town_map

SQUARE = ((15.0, 60.0), (15.2, 60.0), (15.2, 60.1), (15.0, 60.1), (15.0, 60.0))


def test_north_is_up_and_east_is_right() -> None:
    """And the pin of a place inside the town stands on the drawing."""
    drawing = town_map({"norr": Area("norr", {"sv": "Norr"}, 10, (SQUARE,))})

    assert drawing is not None
    west_south, east_north = drawing.place(15.0, 60.0), drawing.place(15.2, 60.1)
    assert west_south[0] < east_north[0]
    assert west_south[1] > east_north[1]
    assert drawing.pin(15.1, 60.05) == (drawing.districts[0].x, drawing.districts[0].y)
    assert (WIDTH / 2) == drawing.districts[0].x


def test_a_place_without_a_point_or_outside_has_no_pin() -> None:
    """A pin in the margin would say something that is not so."""
    drawing = town_map({"norr": Area("norr", {"sv": "Norr"}, 10, (SQUARE,))})

    assert drawing is not None
    assert drawing.pin(None, 60.05) is None
    assert drawing.pin(13.0, 55.0) is None


def test_a_town_without_areas_has_no_map() -> None:
    """As most imported elections."""
    assert town_map({}) is None


def test_a_border_of_one_point_does_not_stop_the_build() -> None:
    """Nothing to draw, and nothing to divide by."""
    point = ((15.0, 60.0),) * 4
    drawing = town_map({"norr": Area("norr", {"sv": "Norr"}, 10, (point,))})

    assert drawing is not None
    assert 1 == len(drawing.districts)
