"""Is my vote in the box: by the log while people vote, and by the open box when it is over."""

from __future__ import annotations

import json

import pytest
from tests.browser.vote.nights import night, publish_box, vote

from medborgarbudget.records.box import checkpoint_path
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.writing import write_text


@pytest.fixture
def town(towns_that_vote):
    """A town of its own for each test: its log grows."""
    return towns_that_vote()


def said(screen, town, leaf, language=""):
    """What the page answers to a leaf in the fragment of its address."""
    screen.goto("about:blank")
    screen.goto(f"{town.site}{language}2026/vote/check/#{leaf}")
    screen.wait_for_selector("#found:not([hidden])")
    screen.locator("#found:not(:has-text('Vi letar'))").wait_for()
    return screen.inner_text("#found")


def test_a_vote_is_in_the_box_since_its_night(screen, town):
    """By the letters in the address, typed, or from the file; in the night in which it came."""
    _, first, _ = vote(town, 1)
    assert "Det finns ingen lista än" in said(screen, town, b64u(first.leaf))
    night(town, "2026-05-11")
    _, second, receipt = vote(town, 2)
    assert "ligger i urnan sedan natten till den 11 maj 2026" in said(
        screen, town, b64u(first.leaf)
    )
    assert "står inte i listan än" in said(screen, town, b64u(second.leaf))
    night(town, "2026-05-12")
    assert "den 11 maj" in said(screen, town, b64u(first.leaf))
    assert "den 12 maj" in said(screen, town, b64u(second.leaf))

    screen.fill("#leaf", " ".join(b64u(first.leaf)[n : n + 4] for n in range(0, 43, 4)))
    screen.click("#leaf-form button")
    screen.locator("#found").get_by_text("den 11 maj").wait_for()
    file = {"name": "kvitto.json", "mimeType": "application/json", "buffer": receipt.encode()}
    screen.set_input_files("#receipt-file", file)
    screen.locator("#found").get_by_text("den 12 maj").wait_for()
    screen.fill("#leaf", "abc")
    screen.click("#leaf-form button")
    screen.get_by_text("Det där är inget kvitto").wait_for()


def test_a_receipt_whose_vote_is_not_in_the_log_is_proof(screen, town):
    """Signed by the function the day before, and not there in the morning: the page says so."""
    vote(town, 1)
    night(town, "2026-05-11")
    _, _, receipt = vote(town, 2)
    _, lost, _ = vote(town, 3)
    note = (town.root / checkpoint_path("2026", "2026-05-11")).read_text("utf-8")
    write_text(town.root, checkpoint_path("2026", "2026-05-12"), note)
    town.build("2026-05-12")
    assert "står inte i listan än" in said(screen, town, b64u(lost.leaf))

    file = {"name": "kvitto.json", "mimeType": "application/json", "buffer": receipt.encode()}
    screen.set_input_files("#receipt-file", file)
    screen.get_by_text("Ditt kvitto är från den 10 maj 2026").wait_for()
    forged = json.loads(receipt)
    forged["receipt"] = forged["receipt"].replace("2026-05-10", "2026-05-09")
    file["buffer"] = json.dumps(forged).encode()
    screen.set_input_files("#receipt-file", file)
    screen.get_by_text("Det där är inget kvitto").wait_for()


@pytest.mark.parametrize("harm", ["leaf", "order", "signature", "short"])
def test_a_log_that_is_not_what_was_signed_is_told_of(screen, town, harm):
    """A leaf exchanged or moved, another signature, or a line gone."""
    _, ballot, _ = vote(town, 1)
    vote(town, 2)
    vote(town, 3)
    night(town, "2026-05-11")
    log, note = town.output / "2026/log/leaves.txt", town.output / "2026/log/2026-05-11.checkpoint"
    lines = log.read_text("ascii").splitlines(keepends=True)
    other = next(n for n, line in enumerate(lines) if line.strip() != b64u(ballot.leaf))
    if harm == "leaf":
        lines[other] = f"{b64u(bytes(32))}\n"
    elif harm == "order":
        lines.reverse()
    elif harm == "short":
        del lines[other]
    else:
        text = note.read_text("utf-8").replace("\n3\n", "\n2\n")
        note.write_text(text, "utf-8")
    log.write_text("".join(lines), "ascii")

    assert "Listan är inte underskriven" in said(screen, town, b64u(ballot.leaf))


def test_a_list_that_cannot_be_fetched_is_no_alarm(screen, town):
    """The net may be down: try again."""
    _, ballot, _ = vote(town, 1)
    night(town, "2026-05-11")
    (town.output / "2026/log/leaves.txt").unlink()

    assert "Försök igen" in said(screen, town, b64u(ballot.leaf))


def test_when_the_voting_is_over_the_code_shows_what_was_recorded(screen, town):
    """The last of two votes; a blank one; one of too few; and a code without any."""
    code, former, _ = vote(town, 1)
    _, last, _ = vote(town, 1, 3, former=former, code=code)
    blank, empty, _ = vote(town)
    few, alone, _ = vote(town, 2)
    night(town, "2026-05-25")
    publish_box(town, (last.leaf, empty.leaf))
    town.build("2026-05-24")
    assert not (town.output / "2026/box").exists()
    town.build("2026-05-25")
    said(screen, town, b64u(alone.leaf))

    def shown(typed):
        screen.fill("#code", typed)
        screen.click("#code-form button")
        screen.locator("#recorded:not(:has-text('Vi läser koden'))").wait_for()
        return screen.inner_text("#recorded")

    text = shown(code)
    assert "Den här rösten räknas" in text
    assert ["Bänkar vid ån", "Odlingslådor på torget"] == screen.locator(
        "#recorded li b"
    ).all_inner_texts()
    assert "Du väljer inget av förslagen" in shown(blank)
    assert "ingen enskild röst visas" in shown(few)
    assert "Det finns ingen röst i urnan" in shown(town.code())
    assert "Titta i brevet" in shown("0000")
    seed = town.output / "2026/box/election-key.txt"
    seed.write_text(f"{b64u(bytes(32))}\n", "ascii")
    assert "Något är fel" in shown(code)


def test_a_code_in_the_address_shows_what_was_recorded(screen, town):
    """Who scans the letter after closing comes this way, and need not type the code."""
    code, ballot, _ = vote(town, 2)
    night(town, "2026-05-25")
    publish_box(town, (ballot.leaf,))
    town.build("2026-05-25")
    screen.goto(f"{town.site}2026/vote/check/#{code}")
    screen.locator("#recorded").get_by_text("Den här rösten räknas").wait_for()

    assert 1 == screen.locator("#recorded li").count()
    assert "#" not in screen.url


def test_another_receipt_in_the_same_window_is_looked_for_anew(screen, town):
    """A second scan changes only what is behind the hash, and loads no page by itself."""
    _, first, _ = vote(town, 1)
    night(town, "2026-05-11")
    _, second, _ = vote(town, 2)
    night(town, "2026-05-12")
    assert "den 11 maj" in said(screen, town, b64u(first.leaf))
    screen.evaluate("leaf => { location.hash = leaf }", b64u(second.leaf))
    screen.locator("#found").get_by_text("den 12 maj").wait_for()


def test_without_a_script_one_can_look_by_hand(chromium, town):
    """The list is a plain file."""
    vote(town, 1)
    night(town, "2026-05-11")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.site}2026/vote/check/")
    text = page.inner_text("main")
    context.close()

    assert "leaves.txt" in text
