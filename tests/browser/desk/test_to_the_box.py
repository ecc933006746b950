"""From the desk to the count: what was voted online with a letter that was handed in is gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from medborgarbudget.counting.digital import box_source
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.tree import read_tree
from medborgarbudget.voting.emptying import destroy, emptied
from medborgarbudget.voting.revoking import is_signed, letter_of, taken_in
from medborgarbudget.voting.stores.memory import MemoryStore


def closed(town):
    """The rolls, and what the closing makes of the store."""
    rolls = {
        roll: Roll((town.root / f"rounds/2026/roll/{roll}.txt").read_bytes())
        for roll in town.election.rolls
    }
    seed = town.secret.private_bytes_raw()
    box, found = emptied(town.election, rolls, town.store.rows(), seed)
    return rolls, box, found


def test_a_vote_whose_letter_was_handed_in_is_destroyed_unread(desk, town, cast):
    """It does not count, its ciphertext is not published, and the store has it no more."""
    keeps, paper = town.code(), town.code()
    cast(town, keeps, "norr", 1)
    cast(town, paper, "norr", 2, 3)
    desk.look(paper)
    desk.hand()
    desk.await_state("Brevet är förbrukat")
    rolls, box, found = closed(town)
    source, problems = box_source(read_tree(town.root).rounds["2026"], rolls, box)

    assert () == problems and source is not None
    assert (1, 1, 1) == (len(found.counted), len(found.revoked), len(found.revocations))
    assert 1 == source.counts("norr").counted
    (gone,) = found.revoked
    assert [b""] == [one.ciphertext for one in box.ballots if one.leaf == gone.leaf]
    assert [b"", True] == [town.rows(paper)[0].ciphertext, bool(town.rows(paper)[1].ciphertext)]
    destroy(town.store, found)
    assert [b"", b""] == [row.ciphertext for row in town.rows(paper)]
    assert all(row.ciphertext for row in town.rows(keeps))


def saved(desk) -> str:
    """The file that the officer gives to the town."""
    with desk.page.expect_download() as download:
        desk.page.click("#save")
    assert download.value.suggested_filename.endswith("-lillby-2026.jsonl")
    return Path(download.value.path()).read_text("ascii")


def test_the_file_of_a_desk_brings_every_letter_to_the_store(screen, town, unlocked):
    """Also into one that has lost what came by the network: the bytes are the same."""
    desk, online, late = unlocked(screen, town), town.code(), town.code("soder")
    desk.look(online)
    desk.hand()
    desk.await_state("Brevet är förbrukat")
    desk.again()
    screen.context.set_offline(True)
    desk.look(late)
    mark = screen.inner_text("#letter-mark")
    desk.hand()
    desk.await_state("Inget svar än")
    letters = [letter_of(line) for line in saved(desk).splitlines()]
    rolls, _, _ = closed(town)
    day = date(2026, 5, 25)
    fates = {one.mark: taken_in(town.store, town.election, rolls, one, day) for one in letters}
    screen.context.set_offline(False)
    desk.await_state("Brevet är förbrukat")

    assert ("stored", 2) == (fates.pop(mark), len(letters))
    assert ["known"] == list(fates.values())
    assert all(is_signed(town.election, letter) for letter in letters)
    assert 1 == len(town.rows(late, "soder"))
    anew = MemoryStore()
    assert {"stored"} == {taken_in(anew, town.election, rolls, one, day) for one in letters}
    assert [row.text for row in town.rows(online)] == [
        row.text for row in anew.entries(town.rows(online)[0].key)
    ]


def test_the_printed_list_has_marks_and_no_codes(desk, town):
    """All letters, how they stand, and nothing to press."""
    code = town.code()
    desk.look(code)
    mark = desk.page.inner_text("#letter-mark")
    desk.hand()
    desk.await_state("Brevet är förbrukat")
    desk.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    desk.page.emulate_media(media="print")
    printed = desk.page.inner_text("main")
    buttons = desk.page.evaluate(
        "[...document.querySelectorAll('button, input')].filter(e => e.checkVisibility()).length"
    )

    assert mark in printed and code not in printed
    assert "Läs in din nyckel" not in printed and "Brevet är förbrukat: ge" not in printed
    assert 0 == buttons
