"""What is sealed is what the voter has looked over, whatever is pressed while it is on its way."""

from __future__ import annotations

from tests.browser.vote.test_casting import choose, enter

from medborgarbudget.records.sealed.envelopes import Marks

WAYS = "#back-to-choose, #back-to-where, #to-check, [data-open], #change, #again-no"
PRESS = "ways => document.querySelectorAll(ways).forEach(one => one.click())"
MARK_ALL = """() => document.querySelectorAll("#pot-norr .choices input").forEach((one) => {
  one.checked = true;
  one.dispatchEvent(new Event("input", { bubbles: true }));
})"""
PARTS = ("where", "choose", "check", "receipt")


class Slow:
    """Holds the question whether a code has voted, as a slow net does, until it may go on."""

    def __init__(self, screen):
        self.screen, self.asked = screen, []

    def __enter__(self):
        """Hold what is asked from now on."""
        self.screen.route("**/head", lambda route: self.asked.append(route))
        return self

    def __exit__(self, *_):
        """Wait until something was asked."""
        for _ in range(100):
            if self.asked:
                return
            self.screen.wait_for_timeout(50)
        raise AssertionError("nothing was asked")

    def go_on(self):
        """Let it through."""
        for one in self.asked:
            one.continue_()
        self.screen.unroute("**/head")


def press(screen, ways):
    """A finger on each of them: it asks no attribute whether it may."""
    screen.evaluate(PRESS, ways)


def visible(screen):
    """The parts of the booth that are shown."""
    return [part for part in PARTS if screen.is_visible(f"#{part}")]


def test_what_is_marked_while_the_code_is_read_is_not_sealed(screen, town):
    """The ways back do nothing meanwhile, and the marks are those that were shown."""
    code = town.code()
    enter(screen, town, code)
    choose(screen, 1)
    screen.click("#to-check")
    with Slow(screen) as net:
        screen.click("#send")
    press(screen, "#back-to-choose")
    assert ["check"] == visible(screen)
    assert "true" == screen.get_attribute("#back-to-choose", "aria-disabled")
    screen.evaluate(MARK_ALL)
    screen.fill("#code", "")
    net.go_on()
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((1,))] == [town.marks(row) for row in town.rows(code)]
    assert screen.get_attribute("#back-to-choose", "aria-disabled") is None


def test_no_way_leads_on_while_a_vote_is_on_its_way(screen, town):
    """Nor into another pot; what then is wrong is told in the part that is seen."""
    enter(screen, town)
    choose(screen, 1)
    screen.click("#to-check")
    screen.fill("#code", town.code("soder"))
    with Slow(screen) as net:
        screen.click("#send")
    press(screen, WAYS)
    assert ["check"] == visible(screen)
    net.go_on()
    screen.wait_for_selector("#code-error:not([hidden])")

    assert "Koden gäller en annan plats" in screen.inner_text("#code-error")
    screen.click("#back-to-choose")
    assert ["choose"] == visible(screen)


def test_who_has_said_replace_is_not_told_that_the_old_vote_is_kept(screen, town):
    """While the new vote is on its way it is too late to keep the old one."""
    code = town.code()
    for number in (1, 2):
        enter(screen, town, code)
        choose(screen, number)
        screen.click("#to-check")
        screen.click("#send")
        screen.wait_for_selector("#receipt:not([hidden]), #again:not([hidden])")
    with Slow(screen) as net:
        screen.click("#again-yes")
    assert "true" == screen.get_attribute("#again-no", "aria-disabled")
    press(screen, "#again-no")
    assert screen.is_visible("#again")
    net.go_on()
    screen.wait_for_selector("#receipt:not([hidden])")

    assert [Marks((1,)), Marks((2,))] == [town.marks(row) for row in town.rows(code)]


def test_a_letter_that_is_read_leads_nobody_away_from_where_she_is(screen, town):
    """Its holder chose a place while the letter's own was still asked for."""
    screen.goto("about:blank")
    with Slow(screen) as net:
        screen.goto(f"{town.site}2026/vote/#{town.code()}")
    screen.click("[data-open=soder]")
    net.go_on()
    screen.wait_for_selector("#where-status", state="hidden")
    screen.wait_for_timeout(200)

    assert screen.is_visible("#pot-soder")
