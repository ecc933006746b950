"""Answers that nobody expects: a vote that may be in the box is never said to be lost."""

from __future__ import annotations

import json

import pytest
from tests.browser.vote.nights import revoke
from tests.browser.vote.test_casting import choose, enter

from medborgarbudget.records.sealed.envelopes import Marks

ASK = "En röst från den här enheten"


def send(screen, town, code, number):
    """From the letter to the press of the button."""
    enter(screen, town, code)
    choose(screen, number)
    screen.click("#to-check")
    screen.click("#send")


def answering(screen, body, status=None):
    """The function stores the ballot, and something on the way answers in its place."""

    def answer(route):
        came = route.fetch()
        text = body(came.text()) if callable(body) else body
        route.fulfill(status=status or came.status, headers=came.headers, body=text)

    screen.route("**/ballot", answer)


def without(name):
    """A receipt without one of its parts."""
    return lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != name})


def another_day(text):
    """A receipt whose text was changed after it was signed."""
    found = json.loads(text)
    return json.dumps({**found, "receipt": found["receipt"].replace("2026-05", "2026-99")})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"receipt":"x"}', None),
        ('{"receipt":"null","signature":""}', None),
        ('{"receipt":7,"signature":[]}', None),
        ("{}", 200),
        ("null", 200),
        ("[]", 200),
        ('"fine"', 200),
        ('{"error":"closed"}', 200),
        (without("receipt"), None),
        (without("signature"), None),
        (another_day, None),
        ('{"message":"Forbidden"}', 403),
        ('{"error":"Not Found"}', 404),
        ('{"error":"origin"}', 403),
    ],
)
def test_an_answer_that_is_neither_receipt_nor_refusal_leaves_the_vote_kept(
    screen, town, body, status
):
    """The page says that it does not know, and the same bytes get their receipt afterwards."""
    code = town.code()
    answering(screen, body, status)
    send(screen, town, code, 2)
    screen.wait_for_selector("#code-error:not([hidden])")
    assert "Vi vet inte om din röst gäller" in screen.inner_text("#code-error")
    assert "togs inte emot" not in screen.inner_text("main")
    screen.get_by_text(ASK).wait_for()
    assert 1 == len(town.rows(code))
    screen.unroute("**/ballot")
    screen.click("#unsent-send")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert screen.is_hidden("#unsent")
    assert [Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def test_a_kept_vote_that_is_refused_is_told_of_and_no_longer_asked_about(screen, town):
    """Its letter was handed in meanwhile: the answer stays to be read."""
    code = town.code()
    town.faults = ["down"] * 9
    send(screen, town, code, 1)
    screen.get_by_text("Din röst är inte säker än").wait_for()
    screen.goto("about:blank")
    town.faults = []
    revoke(town, code)
    screen.goto(f"{town.site}2026/vote/")
    screen.click("#unsent-send")
    screen.locator("#unsent-error").get_by_text("brevet är inlämnat").wait_for()

    assert "unsent-error" == screen.evaluate("document.activeElement.id")
    assert screen.is_hidden("#unsent-ask")
    assert [0] == [row.seq for row in town.rows(code)]


def test_one_vote_without_an_answer_keeps_no_other_from_being_sent(screen, town):
    """Two share a telephone; what the first one's vote gets is odd, and the second's goes too."""
    first, second = town.code(), town.code()
    for number, code in enumerate((first, second), start=1):
        town.faults = ["down"] * 9
        send(screen, town, code, number)
        screen.get_by_text("Din röst är inte säker än").wait_for()
        screen.goto("about:blank")
    town.faults = ["forged"]
    screen.goto(f"{town.site}2026/vote/")
    screen.click("#unsent-send")
    screen.locator("#unsent-error").get_by_text("Svaret är inte underskrivet").wait_for()
    assert screen.is_visible("#unsent-ask")
    screen.click("#unsent-send")
    screen.wait_for_selector("#receipt:not([hidden])")
    assert [Marks((2,))] == [town.marks(row) for row in town.rows(second)]
    leaf = screen.inner_text("#receipt-leaf")
    screen.click("#unsent-send")
    screen.wait_for_function(
        "old => document.getElementById('receipt-leaf').textContent !== old", arg=leaf
    )

    assert screen.is_hidden("#unsent")
    assert [Marks((1,))] == [town.marks(row) for row in town.rows(first)]


def test_the_next_voters_code_stays_when_another_ones_vote_is_sent(screen, town):
    """She has scanned her letter, and first helps the one before her."""
    first, second = town.code(), town.code()
    town.faults = ["down"] * 9
    send(screen, town, first, 1)
    screen.get_by_text("Din röst är inte säker än").wait_for()
    town.faults = []
    enter(screen, town, second)
    screen.click("#unsent-send")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert second == screen.input_value("#code")
    assert [Marks((1,))] == [town.marks(row) for row in town.rows(first)]
