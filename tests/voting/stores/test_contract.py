"""What every store promises, asked of every engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from medborgarbudget.voting.stores import Row, UnavailableError

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
ROW = Row(KEY, 1, '{"a":1}', bytes(64), b"\x00sealed\xff", date(2026, 5, 10))


def test_a_row_comes_back_as_it_was_stored(store):
    """Bytes of every value, and the day."""
    assert store.put_new(ROW)
    assert (ROW,) == store.entries(KEY)
    assert () == store.entries(OTHER)


def test_a_key_and_number_are_spent_once(store):
    """By the same row again or by any other; the first one stays."""
    assert store.put_new(ROW)
    assert not store.put_new(ROW)
    assert not store.put_new(replace(ROW, text='{"a":2}', ciphertext=b"other"))
    assert (ROW,) == store.entries(KEY)


def test_another_number_or_key_is_another_right(store):
    """Entries come by number; rows by key and number, whatever order they came in."""
    rows = [replace(ROW, seq=seq, key=key) for seq in (2, 0, 1) for key in (OTHER, KEY)]
    assert [True] * 6 == [store.put_new(row) for row in rows]
    assert [0, 1, 2] == [row.seq for row in store.entries(KEY)]
    expected = [(key, seq) for key in (KEY, OTHER) for seq in (0, 1, 2)]
    assert expected == [(row.key, row.seq) for row in store.rows()]


def test_any_row_is_one_that_is_there(store):
    """None of an empty store."""
    assert store.any_row() is None
    rows = [replace(ROW, seq=seq, key=key) for seq in (2, 1) for key in (OTHER, KEY)]
    for row in rows:
        store.put_new(row)
    assert store.any_row() in rows


def test_numbers_sort_as_numbers(store):
    """Ten comes after nine."""
    for seq in (10, 9, 100):
        store.put_new(replace(ROW, seq=seq))
    assert [9, 10, 100] == [row.seq for row in store.entries(KEY)]


def test_a_destroyed_ciphertext_is_gone_and_all_else_stays(store):
    """So a ballot that was changed can still be shown to have been cast."""
    store.put_new(ROW)
    store.put_new(replace(ROW, seq=2))
    store.destroy_ciphertext(KEY, 1)
    store.destroy_ciphertext(OTHER, 1)
    assert (replace(ROW, ciphertext=b""), replace(ROW, seq=2)) == store.entries(KEY)
    assert 2 == len(list(store.rows()))


def test_what_was_stored_is_there_for_whoever_opens_it_next(opener):
    """Another process, or the same one after a stop."""
    first = opener()
    first.put_new(ROW)
    second = opener()
    assert (ROW,) == second.entries(KEY)
    assert not second.put_new(ROW)
    first.close()
    second.close()


def test_of_fifty_at_once_one_is_stored(opener):
    """From eight threads over two openings, for five keys."""
    stores = [opener(), opener()]
    keys = [bytes([number]) * 32 for number in range(5)]
    rows = [replace(ROW, key=key, text=f'{{"a":{n}}}') for n in range(50) for key in keys]
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda pair: stores[pair[0] % 2].put_new(pair[1]), enumerate(rows)))
    assert 5 == sum(stored)
    winners = [row for row, won in zip(rows, stored, strict=True) if won]
    assert sorted(winners, key=lambda row: row.key) == list(stores[0].rows())
    for store in stores:
        store.close()


def test_a_revocation_has_no_ciphertext(store):
    """Nothing is a value like any other."""
    word = replace(ROW, seq=0, ciphertext=b"")
    assert store.put_new(word)
    assert (word,) == store.entries(KEY)
    store.destroy_ciphertext(KEY, 0)
    assert [word] == list(store.rows())


def test_all_come_however_many_bytes_they_are(store):
    """More than one answer of an engine can hold: DynamoDB's ends at 1 MB."""
    rows = [replace(ROW, seq=seq, ciphertext=bytes([seq]) * 200_000) for seq in range(1, 12)]
    assert [True] * 11 == [store.put_new(row) for row in rows]
    assert tuple(rows) == store.entries(KEY)
    assert rows == list(store.rows())


def test_tidying_loses_nothing(store):
    """The rows are the same before and after, and the next one is taken; nothing is complained."""
    rows = [replace(ROW, seq=seq, key=bytes([key]) * 32) for key in (9, 3, 7) for seq in (1, 2)]
    for row in rows:
        store.put_new(row)
    before = list(store.rows())
    assert () == store.tidy()
    assert before == list(store.rows())
    assert not store.put_new(rows[0])
    assert store.put_new(replace(ROW, seq=3, key=bytes([9]) * 32))
    assert () == store.traces()


def test_tidying_in_the_middle_of_the_vote_loses_nothing(opener):
    """Whoever is told that a ballot is stored finds it afterwards; others may have to try again."""
    stores = [opener(), opener()]
    rows = [replace(ROW, key=number.to_bytes(32, "big")) for number in range(120)]

    def put(pair: tuple[int, Row]) -> Row | None:
        number, row = pair
        if number % 40 == 20:
            stores[1].tidy()
        try:
            return row if stores[0].put_new(row) else None
        except UnavailableError:
            return None

    with ThreadPoolExecutor(6) as pool:
        stored = [row for row in pool.map(put, enumerate(rows)) if row is not None]
    found = list(stores[1].rows())
    assert stored and all(row in found for row in stored)
    assert sorted(found, key=lambda row: row.key) == found
    assert len({row.key for row in found}) == len(found)
    for store in stores:
        store.close()
