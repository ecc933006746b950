"""Every state of the vote pages: axe, 320 pixels, both directions, and the standard's HTML."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field

import pytest
from tests.browser.vote import states
from tests.browser.voting_town import NOW

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"]
RUN = """only => axe.run(document, {runOnly: only}).then(
    found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)])
)"""
WIDE = "document.documentElement.scrollWidth"
SMALL = """
[...document.querySelectorAll(
  "main button, main .choices label, main .none label, main .code, main input[type=file]")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.9)
  .map(e => e.outerHTML)
"""
LOST = """
[...document.querySelectorAll("main [role=alert]")].filter(e => e.checkVisibility()
  && e !== document.activeElement).map(e => e.id)
"""
STATES = 44


@dataclass
class Looks:
    """What was found in each state, by its name; nothing where nothing is wrong."""

    names: list[str] = field(default_factory=list)
    axe: dict[str, list] = field(default_factory=dict)
    wide: dict[str, list] = field(default_factory=dict)
    small: dict[str, list] = field(default_factory=dict)
    unheard: dict[str, list] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walks(towns_that_vote, ballots_of_all_kinds):
    """The walks through all states, and the towns that they go through."""
    town, other = towns_that_vote(), towns_that_vote()

    def all_of(page):
        yield from states.booth(page, town)
        yield from states.from_a_letter(page, town)
        yield from states.papers(page, *ballots_of_all_kinds)
        yield from states.times(page, town)
        yield from states.check(page, other)

    return all_of


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A folder for the pages as the script has made them."""
    return tmp_path_factory.mktemp("states")


@pytest.fixture(scope="module")
def looks(chromium, walks, axe, pages):
    """One walk through all states: in light and dark, on a wide and a narrow screen."""
    found = Looks()
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    for state in walks(page):
        found.names.append(state)
        page.set_viewport_size({"width": 1280, "height": 900})
        found.unheard[state] = page.evaluate(LOST)
        page.evaluate(axe)
        found.axe[state] = page.evaluate(RUN, TAGS)
        page.emulate_media(color_scheme="dark")
        found.axe[f"{state}, dark"] = page.evaluate(RUN, ["color-contrast"])
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 640})
        found.small[state] = page.evaluate(SMALL)
        text = f"<!doctype html>{page.evaluate('document.documentElement.outerHTML')}"
        (pages / f"{len(found.names):02}.html").write_text(text, "utf-8")
        found.wide[state] = [page.evaluate(WIDE)]
        page.evaluate("document.documentElement.dir = 'rtl'")
        found.wide[state] += [page.evaluate(WIDE)]
        page.evaluate("document.documentElement.dir = 'ltr'")
    context.close()
    return found


def test_no_state_is_left_out(looks):
    """Each once; whoever adds one says so here."""
    assert STATES == len(looks.names) == len(set(looks.names))


def test_axe_finds_nothing_in_any_state(looks):
    """WCAG 2.2 A and AA, EN 301 549 and axe's own good practice; the contrast also in the dark."""
    assert {} == {state: found for state, found in looks.axe.items() if found}


def test_nothing_is_cut_off_at_320_pixels_in_any_state(looks):
    """As wide as an old phone: no scrolling sideways, nor from right to left."""
    assert {} == {state: found for state, found in looks.wide.items() if max(found) > 320}


def test_what_is_to_be_hit_is_large_enough_for_a_thumb(looks):
    """44 pixels high."""
    assert {} == {state: found for state, found in looks.small.items() if found}


def test_an_error_has_the_focus(looks):
    """So that it is read aloud, and the next key goes on from there."""
    assert {} == {state: found for state, found in looks.unheard.items() if found}


def test_every_state_is_html_as_the_standard_says(looks, pages, town, vnu):
    """The pages as they are sent, and as the script has made them."""
    sent = sorted(town.output.glob("**/vote/**/index.html"))
    ran = subprocess.run(
        [*vnu, "--errors-only", "--format", "json", *map(str, sent), str(pages)],
        capture_output=True,
        text=True,
        check=False,
    )

    messages = json.loads(ran.stderr)["messages"]
    assert len(sent) >= 4
    assert [] == [(one["url"], one.get("lastLine"), one["message"]) for one in messages]


def test_without_javascript_there_are_the_other_ways_and_all_projects(chromium, town):
    """Nobody stands before an empty page."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.site}2026/vote/")
    page.get_by_text("Sidan behöver JavaScript").wait_for()
    text = page.inner_text("main")
    hidden = page.is_hidden("#booth")
    context.close()

    assert hidden
    for words in ("rösta på annat sätt", "Rösta i kommunhuset", "Ny lekplats i Norr", "@"):
        assert words in text


def test_a_script_that_does_not_come_is_as_none(chromium, town):
    """The net drops in the middle of the page: it says so by itself, and names the other ways."""
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/booth.js", lambda route: route.abort())
    page.goto(f"{town.site}2026/vote/")
    assert page.is_hidden("#otherwise li >> nth=0")
    page.get_by_text("kom inte hela sidan fram").wait_for()
    context.close()


def test_the_page_in_english(chromium, town):
    """Another language is another page, with the same script."""
    context = chromium.new_context()
    context.clock.set_fixed_time(NOW)
    page = context.new_page()
    page.goto(f"{town.site}en/2026/vote/")
    page.click("[data-open=norr]")
    page.click("#to-check")
    said = page.inner_text("#choose-error")
    context.close()

    assert "Choose a proposal" in said
