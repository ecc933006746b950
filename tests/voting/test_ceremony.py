"""The election key is divided so that two of three trustees open it, and one alone nothing."""

from __future__ import annotations

from itertools import combinations

import pytest

from medborgarbudget.voting.ceremony import (
    WordsError,
    divided,
    joined,
    new_secrets,
    public_of_election,
    rehearsed,
)


class Chance:
    """Bytes that look random and are the same in every run."""

    def __init__(self):
        self.drawn = 0

    def __call__(self, count):
        """The next so many bytes."""
        self.drawn += 1
        return bytes((self.drawn * 37 + place * 11) % 251 for place in range(count))


@pytest.fixture(scope="module")
def secrets():
    """An election's secrets, with two officers."""
    return new_secrets(Chance(), 2)


@pytest.fixture(scope="module")
def words(secrets):
    """What the three trustees got."""
    return divided(secrets.election)


def test_all_keys_are_different(secrets):
    """One secret for each purpose."""
    everything = (secrets.election, secrets.receipt, secrets.log, *secrets.officers)
    assert 5 == len(set(everything))


def test_any_two_of_three_give_the_key(secrets, words):
    """Whichever they are, in any order, in capitals and with more spaces than were printed."""
    for pair in combinations(words, 2):
        assert secrets.election == joined(pair, secrets.election_key)
    loud = [words[2].upper(), "  " + words[0].replace(" ", "  ")]
    assert secrets.election == joined(loud, secrets.election_key)


@pytest.mark.parametrize("chosen", [(0,), (0, 0), (), (0, 1, 2)])
def test_other_numbers_of_trustees_do_not(secrets, words, chosen):
    """One alone, one twice, none; and three are one too many: two are asked for."""
    with pytest.raises(WordsError) as refused:
        joined([words[number] for number in chosen], secrets.election_key)
    assert refused.value.share is None


def test_a_slip_names_the_trustee_who_made_it(secrets, words):
    """The checksum of a share finds it, so the other need not be asked again."""
    slip = words[1].rsplit(" ", 1)[0] + " academic"
    with pytest.raises(WordsError) as refused:
        joined([words[0], slip], secrets.election_key)
    assert 2 == refused.value.share


def test_the_words_of_another_election_are_refused(words):
    """They give a key, but not the one that was frozen."""
    with pytest.raises(WordsError):
        joined(words[:2], public_of_election(bytes(32)))


def test_the_rehearsal_opens_a_ballot(booth, secrets):
    """With the right key, and with no other."""
    chance = Chance()
    assert not rehearsed(booth.election, secrets.election, chance)
    assert rehearsed(booth.election, booth.election_key.private_bytes_raw(), chance)
