"""Exempelby's vote online: played through the real function, and the same every time."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.counting.digital import rolls_of
from medborgarbudget.counting.sources import FEW_BALLOTS
from medborgarbudget.demo.letters import nights_of, spare, visits_of
from medborgarbudget.demo.online import keys_made, rolls_made
from medborgarbudget.demo.open_secrets import CODES, codes_of, letters_of, no_chance, secrets_of
from medborgarbudget.demo.play import Play, agrees
from medborgarbudget.demo.sealing import encrypted, encrypted_by
from medborgarbudget.demo.town import NAME, demo_town
from medborgarbudget.moderation.rules.keys import DEMO_KEYS, DEMO_TOWN
from medborgarbudget.records.box import checkpoint_path, log_path, read_box, read_leaves
from medborgarbudget.records.classes import classes_path
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.envelopes import SUITE
from medborgarbudget.records.sealed.standing import standing
from medborgarbudget.records.tree import read_tree
from medborgarbudget.voting.ceremony import public_of_signer

ROUND = "2026"
SENDER = "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736"
"""skEm of RFC 9180, appendix A.1.1: the key that its sender drew."""


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The folder of a play, as far as its repository, and what was told on the way."""
    folder = tmp_path_factory.mktemp("online") / "town"
    told = []
    for one in Play(demo_town(), folder).run():
        told.append(one)
        if one.key == "building":
            break
    return folder, {one.key: one.facts for one in told if one.round_id == ROUND}


@pytest.fixture(scope="module")
def folder():
    """The round as the repository has it: voting is open."""
    return read_tree(demo_town()).rounds[ROUND]


def box_of(root):
    """The published box, and what became of each of its entries."""
    tree = read_tree(root)
    found = tree.rounds[ROUND]
    box, problems = read_box(root, ROUND)
    assert () == problems
    rolls, _ = rolls_of(tree, found)
    return box, standing(found.election, rolls, box.ballots, box.revocations)


def test_the_one_time_key_of_rfc_9180_gives_its_ciphertext(repository: Path):
    """Appendix A.1.1, first encryption, byte for byte."""
    vectors = json.loads((repository / "tests/vectors/rfc.json").read_text("utf-8"))
    written, names = vectors["rfc9180-a.1.1"], ("skRm", "info", "aad", "pt", "enc", "ct")
    vector = {name: bytes.fromhex(written[name]) for name in names}
    recipient = X25519PrivateKey.from_private_bytes(vector["skRm"]).public_key()
    sender = X25519PrivateKey.from_private_bytes(bytes.fromhex(SENDER))

    made = encrypted_by(sender, vector["pt"], recipient, vector["info"], vector["aad"])

    assert vector["enc"] + vector["ct"] == made


def test_the_library_opens_what_the_demo_seals():
    """Twice the same bytes; another word, another one-time key."""
    key = X25519PrivateKey.from_private_bytes(no_chance("test")(32))
    first, again, other = (
        encrypted(text, key.public_key(), b"info") for text in (b"one", b"one", b"two")
    )

    assert first == again
    assert first[:32] != other[:32]
    assert b"one" == SUITE.decrypt(first, key, info=b"info")


def test_keys_and_rolls_are_those_that_are_published(folder):
    """The ceremony and the codes come out of the town's name, every time."""
    made = keys_made(folder) | rolls_made(folder)[0]

    assert 1 + 6 == len(made)
    for path, data in made.items():
        assert (demo_town() / path).read_bytes() == data, path


def test_a_letter_votes_in_its_area_and_for_the_whole_town(folder):
    """One code, two rolls, two keys that have nothing in common."""
    whole = "hela-kommunen"
    assert {"centrum", "norrlid", "kvarnudden", "soldala", "ostbygden"} == set(
        letters_of(folder.round)
    )
    assert {(pot, whole) for pot in letters_of(folder.round)} == set(
        letters_of(folder.round).values()
    )
    tree = read_tree(demo_town())
    rolls, _ = rolls_of(tree, folder)
    assert 5 * CODES == len(rolls[whole]) == sum(len(rolls[pot]) for pot in rolls if pot != whole)
    assert not {*rolls[whole]} & {*rolls["centrum"]}


def test_some_letters_are_left_for_who_wants_to_try(folder):
    """Nobody in the play uses them."""
    used = {(one.letter, one.number) for day in visits_of(folder).values() for one in day}

    assert not [number for _, number in used if spare(number)]
    assert 20 <= sum(map(spare, range(CODES)))
    assert CODES == len({*codes_of(ROUND, "centrum")})


def test_the_log_is_published_up_to_the_towns_day_and_says_no_more(folder):
    """A checkpoint for each night so far; no box, no ballots, no result while voting is open."""
    root = demo_town()
    days = [day for day in nights_of(folder) if day.isoformat() <= "2026-11-28"]
    there = {path.name for path in (root / log_path(ROUND)).parent.iterdir()}

    assert {"leaves.txt", *(f"{day}.checkpoint" for day in days)} == there
    for name in ("box", "ballots", "result.yaml", "classes.yaml", "paper"):
        assert not (root / "rounds" / ROUND / name).exists()


def test_the_play_goes_on_from_the_published_log(played, folder):
    """Night after night the same leaves, as far as they are published, and then more."""
    published, _ = read_leaves(demo_town(), ROUND)
    leaves, _ = read_leaves(played[0], ROUND)

    assert published == leaves[: len(published)]
    assert len(published) < len(leaves)
    for night in nights_of(folder):
        assert (played[0] / checkpoint_path(ROUND, night.isoformat())).is_file()


def test_a_log_that_was_published_otherwise_is_found():
    """Longer or shorter is right, other is not; of any other file every byte counts."""
    path = log_path(ROUND)

    assert agrees(path, b"a\nb\n", b"a\n") and agrees(path, b"a\n", b"a\nb\n")
    assert not agrees(path, b"a\nb\n", b"a\nc\n")
    assert not agrees(path, b"a\n", None)
    assert not agrees("rounds/2026/keys.yaml", b"a\n", b"a\nb\n")


def test_the_box_holds_what_the_voters_did(played):
    """Cast, changed, handed in: each act is an entry, and only last votes have their ciphertext."""
    root, told = played
    box, found = box_of(root)
    done = told["last-night"]

    assert done["cast"] + done["changed"] == len(box.ballots)
    assert 2 * done["handed_in"] == len(box.revocations) == len(found.revocations)
    assert done["changed"] == len(found.superseded)
    assert len(found.superseded) + len(found.revoked) == told["box"]["destroyed"]
    assert {*found.counted} == {one for one in box.ballots if one.ciphertext}
    assert () == found.faults
    assert 5 <= min(done["changed"], done["handed_in"], done["cut"])


def test_a_vote_sent_twice_counts_once(played):
    """Where the answer was lost the same bytes came again: one entry."""
    box, found = box_of(played[0])

    assert {1} == set(Counter(one.leaf for one in box.ballots).values())
    first = [one for one in box.ballots if one.header.seq == 1]
    assert played[1]["last-night"]["cast"] == len(first)
    assert len(found.counted) == len({one.header.key for one in found.counted})


def test_every_pot_has_enough_ballots_online(played):
    """So that each may be published by itself."""
    _, found = box_of(played[0])
    pots = Counter(one.header.pot for one in found.counted)

    assert 6 == len(pots)
    assert FEW_BALLOTS < min(pots.values())


def test_paper_and_online_are_shown_apart(played):
    """Sums by class stand beside the ballots."""
    text = (played[0] / classes_path(ROUND)).read_text("utf-8")

    assert "code" in text and "paper" in text


def test_who_marks_too_much_is_found_at_the_count(played):
    """The page prevents it; who writes a program of his own is told by the count."""
    assert 5 <= played[1]["box"]["over"]


def test_no_secret_is_published_before_the_box_is_opened(folder):
    """Public on purpose is the rule by which they are made; still no file holds one."""
    secrets = secrets_of(ROUND)
    keys = [secrets.election, secrets.receipt, secrets.log, *secrets.officers]
    codes = [code for pot in letters_of(folder.round) for code in codes_of(ROUND, pot)]
    for path in (demo_town() / "rounds" / ROUND).rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            assert not [one for one in codes if one.encode() in text]
            assert not [one for one in keys if one.hex().encode() in text or one in text]


def test_no_other_town_may_have_these_keys():
    """`validate` knows them: a town that begins as a copy of this one must make its own."""
    secrets = secrets_of(ROUND)
    signers = (secrets.receipt, secrets.log, *secrets.officers)

    assert {b64u(secrets.election_key), *(b64u(public_of_signer(one)) for one in signers)} == {
        *DEMO_KEYS
    }
    assert DEMO_TOWN == NAME


def test_only_demo_and_serve_know_the_open_secrets(repository: Path):
    """The commands of a real vote draw their keys from the system's chance."""
    commands = repository / "scripts/medborgarbudget/commands"
    known = {
        path.name
        for path in commands.glob("*.py")
        if "medborgarbudget.demo" in path.read_text("utf-8")
    }

    assert {"town.py", "trying.py"} == known
