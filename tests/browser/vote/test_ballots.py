"""Every kind of ballot: what is marked on the screen is what lies in the store."""

from __future__ import annotations

import pytest

from medborgarbudget.records.sealed.envelopes import Marks


@pytest.fixture(scope="module")
def with_points(ballots_of_all_kinds):
    """Points in the north, an order in the south."""
    return ballots_of_all_kinds[0]


@pytest.fixture(scope="module")
def with_a_purse(ballots_of_all_kinds):
    """As many as a purse is enough for in the north, one in the south."""
    return ballots_of_all_kinds[1]


@pytest.fixture
def paper(screen):
    """Opens a pot's ballot with a letter's code, and gives what finds a project's field in it."""

    def open_paper(town, pot):
        code = town.code(pot)
        screen.goto("about:blank")
        screen.goto(f"{town.site}2026/vote/#{code}")
        screen.wait_for_selector(f"#pot-{pot}:not([hidden])")
        return code, lambda number: screen.locator(f"#pot-{pot} [data-number='{number}'] input")

    return open_paper


def arrived(screen, town, code, pot):
    """What lies in the store after casting."""
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")
    (row,) = town.rows(code, pot)
    return town.marks(row)


def test_too_many_are_said_at_once_with_a_way_to_take_one_off(screen, towns_that_vote, paper):
    """The box can still be marked; the line says both figures, and a button helps."""
    town = towns_that_vote("ballot: {vote_type: approval, min_length: 1, max_length: 2}")
    code, project = paper(town, "norr")
    for number in (1, 2, 3):
        project(number).check()

    assert "Du har valt 3 och får välja 2. Ta bort 1." == screen.inner_text("#sum")
    screen.click("#to-check")
    assert "sum" == screen.evaluate("document.activeElement.id")
    assert screen.is_hidden("#check")
    screen.click("#too-much button >> nth=0")
    assert "Valda: 2 av 2." in screen.inner_text("#sum")
    assert not project(1).is_checked()
    assert Marks((2, 3)) == arrived(screen, town, code, "norr")


def test_points(screen, with_points, paper):
    """What is left counts down; too many are named; the points go with their projects."""
    code, project = paper(with_points, "norr")
    project(3).fill("4")
    project(1).fill("3")
    assert "Du har gett 7 poäng och har 5. Ta tillbaka 2." in screen.inner_text("#sum")
    project(1).fill("1")
    assert "Poäng kvar: 0." in screen.inner_text("#sum")
    project(2).fill("0")

    assert Marks((1, 3), (1, 4)) == arrived(screen, with_points, code, "norr")


def test_an_order_is_kept_as_the_voter_made_it(screen, with_points, paper):
    """In the order of marking, and changed with a button that keeps the focus."""
    code, project = paper(with_points, "soder")
    first, second = 2, 1
    project(first).check()
    project(second).check()
    assert 0 == screen.locator(f".ranking [data-raise='{first}']").count()
    assert Marks((first, second)) == arrived(screen, with_points, code, "soder")
    screen.click("#change")
    screen.click("[data-open=soder]")
    screen.click(f".ranking [data-raise='{second}']")
    screen.click("#to-check")
    screen.fill("#code", code)
    screen.click("#send")
    screen.click("#again-yes")
    screen.wait_for_selector("#receipt:not([hidden])")
    assert Marks((second, first)) == with_points.marks(with_points.rows(code, "soder")[-1])


def test_one_proposal(screen, with_a_purse, paper):
    """The second choice takes the place of the first."""
    code, project = paper(with_a_purse, "soder")
    project(1).check()
    project(2).check()

    assert Marks((2,)) == arrived(screen, with_a_purse, code, "soder")


def test_a_purse(screen, with_a_purse, paper):
    """What is left to spend is said at each step, and too much by how much."""
    code, project = paper(with_a_purse, "norr")
    plain = str.maketrans({"\u00a0": " ", "\u202f": " "})
    project(1).check()
    assert "Kvar att lägga: 58 000 kr." in screen.inner_text("#sum").translate(plain)
    project(2).check()
    assert "122 000 kr för mycket" in screen.inner_text("#sum").translate(plain)
    project(2).uncheck()
    project(3).check()

    assert Marks((1, 3)) == arrived(screen, with_a_purse, code, "norr")
