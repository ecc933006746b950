"""The towns that vote, of the vote page's own tests; and letters at the desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.browser.voting_town import (
    ELECTION,
    ITERATIONS,
    VotingTown,
    pass_time_until_sent,
    screen,
    seed,
    signer,
    towns_that_vote,
)

from medborgarbudget.records.sealed.codes import ENTROPY_BYTES, code_of, read_code
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.sealing import ballot_body, revocation_body, revoked, sealed

__all__ = ["screen", "towns_that_vote"]

READER = """globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: seen }]; }
};"""
CAMERA = """
const canvas = document.createElement("canvas");
canvas.getContext("2d").fillRect(0, 0, 9, 9);
const stream = canvas.captureStream();
const mediaDevices = { getUserMedia: async () => stream };
Object.defineProperty(navigator, "mediaDevices", { value: mediaDevices });
globalThis.isFilming = () => stream.active;
"""
FORBIDDEN = """
const refuse = async () => { throw new DOMException("no", "NotAllowedError"); };
const mediaDevices = { getUserMedia: refuse };
Object.defineProperty(navigator, "mediaDevices", { value: mediaDevices });
"""
CORS = {"access-control-allow-origin": "*", "content-type": "application/json"}


@pytest.fixture(scope="module")
def town(towns_that_vote: Callable[..., VotingTown]) -> VotingTown:
    """Lillby, with letters enough for one module."""
    return towns_that_vote()


def key_file(name: str = "officer", text: str | None = None) -> dict[str, Any]:
    """An officer's key as a file that somebody chooses."""
    written = f"{b64u(seed(name))}\n" if text is None else text
    return {"name": "officer-1.txt", "mimeType": "text/plain", "buffer": written.encode()}


class Desk:
    """The desk page in a browser, used as an officer does."""

    def __init__(self, page: Any, town: Any, language: str = "") -> None:
        self.page, self.town = page, town
        page.goto("about:blank")
        page.goto(f"{town.site}{language}2026/desk/")
        page.wait_for_selector("#desk:not([hidden])")

    def unlock(self) -> None:
        """Load the officer's key."""
        self.page.set_input_files("#key-file", key_file())
        self.page.wait_for_selector("#scan:not([hidden])")

    def scan(self, code: str) -> None:
        """As a hand scanner does: it types, and ends with Enter."""
        self.page.focus("#code")
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Enter")

    def look(self, code: str) -> str:
        """Scan a letter; gives what the page says of it."""
        self.scan(code)
        self.page.wait_for_selector("#letter:not([hidden])")
        return str(self.page.inner_text("#letter-state"))

    def hand(self, button: str = "#paper") -> None:
        """Hand out a slip, or a new letter."""
        self.page.click(button)
        self.page.wait_for_selector("#done:not([hidden])")

    def await_state(self, words: str) -> None:
        """Wait until the letter on the screen stands so."""
        self.page.locator("#done-state").get_by_text(words).wait_for()

    def again(self) -> None:
        """The next letter."""
        self.page.click("section:not([hidden]) > p > [data-next]")


def unlocked(page: Any, town: Any, language: str = "") -> Desk:
    """The desk with a key loaded."""
    found = Desk(page, town, language)
    found.unlock()
    return found


@pytest.fixture
def desk(screen: Any, town: Any) -> Desk:
    """The desk with a key loaded."""
    return unlocked(screen, town)


def other_code() -> str:
    """A code that is right in itself, and in no roll of this vote."""
    return str(code_of(seed("another town")[:ENTROPY_BYTES]))


def cast(town: Any, code: str, roll: str = "norr", *choices: int) -> None:
    """A vote online without any browser."""
    key = voter_key(stretched(read_code(code), ELECTION, ITERATIONS), roll)
    ballot = sealed(town.election, roll, roll, key, Marks(choices or (1, 2)))
    headers = {"content-type": "application/json"}
    assert 201 == town.function(Request("POST", "/ballot", headers, ballot_body(ballot))).status


def revoke(town: Any, code: str, roll: str = "norr", reason: str = "reissue") -> None:
    """A letter that another desk has taken."""
    key = voter_key(stretched(read_code(code), ELECTION, ITERATIONS), roll)
    public, officer = key.public_key().public_bytes_raw(), signer("officer")
    voided = revoked(town.election, roll, public, reason, officer)
    headers = {"content-type": "application/json"}
    asked = Request("POST", "/revocation", headers, revocation_body(voided))
    assert 201 == town.function(asked).status


def desk_states(page: Any, town: Any, language: str = "") -> Iterator[str]:
    """Goes through the desk, and stops in every state it has. Gives their names."""
    desk = Desk(page, town, language)
    yield "locked"
    page.set_input_files("#key-file", key_file("stranger"))
    page.wait_for_selector("#error:not([hidden])")
    yield "other key"
    desk.unlock()
    yield "scan"
    desk.scan("0000-0000-0000-0000-0X")
    page.wait_for_selector("#error:not([hidden])")
    yield "wrong code"
    desk.scan(other_code())
    page.locator("#error:focus").wait_for()
    yield "unknown code"
    desk.look(town.code())
    yield "not voted"
    desk.hand()
    page.wait_for_selector("#done-state.good")
    yield "used"
    code = town.code()
    cast(town, code)
    desk.again()
    desk.look(code)
    yield "voted"
    desk.hand("#reissue")
    page.wait_for_selector("#done-state.good")
    yield "new letter"
    desk.again()
    desk.scan(code)
    page.wait_for_selector("#done-state.wrong")
    yield "handed in here"
    revoke(town, taken := town.code())
    desk.again()
    desk.look(taken)
    yield "used before"
    desk.again()
    page.route("**/revocation", lambda route: route.abort())
    desk.look(waits := town.code())
    desk.hand()
    page.wait_for_selector("#envelopes:not([hidden])")
    yield "waiting"
    page.route("**/head", lambda route: route.abort())
    desk.again()
    desk.look(town.code())
    yield "no network"
    page.unroute("**/head")
    page.unroute("**/revocation")
    revoke(town, waits)
    desk.again()
    desk.scan(waits)
    desk.await_state("annan disk" if not language else "another desk")
    yield "taken"
    page.route("**/revocation", lambda route: route.fulfill(status=200, body="{}", headers=CORS))
    desk.again()
    desk.look(town.code())
    desk.hand()
    page.wait_for_selector("#done-state.wrong")
    yield "odd"
    page.click("#empty")
    yield "emptying"


def kiosk_states(page: Any, town: Any, language: str = "") -> Iterator[str]:
    """Goes through a voter's visit at the tablet of a polling place."""
    page.goto("about:blank")
    page.clock.install(time=town.now)
    page.goto(f"{town.site}{language}2026/vote/kiosk/")
    page.wait_for_selector("#where:not([hidden])")
    yield "start"
    page.click("[data-open=norr]")
    page.check("#pot-norr [data-number='2'] input")
    page.clock.run_for(1000)
    yield "chosen"
    page.clock.run_for(95_000)
    page.wait_for_selector("#leaving[open]")
    yield "still there"
    page.click("#stay")
    page.click("#to-check")
    page.fill("#code", town.code())
    page.route("**/ballot", lambda route: route.abort())
    page.click("#send")
    page.get_by_text("is not safe yet" if language else "är inte säker än").wait_for()
    for _ in range(25):
        page.clock.run_for(1000)
    page.wait_for_selector("#stop:not([hidden])")
    yield "no answer"
    page.click("#stop-waiting")
    yield "unknown"
    page.click("#wait")
    page.unroute("**/ballot")
    pass_time_until_sent(page)
    page.wait_for_selector("#receipt:not([hidden])")
    page.wait_for_selector("#receipt-qr svg")
    page.clock.run_for(1000)
    yield "receipt"
    page.route("**/kiosk/", lambda route: route.abort())
    page.click("#after .button")
    page.wait_for_selector("#offline:not([hidden])")
    yield "no network"


@pytest.fixture
def states() -> dict[str, Any]:
    """The pages of a polling place, each a walk through its states."""
    return {"desk": desk_states, "kiosk": kiosk_states}


@pytest.fixture
def locked(screen: Any, town: Any) -> Desk:
    """The desk before any key."""
    return Desk(screen, town)


@pytest.fixture
def opened() -> type[Desk]:
    """Opens the desk in a page of the test's own, before any key."""
    return Desk


@pytest.fixture(name="unlocked")
def _unlocked() -> Callable[..., Desk]:
    """Opens the desk in a page of the test's own, with a key loaded."""
    return unlocked


@pytest.fixture(name="key_file")
def _key_file() -> Callable[..., dict[str, Any]]:
    """A key as a file that somebody chooses."""
    return key_file


@pytest.fixture(name="other_code")
def _other_code() -> str:
    """A code of another town."""
    return other_code()


@pytest.fixture(name="cast")
def _cast() -> Callable[..., None]:
    """Votes without any browser."""
    return cast


@pytest.fixture(name="revoke")
def _revoke() -> Callable[..., None]:
    """Takes a letter at another desk."""
    return revoke


@pytest.fixture
def playing_camera() -> Callable[[str | None], str]:
    """A script for a browser that reads this QR code, or that may not use its camera (None)."""

    def script(seen: str | None) -> str:
        """To be run before the page's own."""
        camera = FORBIDDEN if seen is None else CAMERA
        return f"const seen = {json.dumps(seen)}; {READER} {camera}"

    return script
