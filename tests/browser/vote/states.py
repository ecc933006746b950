"""Every state that the vote pages have: a walk that stops in each, for whoever wants to look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from tests.browser.vote.nights import night, publish_box, revoke, smuggled, vote

from medborgarbudget.records.sealed.encoding import b64u

DURING = datetime(2026, 5, 10, 12, tzinfo=UTC)
AFTER = datetime(2026, 5, 25, 12, tzinfo=UTC)
UNANSWERED = "Din röst är inte säker än"


def come(page: Any, town: Any, path: str = "2026/vote/", now: datetime = DURING) -> None:
    """A page of the town, on a device with this clock."""
    page.goto("about:blank")
    page.clock.set_fixed_time(now)
    page.goto(town.site + path)


def booth(page: Any, town: Any) -> Iterator[str]:
    """From the letter to the receipt, with every slip on the way."""
    code = town.code()
    come(page, town)
    page.wait_for_selector("#where:not([hidden])")
    yield "where"
    page.click("[data-open=norr]")
    yield "choose"
    page.click("#to-check")
    yield "nothing chosen"
    for number in (1, 3):
        page.check(f"#pot-norr [data-number='{number}'] input")
    yield "chosen"
    page.check("[name=norr-none]")
    yield "none of them"
    page.click("#to-check")
    yield "check none"
    page.click("#back-to-choose")
    page.check("#pot-norr [data-number='1'] input")
    page.check("#pot-norr [data-number='3'] input")
    page.click("#to-check")
    yield "check"
    page.fill("#code", "0000")
    page.click("#send")
    page.wait_for_selector("#code-error:not([hidden])")
    yield "wrong code"
    page.fill("#code", town.code("soder"))
    page.click("#send")
    page.get_by_text("Koden gäller en annan plats").wait_for()
    yield "code of another place"
    page.fill("#code", code)
    town.now = AFTER
    page.click("#send")
    page.get_by_text("Röstningen är slut. Din").wait_for()
    town.now = DURING
    yield "closed meanwhile"
    town.faults = ["down"]
    page.click("#send")
    page.get_by_text(UNANSWERED).wait_for()
    yield "waiting"
    page.wait_for_selector("#receipt-qr svg")
    yield "receipt"
    page.click("#change")
    page.click("[data-open=norr]")
    page.click("#to-check")
    page.fill("#code", code)
    page.click("#send")
    page.wait_for_selector("#again:not([hidden])")
    yield "voted already"


def from_a_letter(page: Any, town: Any) -> Iterator[str]:
    """The code is there; the net fails, the page is closed and opened again."""
    come(page, town, f"2026/vote/#{town.code()}")
    page.wait_for_selector("#choose:not([hidden])")
    page.check("#pot-norr [data-number='2'] input")
    page.click("#to-check")
    yield "check with a letter's code"
    town.faults = ["lost", *["down"] * 99]
    page.click("#send")
    page.get_by_text(UNANSWERED).wait_for()
    come(page, town)
    page.wait_for_selector("#unsent:not([hidden])")
    yield "unsent vote"
    page.click("#unsent-send")
    page.get_by_text(UNANSWERED).wait_for()
    yield "unsent vote, waiting"
    town.faults = []
    come(page, town, now=AFTER)
    page.wait_for_selector("#over:not([hidden])")
    yield "unsent vote, closed"
    page.click("#unsent-send")
    page.wait_for_selector("#receipt-qr svg")
    yield "receipt after closing"


def papers(page: Any, with_points: Any, with_a_purse: Any) -> Iterator[str]:
    """The other kinds of ballots, with as much as they hold and with too much."""

    def opened(town: Any, pot: str) -> Any:
        come(page, town, f"2026/vote/#{town.code(pot)}")
        page.wait_for_selector(f"#pot-{pot}:not([hidden])")
        return lambda number: page.locator(f"#pot-{pot} [data-number='{number}'] input")

    project = opened(with_points, "norr")
    project(3).fill("4")
    yield "points"
    project(1).fill("3")
    page.click("#to-check")
    yield "too many points"
    project = opened(with_points, "soder")
    project(2).check()
    project(1).check()
    yield "an order"
    page.click("#to-check")
    yield "check an order"
    project = opened(with_a_purse, "soder")
    project(1).check()
    yield "one of them"
    project = opened(with_a_purse, "norr")
    project(1).check()
    yield "a purse"
    project(2).check()
    yield "too much money"
    page.click("#to-check")
    yield "too much money, going on"


def times(page: Any, town: Any) -> Iterator[str]:
    """Before and after, as built and by a device's clock."""
    town.build("2026-05-03")
    come(page, town, now=datetime(2026, 5, 3, 12, tzinfo=UTC))
    page.wait_for_selector("#booth:not([hidden])", state="attached")
    yield "not open"
    town.build("2026-05-10")
    come(page, town, now=AFTER)
    page.wait_for_selector("#clock:not([hidden])")
    yield "closed by the clock"
    town.build("2026-05-25")
    come(page, town, now=AFTER)
    page.wait_for_selector("#booth:not([hidden])", state="attached")
    yield "closed"
    town.build("2026-05-10")


def check(page: Any, town: Any) -> Iterator[str]:
    """Is my vote in the box: by night, and when the box has been opened."""

    def look(leaf: str, words: str) -> None:
        come(page, town, f"2026/vote/check/#{leaf}")
        page.locator("#found").get_by_text(words).wait_for()

    code, first, _ = vote(town, 1, 3)
    come(page, town, "2026/vote/check/")
    page.wait_for_selector("#leaf")
    yield "look: empty"
    look(b64u(first.leaf), "Det finns ingen lista än")
    yield "look: no list"
    night(town, "2026-05-11")
    look(b64u(first.leaf), "ligger i urnan")
    yield "look: found"
    _, second, receipt = vote(town, 2)
    look(b64u(second.leaf), "står inte i listan än")
    yield "look: not yet"
    page.fill("#leaf", "abc")
    page.click("#leaf-form button")
    page.get_by_text("Det där är inget kvitto").wait_for()
    yield "look: no receipt"
    forged = json.loads(receipt) | {"receipt": json.loads(receipt)["receipt"].replace("0", "1", 1)}
    file = {"name": "kvitto.json", "mimeType": "application/json"}
    page.set_input_files("#receipt-file", {**file, "buffer": json.dumps(forged).encode()})
    page.get_by_text("Det där är inget kvitto").wait_for()
    yield "look: forged receipt"
    leaves = town.output / "2026/log/leaves.txt"
    kept = leaves.read_bytes()
    leaves.write_bytes(b"")
    look(b64u(first.leaf), "Listan är inte underskriven")
    yield "look: wrong list"
    leaves.unlink()
    look(b64u(first.leaf), "Försök igen")
    yield "look: no answer"
    leaves.write_bytes(kept)
    used, _, _ = vote(town, 2)
    revoke(town, used, "reissue")
    outside, wrong, _ = vote(town, 1, 2, 3, 9)
    unread, odd = smuggled(town, SimpleNamespace(text="[]"))
    night(town, "2026-05-25")
    publish_box(town, (first.leaf, wrong.leaf, odd))
    town.build("2026-05-25")
    look("A" * 43, "Den rösten står inte i listan")
    yield "look: not there"
    for typed, words, name in (
        (code, "Den här rösten räknas", "my choices"),
        (outside, "men den räknas inte", "not counted"),
        (unread, "går inte att läsa", "not to be read"),
        (used, "Brevet är utbytt", "another letter"),
        (town.code(), "Det finns ingen röst", "no vote of mine"),
        ("0000", "Titta i brevet", "wrong code"),
    ):
        page.fill("#code", typed)
        page.click("#code-form button")
        page.locator("#recorded").get_by_text(words).wait_for()
        yield f"look: {name}"
