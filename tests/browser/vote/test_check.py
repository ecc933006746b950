"""Is my vote in the box: by the log while people vote, and by the open box when it is over."""

from __future__ import annotations

import json

import pytest

from medborgarbudget.records.box import (
    Box,
    box_files,
    checkpoint_path,
    leaves_text,
    log_path,
    read_leaves,
)
from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.entries import SealedBallot, entry_leaf, header_of
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.records.writing import write_text
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.nightly import checkpoint_note, grown
from medborgarbudget.voting.sealing import ballot_body, sealed


@pytest.fixture
def town(towns_that_vote):
    """A town of its own for each test: its log grows."""
    return towns_that_vote()


def vote(town, *choices, former=None, code=None):
    """A ballot cast without any browser; (code, ballot, receipt)."""
    code = code or town.code()
    key = voter_key(stretched(read_code(code), "lillby-2026", 10_000), "norr")
    ballot = sealed(town.election, "norr", "norr", key, Marks(choices), former)
    headers = {"content-type": "application/json"}
    answer = town.function(Request("POST", "/ballot", headers, ballot_body(ballot)))
    assert 201 == answer.status
    return code, ballot, answer.body.decode("ascii")


def night(town, day):
    """What the nightly command writes, and the site built from it."""
    before, _ = read_leaves(town.root, "2026")
    leaves = grown(before, town.store.rows())
    write_text(town.root, log_path("2026"), leaves_text(leaves))
    note = checkpoint_note("lillby-2026", leaves, town.log_key)
    write_text(town.root, checkpoint_path("2026", day), note)
    town.build(day)


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
    rows = {entry_leaf(row.text, row.signature): row for row in town.store.rows()}
    published = tuple(
        SealedBallot(
            header_of(row.text),
            row.signature,
            row.ciphertext if leaf in (last.leaf, empty.leaf) else b"",
        )
        for leaf, row in rows.items()
    )
    box = Box(published, (), town.secret.private_bytes_raw())
    for path, data in box_files("2026", box).items():
        write_text(town.root, path, data.decode("ascii"))
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


def test_the_check_page_is_for_all(chromium, town, axe):
    """Axe, 320 pixels, and without JavaScript a way to look by hand."""
    _, ballot, _ = vote(town, 1)
    night(town, "2026-05-11")
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    for leaf in (b64u(ballot.leaf), "x"):
        said(page, town, leaf)
        page.evaluate(axe)
        assert [] == page.evaluate(
            "axe.run(document).then(all => all.violations.map(one => [one.id, one.nodes[0].html]))"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{town.site}2026/vote/check/")
    text = page.inner_text("main")
    context.close()

    assert "leaves.txt" in text
