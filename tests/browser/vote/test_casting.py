"""Casting a vote in a real browser: what the voter reads, and what then lies in the store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.browser.vote.nights import revoke, vote
from tests.browser.voting_town import NOW

from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.entries import entry_leaf
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.records.sealed.receipts import receipt_of

LIMIT = "#choose:not([hidden])"


def enter(screen, town, code="", pot="norr"):
    """The vote page, as from a letter's QR code or with nothing but its address."""
    screen.goto("about:blank")
    screen.goto(f"{town.site}2026/vote/{'#' + code if code else ''}")
    if not code:
        screen.click(f"[data-open={pot}]")
    screen.wait_for_selector(LIMIT)


def choose(screen, *numbers, pot="norr"):
    """Mark these numbers, and no others."""
    for box in screen.query_selector_all(f"#pot-{pot} .choices input"):
        box.set_checked(int(box.get_attribute("value")) in numbers)


def cast(screen):
    """From the choices to the receipt."""
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")


def saved(screen) -> dict[str, str]:
    """The receipt's file, as a voter saves it."""
    with screen.expect_download() as download:
        screen.click("#receipt-save")
    return json.loads(Path(download.value.path()).read_text("utf-8"))


def test_a_letter_leads_to_a_receipt_and_a_ballot_that_says_what_was_chosen(screen, town):
    """The code is wiped from the address, the receipt is signed, and the ballot opens."""
    code = town.code()
    enter(screen, town, code)
    assert "#" not in screen.url
    choose(screen, 1, 3)
    cast(screen)
    receipt = saved(screen)
    (row,) = town.rows(code)
    promise = receipt_of(receipt["receipt"], of_b64u(receipt["signature"], 64))

    assert promise.holds(town.election.receipt_key)
    assert promise.leaf == entry_leaf(row.text, row.signature)
    assert screen.inner_text("#receipt-leaf").replace(" ", "") == b64u(promise.leaf)
    assert screen.get_attribute("#check-way", "href").endswith(f"check/#{b64u(promise.leaf)}")
    assert Marks((1, 3)) == town.marks(row)
    assert "null" == screen.evaluate("String(localStorage.getItem('medborgarbudget lillby-2026'))")
    assert screen.input_value("#code") == ""


def test_a_vote_is_changed_only_after_the_voter_has_said_so(screen, town):
    """Keeping the old one sends nothing; replacing it stores the next number."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 1)
    cast(screen)
    enter(screen, town, code)
    choose(screen, 2)
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#again:not([hidden])")
    assert screen.is_hidden("#send")
    screen.click("#again-no")
    assert 1 == len(town.rows(code))
    screen.click("#send")
    screen.click("#again-yes")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [(1, Marks((1,))), (2, Marks((2,)))] == [
        (row.seq, town.marks(row)) for row in town.rows(code)
    ]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda code: code[:-1] + ("X" if code[-1] != "X" else "Y"), "Något i koden stämmer inte"),
        (lambda code: code[:-1], "Koden har 18 bokstäver"),
        (lambda code: code[:-1] + "ö", "ett tecken i koden"),
    ],
)
def test_a_slip_in_a_typed_code_is_found_before_anything_is_sent(screen, town, spoil, said):
    """By its check characters, here on the device."""
    code = town.code()
    enter(screen, town)
    choose(screen, 1)
    screen.click("#to-check")
    screen.fill("#code", spoil(code))
    asked = len(town.asked)
    screen.click("#send")

    assert said in screen.inner_text("#code-error")
    assert "true" == screen.get_attribute("#code", "aria-invalid")
    assert asked == len(town.asked)
    screen.fill("#code", code.lower().replace("-", " "))
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")
    assert 1 == len(town.rows(code))


def test_a_code_for_another_place_is_told_so(screen, town):
    """It votes where its letter says, and nowhere else."""
    enter(screen, town)
    choose(screen, 1)
    screen.click("#to-check")
    screen.fill("#code", town.code("soder"))
    screen.click("#send")
    screen.wait_for_selector("#code-error:not([hidden])")

    assert "Koden gäller en annan plats" in screen.inner_text("#code-error")


def test_nothing_chosen_is_an_error_that_says_what_to_do(screen, town):
    """The error has the focus, so that it is read aloud."""
    enter(screen, town)
    screen.click("#to-check")

    assert "Välj ett förslag" in screen.inner_text("#choose-error")
    assert "choose-error" == screen.evaluate("document.activeElement.id")
    assert screen.is_hidden("#check")
    choose(screen, 1)
    assert screen.is_hidden("#choose-error")


def test_who_wants_none_of_the_proposals_casts_a_blank_ballot(screen, town):
    """Marking it takes every other mark off."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 1, 2)
    screen.check("[name=norr-none]")
    assert [] == screen.query_selector_all("#pot-norr .choices input:checked")
    cast(screen)

    assert [Marks(())] == [town.marks(row) for row in town.rows(code)]


@pytest.mark.parametrize("fault", ["down", "lost"])
def test_a_vote_without_an_answer_goes_again_and_is_one_vote(screen, town, fault):
    """The function is down, or stores the ballot and its answer is lost."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 2)
    town.faults = [fault]
    screen.click("#to-check")
    screen.click("#send")
    screen.get_by_text("Din röst är inte säker än").wait_for()
    assert screen.is_hidden("#receipt")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def test_a_vote_that_was_left_without_an_answer_is_still_there_after_the_page_was_closed(
    screen, town
):
    """The same bytes go again: it is one vote, whether or not the first came through."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 2)
    town.faults = ["lost", "down", "down", "down"]
    screen.click("#to-check")
    screen.click("#send")
    screen.get_by_text("Din röst är inte säker än").wait_for()
    screen.goto("about:blank")
    town.faults = []
    screen.goto(f"{town.site}2026/vote/")
    screen.click("#unsent-send")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def test_a_telephone_that_several_share_keeps_each_ones_vote(screen, town):
    """Two closed the page while no answer came; a third votes, and both can still be sent."""
    codes = [town.code() for _ in range(3)]
    for number, code in enumerate(codes[:2], start=1):
        town.faults = ["down"] * 9
        enter(screen, town, code)
        choose(screen, number)
        screen.click("#to-check")
        screen.click("#send")
        screen.get_by_text("Din röst är inte säker än. Vi försöker igen").wait_for()
        screen.goto("about:blank")
    town.faults = []
    enter(screen, town, codes[2])
    choose(screen, 3)
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")
    assert () == town.rows(codes[0]) == town.rows(codes[1])
    leaf = screen.inner_text("#receipt-leaf")
    for _ in range(2):
        screen.click("#unsent-send")
        screen.wait_for_function(
            "old => document.getElementById('receipt-leaf').textContent !== old", arg=leaf
        )
        leaf = screen.text_content("#receipt-leaf")

    assert [[1], [2], [3]] == [
        [choice for row in town.rows(code) for choice in town.marks(row).choices] for code in codes
    ]
    screen.wait_for_selector("#unsent", state="hidden")


def test_a_double_click_is_one_vote(screen, town):
    """And a third click too."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 3)
    screen.click("#to-check")
    screen.evaluate("for (let n = 0; n < 3; n += 1) document.getElementById('send').click()")
    screen.wait_for_selector("#receipt:not([hidden])")
    screen.wait_for_timeout(300)

    assert [Marks((3,))] == [town.marks(row) for row in town.rows(code)]


def test_a_net_that_drops_is_told_of_and_comes_back(screen, town):
    """While the code is asked about, and with the vote on its way: it goes when the net is back."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 2)
    screen.click("#to-check")
    screen.context.set_offline(True)
    screen.click("#send")
    screen.wait_for_selector("#code-error:not([hidden])")
    assert "Vi får inget svar. Din röst gäller inte än" in screen.inner_text("#code-error")
    screen.context.set_offline(False)
    screen.route("**/ballot", lambda route: route.abort())
    screen.click("#send")
    screen.get_by_text("Din röst är inte säker än. Vi försöker igen").wait_for()
    assert () == town.rows(code)
    screen.unroute("**/ballot")
    screen.context.set_offline(True)
    screen.context.set_offline(False)
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def test_an_answer_that_does_not_come_is_not_waited_for_without_end(screen, town):
    """After 15 seconds the voter is told, and the same bytes go again."""
    code = town.code()
    screen.clock.install(time=NOW)
    enter(screen, town, code)
    choose(screen, 1)
    screen.click("#to-check")
    held = []
    screen.route("**/ballot", lambda route: held.append(route))
    with screen.expect_request("**/ballot") as first:
        screen.click("#send")
    screen.clock.fast_forward(15_000)
    screen.get_by_text("Din röst är inte säker än").wait_for()
    screen.unroute("**/ballot")
    with screen.expect_request("**/ballot") as second:
        screen.clock.fast_forward(3_000)
    screen.wait_for_selector("#receipt:not([hidden])")

    assert first.value.post_data == second.value.post_data
    assert 1 == len(held) == len(town.rows(code))


def test_a_receipt_that_another_key_signed_is_not_believed(screen, town):
    """The voter is told so; the same bytes are kept, and get the right receipt later."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 1)
    town.faults = ["forged"]
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#code-error:not([hidden])")
    assert "Svaret är inte underskrivet" in screen.inner_text("#code-error")
    assert screen.is_hidden("#receipt")
    screen.goto("about:blank")
    screen.goto(f"{town.site}2026/vote/")
    screen.click("#unsent-send")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((1,))] == [town.marks(row) for row in town.rows(code)]


def test_another_device_that_was_faster_is_told_of(screen, town):
    """Nothing is replaced before the voter has said so: which of the two counts is hers to say."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 1)
    town.faults = [lambda: vote(town, 3, code=code)]
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#code-error:not([hidden])")
    assert "En annan röst kom nyss in med samma kod" in screen.inner_text("#code-error")
    assert [Marks((3,))] == [town.marks(row) for row in town.rows(code)]
    screen.click("#send")
    screen.click("#again-yes")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((3,)), Marks((1,))] == [town.marks(row) for row in town.rows(code)]


@pytest.mark.parametrize("reason", ["paper", "reissue"])
def test_a_code_that_was_used_up_is_told_so(screen, town, reason):
    """The officer at the desk has taken the letter in; what for is not public yet."""
    code = town.code()
    revoke(town, code, reason)
    enter(screen, town, code)
    choose(screen, 1)
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#code-error:not([hidden])")

    assert "brevet är inlämnat" in screen.inner_text("#code-error")
    assert [0] == [row.seq for row in town.rows(code)]


@pytest.mark.parametrize(
    "forbidden",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })",
        "Storage.prototype.setItem = () => { throw new Error('full') }",
    ],
)
def test_a_device_that_keeps_nothing_can_vote(screen, town, forbidden):
    """A private window, or a telephone without room: the page itself has the bytes."""
    code = town.code()
    screen.add_init_script(forbidden)
    enter(screen, town, code)
    choose(screen, 3)
    town.faults = ["lost"]
    screen.click("#to-check")
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((3,))] == [town.marks(row) for row in town.rows(code)]


def test_another_letter_scanned_in_the_same_window_begins_anew(screen, town):
    """Two people who share a telephone: the second is not left with the first one's code."""
    first, second = town.code(), town.code()
    enter(screen, town, first)
    screen.evaluate("code => { location.hash = code }", second)
    screen.wait_for_function("code => document.querySelector('#code').value === code", arg=second)
    screen.wait_for_selector(LIMIT)
    choose(screen, 2)
    cast(screen)

    assert () == town.rows(first)
    assert [Marks((2,))] == [town.marks(row) for row in town.rows(second)]


def test_a_place_on_the_page_is_no_code(screen, town):
    """The way past the head of the page has a hash too."""
    screen.goto(f"{town.site}2026/vote/#main")
    screen.wait_for_selector("#where:not([hidden])")

    assert "" == screen.input_value("#code")


def test_the_whole_way_with_the_keyboard_alone(screen, town):
    """Tab, space and Enter, from the choice to the receipt."""
    code = town.code()
    enter(screen, town)
    screen.keyboard.press("Tab")
    for wanted, key in (("[value='2']", "Space"), ("#to-check", "Enter")):
        press_on(screen, wanted, key)
    screen.wait_for_selector("#check:not([hidden])")
    press_on(screen, "#code", "")
    screen.keyboard.type(code)
    screen.keyboard.press("Enter")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert "H2" == screen.evaluate("document.activeElement.tagName")
    assert [Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def press_on(screen, selector, key):
    """Tab until it has the focus, then the key."""
    for _ in range(80):
        if screen.evaluate("s => document.activeElement.matches(s)", selector):
            break
        screen.keyboard.press("Tab")
    else:
        raise AssertionError(f"the keyboard does not reach {selector}")
    if key:
        screen.keyboard.press(key)
