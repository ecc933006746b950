"""A desk whose network fails: nothing is lost, nothing is said too early, and every letter ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from medborgarbudget.records.sealed.rolls import Roll, roll_text
from medborgarbudget.voting.minting import public_keys

ASKED = "**/revocation"
CORS = {"access-control-allow-origin": "*", "content-type": "application/json"}


def down(route):
    """The function is there and cannot answer."""
    route.fulfill(status=503, body='{"error":"unavailable"}', headers=CORS)


def cut(route):
    """There is no network."""
    route.abort()


def lost(route):
    """The function stores it, and its answer does not come back."""
    route.fetch()
    route.abort()


def kept(page):
    """What lies in the tablet's storage."""
    found = page.evaluate("Object.values(localStorage).map(one => JSON.parse(one))")
    return {letter["mark"]: letter for letter in found}


@pytest.mark.parametrize("fault", [down, cut, lost])
def test_without_an_answer_there_is_no_slip_and_the_same_bytes_go_again(desk, town, fault):
    """One revocation in the end, whether or not the first came through."""
    code, sent = town.code(), []
    desk.page.on("request", lambda one: sent.append(one.post_data) if ASKED[3:] in one.url else 0)
    desk.look(code)
    desk.page.route(ASKED, fault, times=1)
    desk.hand()
    desk.await_state("Inget svar än: ge ingen lös sedel")
    assert desk.page.is_visible("#envelopes")
    desk.await_state("Brevet är förbrukat: ge röstsedeln")

    assert 2 == len(sent) and sent[0] == sent[1]
    assert 1 == len(town.rows(code))


def test_a_letter_outlives_the_page_and_the_key(desk, town):
    """The bytes were kept before they were sent: the next page sends them, without any key."""
    code = town.code()
    desk.look(code)
    desk.page.route(ASKED, cut)
    desk.hand()
    desk.await_state("Inget svar än")
    mark = desk.page.inner_text("#done-mark")
    assert "waiting" == kept(desk.page)[mark]["state"]
    desk.page.unroute(ASKED)
    desk.page.reload()
    desk.page.locator("#rows tr", has_text=mark).get_by_text("Förbrukat").wait_for()

    assert desk.page.is_visible("#locked")
    assert f"Brev {mark}" in desk.page.inner_text("#news")
    assert 1 == len(town.rows(code))


def test_a_day_without_a_network_ends_when_it_is_back(screen, town, unlocked):
    """The page was opened before: letters are signed, listed and sent later, each once."""
    desk = unlocked(screen, town)
    codes = [town.code(), town.code(), town.code("soder")]
    screen.context.set_offline(True)
    for code in codes:
        assert "Inget svar från röstfunktionen" == desk.look(code)
        assert screen.is_hidden("#reissue")
        desk.hand()
        desk.await_state("Inget svar än")
        desk.again()
    desk.scan(codes[0])
    desk.await_state("Inget svar än")
    assert [] == [*town.rows(codes[0]), *town.rows(codes[1]), *town.rows(codes[2], "soder")]
    assert "3" == screen.inner_text("#kept-unsure")
    screen.context.set_offline(False)
    screen.locator("#kept-used", has_text="3").wait_for()

    stored = [*town.rows(codes[0]), *town.rows(codes[1]), *town.rows(codes[2], "soder")]
    assert [0, 0, 0] == [row.seq for row in stored]
    assert [1, 1, 1] == [len(letter["parts"]) for letter in kept(screen).values()]


def test_the_officer_can_have_it_sent_again_at_once(desk, town):
    """Not to wait for the next try."""
    desk.look(town.code())
    desk.page.clock.install(time=town.now)
    desk.page.route(ASKED, cut)
    desk.hand()
    desk.await_state("Inget svar än")
    desk.page.unroute(ASKED)
    desk.page.click("#again")
    desk.await_state("Brevet är förbrukat")


def test_a_vote_online_after_the_letter_was_handed_in_is_voided(screen, town, unlocked, cast):
    """Whatever the order: the letter lies at the desk, and the network came back later."""
    desk, code = unlocked(screen, town), town.code()
    screen.context.set_offline(True)
    desk.look(code)
    desk.hand()
    desk.await_state("Inget svar än")
    cast(town, code)
    screen.context.set_offline(False)
    desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.await_state("Brevet är förbrukat")

    assert [0, 1] == [row.seq for row in town.rows(code)]


def test_a_letter_that_another_desk_took_meanwhile_is_not_counted(screen, town, unlocked, revoke):
    """So its slip must lie in the envelope until the answer is there."""
    desk, code, strange = unlocked(screen, town), town.code(), "0000-0000-0000-0000-00"
    screen.context.set_offline(True)
    for one in (code, strange):
        desk.look(one)
        desk.hand()
        desk.await_state("Inget svar än")
        desk.again()
    revoke(town, code)
    screen.context.set_offline(False)
    screen.locator("#kept-not", has_text="2").wait_for()

    assert {"taken", "unknown"} == {letter["state"] for letter in kept(screen).values()}
    text = screen.inner_text("#rows")
    assert "Förbrukat någon annanstans. Räknas inte." in text
    assert "Finns i ingen röstlängd. Räknas inte." in text


@pytest.fixture
def two_rolls(town):
    """A letter that is good in the north and in the south."""
    code, rolls = town.code(), town.function.rolls
    key = public_keys(code, "lillby-2026", 10_000, ["soder"])["soder"]
    whole = {**rolls, "soder": Roll(roll_text([*rolls["soder"], key]).encode("ascii"))}
    town.function.rolls = whole
    yield code
    town.function.rolls = rolls


def test_a_letter_in_two_rolls_is_used_when_both_have_answered(desk, town, two_rolls):
    """One answer is not enough; what has been answered is not asked again."""
    desk.look(two_rolls)
    assert "Norr, Söder" in desk.page.inner_text("#letter-for")
    sent = []

    def second(route):
        """Of the requests the second gets no answer."""
        sent.append(route.request.post_data)
        cut(route) if len(sent) == 2 else route.continue_()

    desk.page.route(ASKED, second)
    desk.hand()
    desk.await_state("Inget svar än")
    desk.await_state("Brevet är förbrukat")

    assert 3 == len(sent) and sent[1] == sent[2] != sent[0]
    assert [0, 0] == [row.seq for pot in ("norr", "soder") for row in town.rows(two_rolls, pot)]


def test_a_letter_of_which_another_desk_took_one_roll_gives_no_slip(desk, town, two_rolls, revoke):
    """Whoever was first in any roll has the letter."""
    desk.look(two_rolls)
    revoke(town, two_rolls, "soder")
    desk.hand()

    desk.await_state("Förbrukat vid en annan disk: ge ingen sedel")


@pytest.mark.parametrize("body", ["{}", '{"receipt":"{}","signature":"AAAA"}', "stolen"])
def test_an_answer_without_the_signature_gives_no_slip(desk, town, body):
    """Nothing, an empty promise, and a promise that holds for another letter."""
    desk.look(town.code())

    def answer(route):
        """What a cheating host would send."""
        other = {"receipt": json.dumps({"leaf": "A" * 43}), "signature": "A" * 86}
        text = json.dumps(other) if body == "stolen" else body
        route.fulfill(status=201, body=text, headers=CORS)

    desk.page.route(ASKED, answer)
    desk.hand()
    desk.await_state("Svaret är inte undertecknat som det ska: ge ingen sedel")

    assert desk.page.is_hidden("#done-state.good")


def test_after_closing_the_letter_is_kept_for_the_file(desk, town):
    """The function takes no more: the town puts it in before the box is opened."""
    code = town.code()
    before, town.now = town.now, datetime(2026, 5, 26, tzinfo=UTC)
    try:
        desk.look(code)
        desk.hand()
        desk.await_state("Den digitala röstningen har stängt")
    finally:
        town.now = before

    assert [] == list(town.rows(code))
    assert "late" == kept(desk.page)[desk.page.inner_text("#done-mark")]["state"]


def test_where_a_browser_keeps_nothing_the_page_says_so(chromium, town, unlocked):
    """It works all the same, as long as it is open."""
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    desk, code = unlocked(page, town), town.code()
    desk.look(code)
    page.route(ASKED, cut, times=1)
    desk.hand()
    desk.await_state("Inget svar än")
    said = page.inner_text("#not-kept")
    desk.await_state("Brevet är förbrukat")
    context.close()

    assert "Webbläsaren sparar inget" in said
    assert 1 == len(town.rows(code))


def test_the_list_is_emptied_only_after_a_question(desk, town):
    """And says what would be lost."""
    page = desk.page
    desk.look(town.code())
    page.route(ASKED, cut)
    desk.hand()
    desk.await_state("Inget svar än")
    page.click("#empty")
    assert "Brev utan svar: 1." in page.inner_text("#empty-text")
    assert "empty-no" == page.evaluate("document.activeElement.id")
    page.click("#empty-no")
    assert 1 == len(kept(page))
    page.click("#empty")
    page.click("#empty-yes")

    assert {} == kept(page)
    assert page.is_hidden("#kept")
