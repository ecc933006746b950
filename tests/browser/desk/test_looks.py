"""Every state of the desk and of the kiosk: axe, 320 pixels, the standard's HTML, two languages."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from medborgarbudget.records.box import entries_path
from medborgarbudget.records.writing import write_text

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"]
RUN = """tags => axe.run(document, {runOnly: tags}).then(
    found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)])
)"""
STATES = {"desk": 16, "kiosk": 7}


@pytest.fixture
def town(towns_that_vote):
    """Letters enough for one walk through all states."""
    return towns_that_vote()


@pytest.mark.parametrize("page_of", STATES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(chromium, town, axe, states, page_of, scheme):
    """WCAG 2.2 A and AA, EN 301 549 and axe's own good practice."""
    context = chromium.new_context(
        viewport={"width": 1024, "height": 768}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    found = {}
    for state in states[page_of](page, town):
        page.evaluate(axe)
        found[state] = page.evaluate(RUN, TAGS)
    context.close()

    assert {} == {state: violations for state, violations in found.items() if violations}
    assert STATES[page_of] == len(found)


@pytest.mark.parametrize("page_of", STATES)
def test_nothing_is_cut_off_at_320_pixels_in_any_state(chromium, town, states, page_of):
    """No scrolling sideways; what is to be hit is 44 pixels high."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide, small = {}, {}
    for state in states[page_of](page, town):
        wide[state] = page.evaluate("document.documentElement.scrollWidth")
        small[state] = page.evaluate(
            "[...document.querySelectorAll('button, summary, #code, main label:has(input)')]"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.9)"
            ".map(e => e.outerHTML)"
        )
    context.close()

    assert {} == {state: pixels for state, pixels in wide.items() if pixels > 320}
    assert {} == {state: found for state, found in small.items() if found}


@pytest.mark.parametrize("page_of", STATES)
def test_every_state_is_html_as_the_standard_says(chromium, town, vnu, states, page_of, tmp_path):
    """The page as it is sent, and as the script has made it."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    for number, state in enumerate(states[page_of](page, town)):
        text = f"<!doctype html>{page.evaluate('document.documentElement.outerHTML')}"
        (tmp_path / f"{number}-{state.replace(' ', '-')}.html").write_text(text, "utf-8")
    context.close()
    sent = sorted(town.output.glob(f"**/{page_of}/index.html"))
    ran = subprocess.run(
        [*vnu, "--errors-only", "--format", "json", *map(str, sent), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    messages = json.loads(ran.stderr)["messages"]
    assert 2 == len(sent)
    assert [] == [(one["url"], one.get("lastLine"), one["message"]) for one in messages]


@pytest.mark.parametrize("page_of", STATES)
def test_every_state_in_english(chromium, town, states, page_of):
    """The same walk, and no Swedish letter but those in names of the town's own."""
    context = chromium.new_context()
    page = context.new_page()
    said = {}
    for state in states[page_of](page, town, "en/"):
        said[state] = page.evaluate(
            "[...document.querySelectorAll('main :is(h2, p, button, summary, th, dt)')]"
            ".filter(e => e.checkVisibility()).map(e => e.textContent)"
            ".filter(text => /[åäö]/i.test(text))"
        )
    context.close()

    assert STATES[page_of] == len(said)
    ours = {"S\u00f6der", "Ny lekplats", "B\u00e4nkar", "Odlingsl\u00e5dor", "Medborgarbudget"}
    foreign = [text for texts in said.values() for text in texts]
    assert [] == [text for text in foreign if not any(name in text for name in ours)]


def test_officers_pages_are_led_to_from_nowhere_and_in_no_search(town):
    """Residents do not land there: no link of the site, no site map; robots are told so."""
    pages = sorted(town.output.rglob("*.html"))
    desks = [one for one in pages if one.parent.name in ("desk", "kiosk")]
    way = re.compile(r'href="[^"]*(?:desk|kiosk)/"')
    led = [one for one in pages if one not in desks and way.search(one.read_text("utf-8"))]

    assert [] == led
    assert 4 == len(desks)
    for page in desks:
        assert '<meta name="robots" content="noindex">' in page.read_text("utf-8")
    assert "desk" not in (town.output / "sitemap.xml").read_text("utf-8")
    assert "kiosk" not in (town.output / "sitemap.xml").read_text("utf-8")


def test_once_the_box_is_open_there_is_no_desk(town, tmp_path):
    """No letter is taken then; the tablet for voters says that the voting is over."""
    write_text(town.root, entries_path("2026"), "")
    town.output = tmp_path
    town.build()

    assert not (tmp_path / "2026/desk").exists()
    assert (tmp_path / "2026/vote/kiosk/index.html").exists()


def test_without_javascript_the_desk_says_what_to_do(chromium, town):
    """Paper goes on."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.site}2026/desk/")
    text, hidden = page.inner_text("main"), page.is_hidden("#desk")
    context.close()

    assert hidden
    assert "två kuvert" in text


def test_every_script_is_held_against_its_hash(chromium, town):
    """A changed byte in the published script, and the page does nothing."""
    (script,) = town.output.glob("static/vote.*/desk.js")
    script.write_bytes(script.read_bytes() + b"\n")
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(f"{town.site}2026/desk/")
    page.wait_for_selector("#otherwise", state="visible")
    hidden = page.is_hidden("#desk")
    context.close()

    assert hidden
    assert any("integrity" in one for one in said)
