"""Codes come from chance alone, each once, and give unrelated keys in unrelated rolls."""

from __future__ import annotations

import pytest

from medborgarbudget.records.sealed.codes import CodeError, code_of, read_code
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.voting.minting import keys_by_roll, new_codes, public_keys


def chance(*draws):
    """Chance that draws these numbers, in this order."""
    left = iter(draws)
    return lambda count: next(left).to_bytes(count, "big")


def test_codes_are_what_chance_says():
    """In its order, so that nothing is drawn and thrown away."""
    expected = tuple(code_of(number.to_bytes(10, "big")) for number in (7, 3, 5))
    assert expected == new_codes(3, chance(7, 3, 5))


def test_no_code_is_made_twice():
    """However unlikely: two letters with one code would be one vote."""
    assert 2 == len(set(new_codes(2, chance(7, 7, 7, 5))))
    assert () == new_codes(0, chance())


def test_a_code_has_the_key_that_the_voter_s_browser_will_make():
    """In each roll another one."""
    (code,) = new_codes(1, chance(1 << 79))
    keys = public_keys(code, "lillby-2026", 1000, ("norr", "any"))
    spread = stretched(read_code(code.lower()), "lillby-2026", 1000)
    assert voter_key(spread, "norr").public_key().public_bytes_raw() == keys["norr"]
    assert 2 == len(set(keys.values()))
    other = public_keys(code, "lillby-2027", 1000, ("norr",))
    assert keys["norr"] != other["norr"]


def test_a_slip_in_a_code_gives_no_key():
    """The check characters say so before anything is made of it."""
    (code,) = new_codes(1, chance(9))
    with pytest.raises(CodeError):
        public_keys(f"{code[:-1]}{'0' if code[-1] != '0' else '1'}", "e", 1000, ("norr",))


def test_keys_are_put_together_by_roll():
    """As they come."""
    found = [{"a": b"1", "b": b"2"}, {"a": b"3"}]
    assert {"a": [b"1", b"3"], "b": [b"2"]} == keys_by_roll(found)
    assert {} == keys_by_roll([])
