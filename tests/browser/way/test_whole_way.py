"""From the letter in the mailbox to a recount in somebody else's clone, on every store."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.browser.way.conftest import SITE, day, figures
from tests.browser.way.papers import pictures, qr_codes

from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.tree import read_tree

VOTE = f"{SITE}/2026/vote/#"


def scanned(path, page=0):
    """The one address that a camera reads on a printed page."""
    (address,) = qr_codes(pictures(path)[page])
    return address


def choose(phone, pot, *numbers):
    """Mark these numbers and go on to the last step."""
    phone.wait_for_selector(f"#pot-{pot}:not([hidden])")
    for box in phone.query_selector_all(f"#pot-{pot} .choices input"):
        box.set_checked(int(box.get_attribute("value")) in numbers)
    phone.click("#to-check")


def receipt(phone):
    """The receipt as the voter saves it, and the address in its picture on the screen."""
    phone.wait_for_selector("#receipt-qr svg")
    with phone.expect_download() as download:
        phone.click("#receipt-save")
    (address,) = qr_codes(phone.locator("#receipt-qr").screenshot(scale="device"))
    return json.loads(Path(download.value.path()).read_text("utf-8")), address


def promise(saved):
    """What a saved receipt promises."""
    return receipt_of(saved["receipt"], of_b64u(saved["signature"], 64))


def looked_for(phone, address):
    """What the check page says to an address with something behind its hash."""
    phone.goto("about:blank")
    phone.goto(address)
    phone.locator("#found:not([hidden]):not(:has-text('Vi letar'))").wait_for()
    return figures(phone.inner_text("#found"))


def test_the_whole_way(town, place, host, phone, tmp_path):
    """Letter, vote, change of mind, receipt, night, closing, own vote, fresh clone, recount."""
    election = read_tree(town.root).rounds["2026"].election

    # A letter is scanned; its holder votes, and changes her mind.
    letter = scanned(town.secret("letters.pdf"))
    assert letter.startswith(VOTE)
    phone.goto(letter)
    choose(phone, "norr", 1, 3)
    phone.click("#send")
    first, _ = receipt(phone)
    phone.click("#change")
    phone.click("[data-open=norr]")
    choose(phone, "norr", 2)
    phone.fill("#code", letter.partition("#")[2])
    phone.click("#send")
    phone.click("#again-yes")
    phone.wait_for_selector("#receipt:not([hidden])")
    second, address = receipt(phone)
    promises = [
        receipt_of(one["receipt"], of_b64u(one["signature"], 64)) for one in (first, second)
    ]
    assert all(one.holds(election.receipt_key) for one in promises)
    assert promises[0].leaf != promises[1].leaf
    assert f"{VOTE[:-1]}check/#{b64u(promises[1].leaf)}" == address

    # Somebody else has a card for the other pot.
    phone.goto("about:blank")
    phone.goto(scanned(town.secret("cards.pdf")))
    choose(phone, "soder", 1)
    phone.click("#send")
    phone.wait_for_selector("#receipt:not([hidden])")

    # The night comes, and the receipt's picture leads to the proof that the vote is in the box.
    town.night(place, day(0))
    assert "Din röst ligger i urnan" in looked_for(phone, address)

    # The voting is over: two trustees open the box, and the town counts.
    closed = town.close(place, day(3))
    assert 0 == closed.exit_code, closed.output
    assert "Destroyed in the store, unread: 1 " in closed.output
    town.play("tally", "2026")
    town.commit("The result")
    town.build(day(3))

    # Her letter leads to what she voted at last, and the way to it is on the vote page.
    phone.goto("about:blank")
    phone.goto(letter)
    phone.click("#over-check")
    phone.locator("#recorded").get_by_text("Den här rösten räknas").wait_for()
    ballots = read_tree(town.root).rounds["2026"].manifest.pots["norr"].projects
    assert [ballots[1].title] == phone.locator("#recorded li b").all_inner_texts()

    # A stranger clones the repository, counts it all again, and has the same bytes.
    clone = tmp_path / "clone"
    town.git("clone", "--quiet", town.root, clone)
    result = clone / "rounds/2026/result.yaml"
    published = result.read_bytes()
    result.unlink()
    assert 0 == stranger(clone, "tally", "2026").returncode
    assert published == result.read_bytes()
    assert "" == in_clone(clone, "git", "status", "--porcelain").stdout
    said = json.loads(stranger(clone, "verify", "2026", "--format", "json").stdout)
    assert said["ok"], said
    assert {"2026/log", "2026/box", "2026/recount"} <= {one["name"] for one in said["checks"]}
    (of_site,) = town.site.glob("2026/**/result.yaml")
    assert published == of_site.read_bytes()


def in_clone(clone, *words):
    """A command of a stranger, in a process of its own."""
    return subprocess.run(words, cwd=clone, capture_output=True, text=True, check=False)


def stranger(clone, *words):
    """Our program in the clone, which knows nothing of the town's machine."""
    return in_clone(clone, sys.executable, "-m", "medborgarbudget", *words, "--language", "en")
