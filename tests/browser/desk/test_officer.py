"""The officer's key: in memory only, of this vote only, and gone after a while."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("stranger", None, "inte en röstmottagares nyckel"),
        ("receipt", None, "inte en röstmottagares nyckel"),
        ("", "hello\n", "Det finns ingen nyckel i filen"),
        ("", "", "Det finns ingen nyckel i filen"),
        ("", "x" * 5000, "Det finns ingen nyckel i filen"),
    ],
)
def test_another_file_is_told_and_nothing_is_loaded(locked, key_file, name, text, said):
    """A key of the ceremony that is no officer's, a text, nothing, and a big file."""
    locked.page.set_input_files("#key-file", key_file(name, text))
    locked.page.wait_for_selector("#error:not([hidden])")

    assert said in locked.page.inner_text("#error")
    assert locked.page.is_hidden("#scan") and locked.page.is_hidden("#unlocked")
    locked.unlock()
    assert locked.page.is_hidden("#error")


def test_the_key_is_in_memory_and_nowhere_else(desk, key_file):
    """Not in a storage, not in the page, not in the input; gone when the page is loaded again."""
    secret = key_file()["buffer"].decode().strip()
    page = desk.page
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])"
    )

    assert secret not in kept and secret not in page.content()
    assert [] == page.evaluate("indexedDB.databases()")
    assert 0 == page.evaluate("document.getElementById('key-file').files.length")
    page.reload()
    page.wait_for_selector("#locked:not([hidden])")
    assert page.is_hidden("#scan")


def test_after_ten_minutes_without_use_the_key_is_gone(screen, town, unlocked):
    """A tablet that was left on the table signs nothing."""
    screen.clock.install(time=town.now)
    desk = unlocked(screen, town)
    screen.clock.run_for(9 * 60_000)
    screen.keyboard.press("Shift")
    screen.clock.run_for(9 * 60_000)
    assert screen.is_visible("#scan")
    desk.look(town.code())
    screen.clock.run_for(11 * 60_000)

    assert "Ingen har använt sidan på tio minuter" in screen.inner_text("#locked-why")
    assert screen.is_hidden("#letter") and screen.is_hidden("#unlocked")


def test_a_tablet_that_slept_has_forgotten_the_key_when_it_wakes(screen, town, unlocked):
    """Whoever wakes it by pressing a button does not press it with the key."""
    screen.clock.install()
    desk = unlocked(screen, town)
    code = town.code()
    desk.look(code)
    there = screen.locator("#paper").bounding_box()
    screen.clock.set_system_time(screen.evaluate("Date.now()") / 1000 + 11 * 60)
    screen.mouse.click(there["x"] + 9, there["y"] + 9)

    assert screen.is_visible("#locked")
    assert [] == list(town.rows(code))


def test_the_officer_can_lock_it_herself(desk):
    """Before she leaves the table."""
    desk.page.click("#lock")

    assert desk.page.is_visible("#locked")
    assert "Nyckeln är borta från sidan" in desk.page.inner_text("#locked-why")
