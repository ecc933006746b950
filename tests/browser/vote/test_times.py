"""Before, during and after the voting: by the day of the build, and by the device's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from medborgarbudget.records.sealed.envelopes import Marks

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
BEFORE, DURING, AFTER = "2026-05-03", "2026-05-10", "2026-05-25"
OPENS, CLOSES = "Röstningen öppnar 4 maj 2026 kl. 08.00", "Röstningen stängde 24 maj 2026 kl. 20.00"
OPEN = "Du kan rösta till och med 24 maj 2026 kl. 20.00"
SAYS = [OPENS, OPEN, CLOSES]


@pytest.fixture(scope="module")
def town(towns_that_vote):
    """A town that is built anew for each day."""
    return towns_that_vote()


def come(screen, town, built, day, code="", hour=12):
    """The vote page of a day's build, on a device with this date."""
    town.build(built)
    screen.clock.set_fixed_time(datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00"))
    screen.goto("about:blank")
    screen.goto(f"{town.site}2026/vote/{'#' + code if code else ''}")
    screen.wait_for_selector("#booth:not([hidden])", state="attached")


def visible(screen):
    """Which of the three texts is shown, and whether one can choose."""
    texts = [name for name in ("to-come", "open", "over") if screen.is_visible(f"#{name}")]
    return texts, screen.is_visible("#where")


@pytest.mark.parametrize(
    ("built", "day", "shown"),
    [
        (BEFORE, BEFORE, (["to-come"], False)),
        (BEFORE, DURING, (["open"], True)),
        (BEFORE, AFTER, (["over"], False)),
        (DURING, BEFORE, (["to-come"], False)),
        (DURING, DURING, (["open"], True)),
        (DURING, AFTER, (["over"], False)),
        (AFTER, DURING, (["over"], False)),
        (AFTER, AFTER, (["over"], False)),
    ],
)
def test_the_page_says_how_it_stands_when_it_is_opened(screen, town, built, day, shown):
    """It may have been built long before; only what was over then is over whatever a clock says."""
    come(screen, town, built, day)

    assert shown == visible(screen)


def test_what_was_over_when_the_page_was_made_is_over_by_any_clock(screen, town):
    """There is nothing to go on to."""
    come(screen, town, AFTER, DURING)

    assert screen.is_hidden("#clock")


@pytest.mark.parametrize(("hour", "shown"), [(5, "to-come"), (6, "open")])
def test_the_vote_opens_to_the_minute(screen, town, hour, shown):
    """Eight in the morning in Sweden is six o'clock in UTC."""
    come(screen, town, "2026-05-04", "2026-05-04", hour=hour)

    assert [shown] == visible(screen)[0]


@pytest.mark.parametrize(("built", "words"), [(BEFORE, OPENS), (DURING, OPEN), (AFTER, CLOSES)])
def test_without_a_script_the_day_of_the_build_is_told(chromium, town, built, words):
    """With the places to vote at while there is time, and none of them when it is over."""
    town.build(built)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.site}2026/vote/")
    said = page.inner_text("main").replace("\u00a0", " ")
    others = page.locator("#otherwise")
    if built != AFTER:
        others.get_by_text("Rösta i kommunhuset").wait_for()
    shown = others.count()
    context.close()

    assert words in said
    assert 1 == sum(one in said for one in SAYS)
    assert (built != AFTER) == bool(shown)


@pytest.mark.parametrize(
    ("built", "day", "shown"),
    [
        (DURING, "2024-01-01", "1 januari 2024"),
        (DURING, AFTER, "25 maj 2026"),
        (BEFORE, "2024-01-01", "1 januari 2024"),
        (BEFORE, AFTER, "25 maj 2026"),
    ],
)
def test_who_has_a_wrong_clock_can_vote_all_the_same(screen, town, built, day, shown):
    """The device's date is shown with the question; the function's clock decides."""
    code = town.code()
    come(screen, town, built, day, code)
    assert shown in screen.inner_text("#clock").replace("\u00a0", " ")
    screen.click("#clock-wrong")
    screen.wait_for_selector("#choose:not([hidden])")
    screen.check("#pot-norr [data-number='1'] input")
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((1,))] == [town.marks(row) for row in town.rows(code)]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 5, 4, 5, 59, 59, tzinfo=UTC), "Röstningen har inte börjat än"),
        (datetime(2026, 5, 24, 18, tzinfo=UTC), "Röstningen är slut. Din röst togs inte emot"),
    ],
)
def test_the_functions_clock_decides(screen, town, moment, words):
    """A ballot that comes too early or too late is not taken, and its voter is told."""
    code = town.code()
    come(screen, town, DURING, DURING, code)
    screen.wait_for_selector("#choose:not([hidden])")
    screen.check("#pot-norr [data-number='1'] input")
    screen.click("#to-check")
    town.now = moment
    try:
        screen.click("#send")
        screen.wait_for_selector("#code-error:not([hidden])")
    finally:
        town.now = NOW

    assert words in screen.inner_text("#code-error")
    assert () == town.rows(code)
    assert "null" == screen.evaluate("String(localStorage.getItem('medborgarbudget lillby-2026'))")


def test_a_vote_that_came_in_time_has_its_receipt_after_closing(screen, town):
    """Its answer was lost; the same bytes sent when all is over get it."""
    code = town.code()
    come(screen, town, DURING, DURING, code)
    screen.wait_for_selector("#choose:not([hidden])")
    screen.check("#pot-norr [data-number='2'] input")
    screen.click("#to-check")
    town.faults = ["lost", *["down"] * 9]
    screen.click("#send")
    screen.get_by_text("Din röst är inte säker än").wait_for()
    screen.goto("about:blank")
    town.faults = []
    town.now = datetime(2026, 5, 25, 12, tzinfo=UTC)
    try:
        come(screen, town, AFTER, AFTER)
        assert screen.is_visible("#over")
        screen.click("#unsent-send")
        screen.wait_for_selector("#receipt:not([hidden])")
    finally:
        town.now = NOW

    assert screen.is_hidden("#unsent")
    assert screen.is_hidden("#change")
    assert [Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def test_a_letter_that_is_scanned_too_late_leads_to_what_it_voted(screen, town):
    """The code goes along behind the hash, and is used by the check page."""
    code = town.code()
    come(screen, town, AFTER, AFTER, code)

    assert f"vote/check/#{code}" in screen.get_attribute("#over-check", "href")
    assert "#" not in screen.url


@pytest.mark.parametrize(
    ("built", "nav", "ways"),
    [
        (BEFORE, True, ["2026/vote/"]),
        (DURING, True, ["2026/vote/", "2026/vote/check/"]),
        (AFTER, False, ["2026/vote/check/"]),
    ],
)
def test_other_pages_lead_to_what_can_be_done(town, built, nav, ways):
    """In the head of every page, on the round's own page and on the start page."""
    town.build(built)
    for path, up in (("2026/", ""), ("", "2026/")):
        text = Path(town.output, path, "index.html").read_text("utf-8")
        head, _, rest = text.partition("<main")
        assert nav == (f'href="{up}vote/"' in head)
        found = [one for one in ("vote/", "vote/check/") if f'href="{up}{one}"' in rest]
        assert ways == [f"2026/{one}" for one in found], path
