"""The tablet where many vote after one another: nothing of a voter is left for the next."""

from __future__ import annotations

import pytest
from tests.browser.voting_town import pass_time_until_sent

from medborgarbudget.records.sealed.envelopes import Marks

LEFT = """() => JSON.stringify({
  storage: [{...localStorage}, {...sessionStorage}], state: history.state, address: location.href,
  name: window.name, cookie: document.cookie,
  inputs: [...document.querySelectorAll("input")]
    .map(one => one.checked || (!["checkbox", "radio"].includes(one.type) && one.value))
    .filter(Boolean),
})"""
NOTHING = ['"inputs":[]', '"storage":[{},{}]', '"state":null', '"cookie":""', '"name":""']


@pytest.fixture
def kiosk(screen, town):
    """The tablet, as the helper opens it."""
    screen.goto(f"{town.site}2026/vote/kiosk/")
    screen.wait_for_selector("#where:not([hidden])")
    return screen


def choose(screen, *numbers, pot="norr"):
    """A voter's choices, up to the question for the code."""
    screen.click(f"[data-open={pot}]")
    for number in numbers:
        screen.check(f"#pot-{pot} [data-number='{number}'] input")
    screen.click("#to-check")


def vote(screen, code, *numbers):
    """A whole visit, up to the receipt."""
    choose(screen, *numbers)
    screen.fill("#code", code)
    screen.click("#send")
    screen.wait_for_selector("#receipt:not([hidden])")
    screen.wait_for_selector("#after:not([hidden])")


def send_in_vain(screen, code):
    """A whole visit, but that no answer comes to the vote."""
    choose(screen, 2)
    screen.fill("#code", code)
    screen.route("**/ballot", lambda route: route.abort())
    screen.click("#send")
    screen.get_by_text("Din röst är inte säker än").wait_for()


def began_anew(screen):
    """Wait for the page of the next voter."""
    screen.wait_for_selector("body:not([data-former]) #where:not([hidden])")


def assert_clean(screen, code):
    """Nothing chosen, nothing typed, nothing kept, no receipt."""
    left, page = screen.evaluate(LEFT), screen.content()
    assert [] == [one for one in NOTHING if one not in left]
    assert code not in left + page and code.replace("-", "") not in left + page
    assert "" == screen.evaluate("document.getElementById('receipt-leaf').textContent")
    assert 0 == screen.locator("#chosen li, #receipt-qr svg").count()


def test_after_each_voter_nothing_is_left(kiosk, town):
    """Not in the page, a storage, the history or a form; and the back button shows nothing."""
    code = town.code()
    length = kiosk.evaluate("history.length")
    vote(kiosk, code, 1, 3)
    leaf = kiosk.inner_text("#receipt-leaf")
    kiosk.evaluate("document.body.dataset.former = true")
    kiosk.click("#after .button")
    began_anew(kiosk)

    assert_clean(kiosk, code)
    assert leaf not in kiosk.content()
    assert length == kiosk.evaluate("history.length")
    kiosk.go_back()
    kiosk.go_forward()
    kiosk.wait_for_selector("#where:not([hidden])")
    assert_clean(kiosk, code)
    assert [Marks((1, 3))] == [town.marks(row) for row in town.rows(code)]


@pytest.mark.parametrize("way", ["reload", "back", "language"])
def test_whoever_leaves_in_the_middle_leaves_nothing(kiosk, town, way):
    """The page is loaded again, left and come back to, or changed to another language."""
    code = town.code()
    choose(kiosk, 2)
    kiosk.fill("#code", code)
    if way == "reload":
        kiosk.reload()
    elif way == "back":
        kiosk.goto(f"{town.site}2026/")
        kiosk.go_back()
    else:
        kiosk.click(".ways a")
    kiosk.wait_for_selector("#where:not([hidden])")

    assert_clean(kiosk, code)


def test_a_page_that_the_browser_would_keep_is_empty_when_it_is_left(kiosk, town):
    """A browser may keep a page as it was left, to show it again at once."""
    code = town.code()
    choose(kiosk, 2)
    kiosk.fill("#code", code)
    left = kiosk.evaluate(
        """() => {
          dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
          return document.querySelector("main").outerHTML + [...document.querySelectorAll("input")]
            .map(one => one.value).join();
        }"""
    )
    assert code not in left and 'id="chosen"' not in left
    kiosk.evaluate(
        """() => { document.body.dataset.former = true;
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })); }"""
    )
    began_anew(kiosk)

    assert_clean(kiosk, code)


@pytest.fixture
def slow(screen, town):
    """The tablet with a clock that the test moves."""
    screen.clock.install(time=town.now)
    screen.goto(f"{town.site}2026/vote/kiosk/")
    screen.wait_for_selector("#where:not([hidden])")
    return screen


def test_a_tablet_that_was_left_starts_over_after_a_warning(slow, town):
    """Half a minute to say that one is still there; and that is enough to go on."""
    slow.click("[data-open=norr]")
    slow.check("#pot-norr [data-number='2'] input")
    slow.clock.run_for(92_000)
    assert slow.is_visible("#leaving")
    assert "du har inte röstat" in slow.inner_text("#leaving-text")
    assert "stay" == slow.evaluate("document.activeElement.id")
    slow.keyboard.press("Enter")
    assert slow.is_hidden("#leaving")
    assert slow.is_checked("#pot-norr [data-number='2'] input")
    slow.evaluate("document.body.dataset.former = true")
    slow.clock.run_for(125_000)
    began_anew(slow)

    assert_clean(slow, town.code())


@pytest.mark.parametrize("woken", ["by its clock", "by a finger"])
def test_a_tablet_that_slept_shows_nothing_of_before_when_it_wakes(slow, town, woken):
    """Its screen went dark in the middle of a vote; the next voter wakes it ten minutes later."""
    choose(slow, 2)
    slow.evaluate("document.body.dataset.former = true")
    if woken == "by its clock":
        slow.clock.fast_forward(600_000)
    else:
        slow.clock.set_system_time(slow.evaluate("Date.now()") / 1000 + 600)
        slow.mouse.click(9, 9)
    began_anew(slow)

    assert_clean(slow, town.code())


def test_a_receipt_that_nobody_takes_away_goes_too(slow, town):
    """After a minute and a warning; the vote itself is in the box."""
    code = town.code()
    vote(slow, code, 2)
    slow.clock.run_for(62_000)
    assert "Din röst ligger i urnan" in slow.inner_text("#leaving-text")
    slow.evaluate("document.body.dataset.former = true")
    slow.clock.run_for(35_000)
    began_anew(slow)

    assert_clean(slow, code)
    assert 1 == len(town.rows(code))


def test_an_untouched_tablet_stays_as_it_is(slow):
    """No warning to nobody."""
    slow.evaluate("document.body.dataset.former = true")
    slow.clock.run_for(600_000)

    assert slow.is_hidden("#leaving")
    assert "true" == slow.get_attribute("body", "data-former")


def test_a_vote_without_an_answer_is_never_dropped_by_itself(slow, town):
    """However long it takes: it is tried again, and nothing of it is stored on the tablet."""
    code = town.code()
    send_in_vain(slow, code)
    for _ in range(60):
        slow.clock.run_for(5_000)
    assert slow.is_hidden("#leaving") and slow.is_visible("#stop")
    assert "{}" == slow.evaluate("JSON.stringify({...localStorage})")
    slow.unroute("**/ballot")
    pass_time_until_sent(slow)
    slow.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def test_whoever_stops_waiting_is_told_what_that_means(slow, town):
    """It may have come through, and paper settles it. Then the tablet is clean."""
    code = town.code()
    send_in_vain(slow, code)
    slow.clock.run_for(30_000)
    slow.click("#stop-waiting")
    assert "Vi vet inte om din röst kom fram" in slow.inner_text("#unknown")
    assert "Gå till disken med ditt brev" in slow.inner_text("#unknown")
    slow.evaluate("document.body.dataset.former = true")
    slow.click("#unknown .button")
    began_anew(slow)

    assert_clean(slow, code)


def test_an_answer_that_comes_after_all_is_shown(slow, town):
    """The voter had stopped waiting, and still stands there."""
    code = town.code()
    send_in_vain(slow, code)
    slow.clock.run_for(30_000)
    slow.click("#stop-waiting")
    slow.unroute("**/ballot")
    pass_time_until_sent(slow)
    slow.wait_for_selector("#receipt:not([hidden])")

    assert slow.is_hidden("#unknown")
    assert slow.is_visible("#after")


def test_without_a_network_the_tablet_is_clean_first_and_waits(kiosk, town):
    """Starting over needs the network: meanwhile it says that one votes on paper."""
    code = town.code()
    vote(kiosk, code, 1)
    kiosk.evaluate("document.body.dataset.former = true")
    kiosk.context.set_offline(True)
    kiosk.click("#after .button")
    kiosk.wait_for_selector("#offline:not([hidden])")
    assert 0 == kiosk.locator("#booth").count()
    assert code not in kiosk.content()
    kiosk.context.set_offline(False)
    began_anew(kiosk)

    assert_clean(kiosk, code)


def test_the_camera_gives_the_code(screen, town, playing_camera):
    """Nobody need type it; and the camera is off before the vote goes."""
    code = town.code()
    screen.add_init_script(playing_camera(f"{town.site}2026/vote/#{code}"))
    screen.goto(f"{town.site}2026/vote/kiosk/")
    choose(screen, 3)
    screen.click("#camera")
    screen.wait_for_selector("#send:focus")
    assert code == screen.input_value("#code")
    assert screen.is_hidden("#film") and not screen.evaluate("isFilming()")
    screen.keyboard.press("Enter")
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((3,))] == [town.marks(row) for row in town.rows(code)]


def test_a_camera_that_may_not_be_used_is_told(screen, town, playing_camera):
    """Then the code is typed."""
    screen.add_init_script(playing_camera(None))
    screen.goto(f"{town.site}2026/vote/kiosk/")
    choose(screen, 3)
    screen.click("#camera")

    screen.wait_for_selector("#film-failed:not([hidden])")


def test_a_letter_that_was_handed_in_cannot_vote_online(kiosk, town, revoke):
    """The words are those for a letter whose paper is in the box."""
    code = town.code()
    revoke(town, code, reason="paper")
    choose(kiosk, 1)
    kiosk.fill("#code", f"{town.site}2026/vote/#{code}")
    kiosk.click("#send")
    kiosk.wait_for_selector("#code-error:not([hidden])")

    assert "brevet är inlämnat" in kiosk.inner_text("#code-error")
    assert [0] == [row.seq for row in town.rows(code)]


def test_nothing_on_the_tablet_leads_out_of_the_booth(kiosk):
    """No links to the site, no file to save: only the same page in another language."""
    seen = kiosk.evaluate(
        "[...document.querySelectorAll('a')].filter(one => one.checkVisibility())"
        ".map(one => one.getAttribute('href'))"
    )

    assert ["#main"] == [one for one in seen if not one.endswith("/kiosk/")]
