"""A letter at the desk: it is used, and then paper is handed out; never before, never twice."""

from __future__ import annotations

import pytest

from medborgarbudget.records.sealed.entries import REVOCATION_SEQ, revocation_of


def revocations(town, code, pot="norr"):
    """The stored revocations of a letter: one, or none."""
    rows = [row for row in town.rows(code, pot) if row.seq == REVOCATION_SEQ]
    return [revocation_of(row.text, row.signature) for row in rows]


def test_a_letter_that_nobody_used_is_used_and_paper_is_handed_out(desk, town):
    """The revocation is the officer's, says why, and is stored before the page says so."""
    code = town.code()
    assert "Oanvänt" == desk.look(code)
    assert "Norr" in desk.page.inner_text("#letter-for")
    desk.hand()
    desk.await_state("Brevet är förbrukat: ge röstsedeln")

    (found,) = revocations(town, code)
    assert found.is_signed
    assert ("paper", town.election.officer_keys[0]) == (found.reason, found.officer)
    assert "Norr" in desk.page.inner_text("#done-text")


def test_the_code_is_never_shown_and_never_kept(desk, town):
    """Only the letter's mark is, which does not give the code away."""
    code = town.code()
    desk.look(code)
    desk.hand()
    desk.await_state("Brevet är förbrukat")
    kept = desk.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    page = desk.page.evaluate("document.documentElement.outerHTML + location.href")

    for text in (kept, page, desk.page.evaluate("JSON.stringify(history.state)")):
        assert code not in text and code.replace("-", "") not in text
    assert desk.page.input_value("#code") == ""


def test_a_letter_for_another_pot_gets_the_slip_of_its_own(desk, town):
    """What it may vote in stands on the screen; the other roll is not touched."""
    code = town.code("soder")
    desk.look(code)
    assert "Söder" in desk.page.inner_text("#letter-for")
    assert "Norr" not in desk.page.inner_text("#letter-for")
    desk.hand()
    desk.await_state("Brevet är förbrukat")

    assert 1 == len(revocations(town, code, "soder"))
    assert [] == revocations(town, code, "norr")


def test_whoever_voted_online_may_have_paper_instead(desk, town, cast):
    """The page says that she voted, and not what: it never asks for the ballot."""
    code = town.code()
    cast(town, code)
    asked = len(town.asked)
    assert "Har röstat digitalt" == desk.look(code)
    desk.hand()
    desk.await_state("Brevet är förbrukat")

    assert {"/head", "/revocation"} == set(town.asked[asked:])
    assert 1 == len(revocations(town, code))


def test_a_new_letter_is_another_reason(desk, town):
    """The officer takes one from the reserve."""
    code = town.code()
    desk.look(code)
    desk.hand("#reissue")
    desk.await_state("Det gamla brevet är förbrukat")

    assert ["reissue"] == [one.reason for one in revocations(town, code)]


def test_a_letter_is_taken_once(desk, town, revoke):
    """Here or at another desk: the second time there is no slip."""
    here, elsewhere = town.code(), town.code()
    desk.look(here)
    desk.hand()
    desk.await_state("Brevet är förbrukat")
    desk.again()
    desk.scan(here)
    desk.await_state("Redan inlämnat här: ge ingen sedel")
    desk.again()
    revoke(town, elsewhere)

    assert "Förbrukat: ge ingen sedel" == desk.look(elsewhere)
    assert desk.page.is_hidden("#paper") and desk.page.is_hidden("#reissue")


def test_two_desks_at_the_same_moment_give_one_slip(desk, town, revoke):
    """Both looked before either had asked: the store decides, and the second is told."""
    code = town.code()
    assert "Oanvänt" == desk.look(code)
    revoke(town, code)
    desk.hand()
    desk.await_state("Förbrukat vid en annan disk: ge ingen sedel")

    assert 1 == len(revocations(town, code))


def test_a_double_click_is_one_revocation(desk, town):
    """And it is asked for once."""
    code = town.code()
    desk.look(code)
    asked = len(town.asked)
    desk.page.evaluate("for (let n = 0; n < 3; n += 1) document.getElementById('paper').click()")
    desk.await_state("Brevet är förbrukat")
    desk.page.wait_for_timeout(200)

    assert ["/revocation"] == town.asked[asked:]


@pytest.mark.parametrize("written", ["typed", "address", "swedish keyboard", "small"])
def test_a_code_is_read_however_it_comes(desk, town, written):
    """By hand, or by a scanner that reads the whole address, even with the wrong keyboard set."""
    code = town.code()
    text = {
        "typed": code.replace("-", " "),
        "address": f"https://lillby.example/2026/vote/#{code}",
        "swedish keyboard": f"https>&&lillby.example&2026&vote&*{code}".replace("-", "+"),
        "small": code.replace("-", "").lower(),
    }[written]

    assert "Oanvänt" == desk.look(text)


def test_a_slip_of_the_hand_and_a_strange_code_are_told(desk, town, other_code):
    """The first before anything is sent, and what was typed stays to be mended."""
    code, asked = town.code(), len(town.asked)
    desk.scan(code[:-1] + ("X" if code[-1] != "X" else "Y"))
    desk.page.get_by_text("Något i koden stämmer inte").wait_for()
    assert asked == len(town.asked)
    assert "code" == desk.page.evaluate("document.activeElement.id")
    assert "true" == desk.page.get_attribute("#code", "aria-invalid")
    desk.scan(other_code)
    desk.page.get_by_text("Koden finns inte i den här omröstningen").wait_for()

    assert "Oanvänt" == desk.look(code)


def test_a_scan_never_presses_a_button(desk, town):
    """The next letter is scanned while a button of this one has the focus: nothing happens."""
    code = town.code()
    desk.look(code)
    desk.page.focus("#paper")
    desk.page.keyboard.type(f"{town.code()}\n")
    desk.page.get_by_text("Du läste av ett brev").wait_for()
    assert [] == revocations(town, code)
    desk.page.wait_for_timeout(400)
    desk.page.keyboard.press("Enter")
    desk.await_state("Brevet är förbrukat")

    assert 1 == len(revocations(town, code))


def test_the_whole_way_with_the_keyboard_alone(desk, town):
    """Type the code, reach the button, go on to the next letter."""
    code = town.code()
    desk.page.keyboard.type(code)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#letter:not([hidden])")
    desk.page.wait_for_timeout(300)
    for selector, key in (("#paper", "Enter"), ("#done [data-next]", "Enter")):
        for _ in range(20):
            if desk.page.evaluate("s => document.activeElement.matches(s)", selector):
                break
            desk.page.keyboard.press("Tab")
        if selector.startswith("#done"):
            desk.await_state("Brevet är förbrukat")
        desk.page.keyboard.press(key)

    desk.page.wait_for_selector("#scan:not([hidden])")
    assert "code" == desk.page.evaluate("document.activeElement.id")
    assert 1 == len(revocations(town, code))


def test_the_camera_reads_the_letter_where_the_browser_can(
    chromium, town, unlocked, playing_camera
):
    """With a browser that reads QR codes by itself; here both are played."""
    code = town.code()
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(playing_camera(f"{town.site}2026/vote/#{code}"))
    desk = unlocked(page, town)
    page.click("#camera")
    page.wait_for_selector("#letter:not([hidden])")
    said, filming = page.inner_text("#letter-state"), page.evaluate("isFilming()")
    assert desk.page.is_hidden("#film")
    context.close()

    assert ("Oanvänt", False) == (said, filming)


def test_a_forbidden_camera_is_told(chromium, town, unlocked, playing_camera):
    """Then the code is typed."""
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(playing_camera(None))
    unlocked(page, town)
    page.click("#camera")
    page.get_by_text("Kameran går inte att använda").wait_for()
    hidden = page.is_hidden("#film")
    context.close()

    assert hidden
