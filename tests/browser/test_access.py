"""Whether people can use the site: axe, narrow screens, keyboards, large text, no scripts."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = [
    "",
    "2026/",
    "2026/rules/",
    "2026/proposals/",
    "2026/proposals/lekplats-norr/",
    "2026/proposals/ny-motorvag/",
    "2026/proposals/langt-ord/",
    "2026/refused/",
    "2026/result/",
    "2026/result/norr/",
    "2026/result/soder/",
    "2026/count/",
    "2026/decision/",
    "2026/implementation/",
    "2026/follow-up/",
    "news/",
    "news/nu-kan-du-rosta/",
    "om/",
    "schemas/",
    "404.html",
    "en/",
    "en/2026/proposals/lekplats-norr/",
    "en/om/",
]
DARK = ["", "2026/proposals/lekplats-norr/", "2026/result/soder/", "2026/rules/"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"]
RUN = """tags => axe.run(document, {runOnly: tags}).then(
    found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)])
)"""


@pytest.fixture(scope="module")
def phone(chromium: Any) -> Any:
    """A narrow page: the 320 CSS pixels of WCAG 2.2, 1.4.10."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    yield page
    context.close()


@pytest.mark.parametrize(
    ("path", "scheme"), [(path, "light") for path in PAGES] + [(path, "dark") for path in DARK]
)
def test_axe_finds_nothing(chromium: Any, address: str, axe: str, path: str, scheme: str) -> None:
    """Axe's rules for WCAG 2.2 A and AA, EN 301 549 and its own good practice."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(address + path)
    page.evaluate(axe)
    found = page.evaluate(RUN, TAGS)
    context.close()

    assert [] == found


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_at_320_pixels(phone: Any, address: str, path: str) -> None:
    """As wide as an old phone, or a large screen at 400 per cent: no scrolling sideways."""
    phone.goto(address + path)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["", "2026/result/norr/", "2026/proposals/lekplats-norr/"])
def test_nothing_is_cut_off_with_wide_text(phone: Any, address: str, path: str) -> None:
    """The spacing of WCAG 2.2, 1.4.12, at 320 pixels."""
    phone.goto(address + path)
    phone.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        " word-spacing: .16em !important } p { margin-block-end: 2em !important }"
    )
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["", "2026/result/norr/", "2026/proposals/lekplats-norr/"])
def test_nothing_is_cut_off_with_text_of_twice_the_size(
    chromium: Any, address: str, path: str
) -> None:
    """The reader's own setting in the browser, on a screen of 640 pixels (WCAG 2.2, 1.4.4)."""
    context = chromium.new_context(viewport={"width": 640, "height": 640})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    page.goto(address + path)
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert size == 32
    assert wide <= 640


@pytest.mark.parametrize("path", ["", "2026/proposals/", "2026/result/norr/", "2026/count/"])
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(
    chromium: Any, address: str, path: str
) -> None:
    """Tab goes through every link in turn, each with an outline of 3 pixels or more."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address + path)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility()).length"
    )
    outlines = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        outlines.append(
            page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        )
        assert page.evaluate("document.activeElement !== document.body")
    context.close()

    assert wanted > 5
    assert min(outlines) >= 3


def test_the_first_stop_of_the_keyboard_skips_to_the_text(chromium: Any, address: str) -> None:
    """Tab, Enter, and the next Tab is inside the text."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    context.close()

    assert inside


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_else_for_anything(chromium: Any, address: str, path: str) -> None:
    """No third party, no script, no cookie, and nothing that the content security policy stops."""
    context = chromium.new_context(java_script_enabled=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    response = page.goto(address + path)
    cookies = context.cookies()
    context.close()

    assert response.status == 200
    assert [] == [url for url in asked if not url.startswith(address)]
    assert [] == [url for url in asked if url.endswith(".js")]
    assert [] == said
    assert [] == cookies


def test_readers_who_want_it_dark_get_it_dark_but_paper_stays_white(
    chromium: Any, address: str
) -> None:
    """The scheme follows the reader's device, and never costs ink."""
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    ground = "getComputedStyle(document.body).backgroundColor"
    screen = page.evaluate(ground)
    page.emulate_media(media="print")
    paper = page.evaluate(ground)
    context.close()

    assert screen == "rgb(20, 24, 25)"
    assert paper == "rgb(255, 255, 255)"


def test_targets_that_stand_alone_are_large_enough_for_a_thumb(phone: Any, address: str) -> None:
    """44 CSS pixels high: the ways at the top, the chips, the buttons."""
    phone.goto(f"{address}2026/proposals/")
    small = phone.evaluate(
        "[...document.querySelectorAll('.ways a, .chips a, .button, .brand')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.textContent)"
    )

    assert [] == small


def test_the_chart_keeps_its_meaning_without_colours(chromium: Any, address: str) -> None:
    """In forced colours the bars that won and lost still differ, and the words stay."""
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{address}2026/result/soder/")
    fills = page.evaluate(
        "['.chart .won', '.chart .out'].map(s => getComputedStyle(document.querySelector(s)).fill)"
    )
    texts = page.evaluate("document.querySelector('.chart').textContent")
    context.close()

    assert fills[0] != fills[1]
    assert "✓" in texts
    assert "✕" in texts
