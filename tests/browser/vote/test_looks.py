"""Every state of the vote page: axe, 320 pixels, the standard's HTML, and no JavaScript at all."""

from __future__ import annotations

import json
import subprocess

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"]
RUN = """tags => axe.run(document, {runOnly: tags}).then(
    found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)])
)"""


def states(page, town):
    """Goes through the page, and stops in every state it has. Gives their names."""
    page.goto("about:blank")
    page.goto(f"{town.site}2026/vote/")
    page.wait_for_selector("#where:not([hidden])")
    yield "where"
    page.click("[data-open=norr]")
    yield "choose"
    page.click("#to-check")
    yield "nothing chosen"
    page.check("#pot-norr [data-number='1'] input")
    page.check("#pot-norr [data-number='3'] input")
    yield "chosen"
    page.click("#to-check")
    yield "check"
    page.fill("#code", "0000")
    page.click("#send")
    page.wait_for_selector("#code-error:not([hidden])")
    yield "wrong code"
    code = town.code()
    page.fill("#code", code)
    town.faults = ["down"]
    page.click("#send")
    page.get_by_text("Din röst gäller inte än").wait_for()
    yield "waiting"
    page.wait_for_selector("#receipt:not([hidden])")
    page.wait_for_selector("#receipt-qr svg")
    yield "receipt"
    page.click("#change")
    page.click("[data-open=norr]")
    page.click("#to-check")
    page.fill("#code", code)
    page.click("#send")
    page.wait_for_selector("#again:not([hidden])")
    yield "again"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(chromium, town, axe, scheme):
    """WCAG 2.2 A and AA, EN 301 549 and axe's own good practice."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    found = {}
    for state in states(page, town):
        page.evaluate(axe)
        found[state] = page.evaluate(RUN, TAGS)
    context.close()

    assert {} == {state: violations for state, violations in found.items() if violations}
    assert 9 == len(found)


def test_nothing_is_cut_off_at_320_pixels_in_any_state(chromium, town):
    """As wide as an old phone: no scrolling sideways; what is to be hit is 44 pixels high."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide, small = {}, {}
    for state in states(page, town):
        wide[state] = page.evaluate("document.documentElement.scrollWidth")
        small[state] = page.evaluate(
            "[...document.querySelectorAll('main button, main .choices label, #code')]"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.9)"
            ".map(e => e.outerHTML)"
        )
    context.close()

    assert {} == {state: pixels for state, pixels in wide.items() if pixels > 320}
    assert {} == {state: found for state, found in small.items() if found}


def test_every_state_is_html_as_the_standard_says(chromium, town, vnu, tmp_path):
    """The page as it is sent, and as the script has made it."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    for number, state in enumerate(states(page, town)):
        text = f"<!doctype html>{page.evaluate('document.documentElement.outerHTML')}"
        (tmp_path / f"{number}-{state.replace(' ', '-')}.html").write_text(text, "utf-8")
    context.close()
    sent = sorted(town.output.glob("**/vote/**/index.html"))
    ran = subprocess.run(
        [*vnu, "--errors-only", "--format", "json", *map(str, sent), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    messages = json.loads(ran.stderr)["messages"]
    assert len(sent) >= 2
    assert [] == [(one["url"], one.get("lastLine"), one["message"]) for one in messages]


def test_without_javascript_there_are_the_other_ways_and_all_projects(chromium, town):
    """Nobody stands before an empty page."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.site}2026/vote/")
    text = page.inner_text("main")
    hidden = page.is_hidden("#booth")
    context.close()

    assert hidden
    assert "Sidan behöver JavaScript" in text
    for words in ("Du kan rösta på annat sätt", "Ny lekplats i Norr", "@"):
        assert words in text


def test_the_page_in_english(chromium, town):
    """Another language is another page, with the same script."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{town.site}en/2026/vote/")
    page.click("[data-open=norr]")
    page.click("#to-check")
    said = page.inner_text("#choose-error")
    context.close()

    assert "Choose a proposal" in said
