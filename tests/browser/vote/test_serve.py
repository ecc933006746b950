"""`mb serve` as a stranger meets it: one opens the address, takes a code, and votes."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from medborgarbudget.demo.town import demo_town

CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{2}")
LINES = 9
TODAY = "2026-11-29"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo town's address, and the codes that are told; on a day of its vote."""
    output = tmp_path_factory.mktemp("site")
    words = [
        "serve",
        "--port",
        "0",
        "--today",
        TODAY,
        "--language",
        "sv",
        "--output",
        output,
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "medborgarbudget", *words, "--root", demo_town()],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = [process.stderr.readline() for _ in range(LINES)]
    yield said[0].strip(), CODE.findall("".join(said))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert 0 == process.returncode


@pytest.fixture
def phone(chromium: Any) -> Any:
    """A page of a phone's size, and what its console complained of, but for probes of rolls."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.clock.set_fixed_time(datetime.fromisoformat(TODAY).replace(hour=12, tzinfo=UTC))
    page = context.new_page()
    page.complaints = []
    page.on(
        "console",
        lambda said: (
            page.complaints.append(said.text)
            if said.type == "error" and "403" not in said.text
            else None
        ),
    )
    yield page
    context.close()


def test_a_stranger_votes_in_the_demo_town_in_the_browser(served: Any, phone: Any) -> None:
    """From the start page by the button; a code that was told; a receipt in the end."""
    site, codes = served
    phone.goto(site)
    phone.click("main .hero a.button")
    phone.click("[data-open=norrlid]")
    phone.locator("#pot-norrlid .choices input").first.check()
    phone.click("#to-check")
    phone.fill("#code", codes[3].lower())
    phone.click("#send")
    phone.wait_for_selector("#receipt-leaf", state="visible")

    assert 43 == len(re.sub(r"\s", "", phone.inner_text("#receipt-leaf")))
    assert [] == phone.complaints


def test_the_letter_s_link_shows_both_pots_of_its_holder(served: Any, phone: Any) -> None:
    """One code, two ballots: one's own district and the whole town."""
    site, codes = served
    phone.goto(f"{site}2026/vote/#{codes[0]}")
    phone.wait_for_selector("[data-open=norrlid]", state="hidden")

    shown = {way.get_attribute("data-open") for way in phone.locator("[data-open]:visible").all()}
    assert {"centrum", "hela-kommunen"} == shown
    assert codes[0] not in phone.url


def test_the_receipt_says_where_the_same_letter_can_vote_too(served: Any, phone: Any) -> None:
    """And takes its code along; when all is voted, nothing more is offered."""
    site, codes = served
    phone.goto(f"{site}2026/vote/#{codes[1]}")
    phone.click("[data-open=centrum]")
    phone.locator("#pot-centrum .choices input").first.check()
    phone.click("#to-check")
    phone.click("#send")
    phone.click("#further-ways button")
    phone.locator("#pot-hela-kommunen .choices input").first.check()
    phone.click("#to-check")
    phone.click("#send")
    phone.wait_for_selector("#receipt-leaf", state="visible")

    assert phone.is_hidden("#further")


def test_what_was_voted_in_the_play_is_found_on_the_check_page(served: Any, phone: Any) -> None:
    """A leaf of the published log is in the box, with its proof; one that is not there is not."""
    leaves = (Path(demo_town()) / "rounds/2026/log/leaves.txt").read_text("ascii").split()
    for leaf, words in ((leaves[200], "i urnan sedan"), ("A" * 43, "inte i listan")):
        phone.goto(f"{served[0]}2026/vote/check/")
        phone.fill("#leaf", leaf)
        phone.locator("#leaf").press("Enter")
        phone.wait_for_selector(f"#found:has-text('{words}')")
        assert ("i urnan" in words) == ("held" in phone.get_attribute("#found", "class"))
    assert [] == phone.complaints
