"""Back, reload and a page that the browser kept: what is ticked is what is chosen."""

from __future__ import annotations

import pytest
from tests.browser.vote.test_casting import choose, enter

from medborgarbudget.records.sealed.envelopes import Marks

FULL = """pot => [...document.querySelectorAll(`#pot-${pot} input`)]
  .filter(one => one.type === "number" ? one.value : one.checked).length"""
KEPT = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
WAITS = """() => localStorage.setItem("medborgarbudget lillby-2026",
  JSON.stringify([{ body: "{}", key: "k", leaf: "l", pot: "norr" }]))"""


@pytest.fixture(scope="module")
def mark(town, ballots_of_all_kinds):
    """For each kind of ballot: its town, its pot, and how the project with a number is marked."""
    points, purse = ballots_of_all_kinds
    return {
        "approval": (town, "norr", lambda field: field.check()),
        "cumulative": (points, "norr", lambda field: field.fill("2")),
        "ordinal": (points, "soder", lambda field: field.check()),
        "choose-1": (purse, "soder", lambda field: field.check()),
    }


@pytest.mark.parametrize("how", ["back", "reload"])
@pytest.mark.parametrize("kind", ["approval", "cumulative", "ordinal", "choose-1"])
def test_nothing_is_ticked_that_is_not_chosen(screen, mark, kind, how):
    """The proposals stand in another order then, and the browser would tick others."""
    town, pot, do = mark[kind]
    code = town.code(pot)
    project = screen.locator(f"#pot-{pot} [data-number='2'] input")
    enter(screen, town, pot=pot)
    do(project)
    assert 1 == screen.evaluate(FULL, pot)
    if how == "back":
        screen.goto(town.site)
        screen.go_back()
    else:
        screen.reload()
    screen.click(f"[data-open={pot}]")
    assert 0 == screen.evaluate(FULL, pot)
    assert "Valda: 0" in screen.inner_text("#sum")
    do(project)
    screen.click("#to-check")
    screen.fill("#code", code)
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")

    wanted = Marks((2,), (2,)) if kind == "cumulative" else Marks((2,))
    assert [wanted] == [town.marks(row) for row in town.rows(code, pot)]


def test_none_of_the_proposals_is_not_ticked_again(screen, town):
    """It is a choice like the others."""
    enter(screen, town)
    screen.check("[name=norr-none]")
    screen.goto(town.site)
    screen.go_back()
    screen.click("[data-open=norr]")
    assert 0 == screen.evaluate(FULL, "norr")
    screen.click("#to-check")

    assert "Välj ett förslag" in screen.inner_text("#choose-error")


def test_a_page_that_the_browser_kept_whole_has_its_choices(screen, town):
    """And sees whether a vote from another window of this device still waits."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 1, 3)
    screen.evaluate(WAITS)
    screen.evaluate(KEPT)
    screen.wait_for_selector("#unsent:not([hidden])")
    screen.evaluate("localStorage.clear()")
    screen.evaluate(KEPT)
    screen.wait_for_selector("#unsent", state="hidden")
    assert 2 == screen.evaluate(FULL, "norr")
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((1, 3))] == [town.marks(row) for row in town.rows(code)]


def test_enter_in_a_field_of_points_leads_nowhere(screen, mark):
    """A form without a button would be sent to the page's own address."""
    town, pot, _ = mark["cumulative"]
    enter(screen, town, pot=pot)
    screen.locator(f"#pot-{pot} [data-number='2'] input").fill("2")
    screen.keyboard.press("Enter")
    screen.wait_for_timeout(200)

    assert screen.is_visible("#choose")
    assert screen.url.endswith("/2026/vote/")
