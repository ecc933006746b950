"""Step 5 online as it is played: ceremony, codes, nights and the opening of the box.

By the functions that a real town uses. Only what would be chance there follows from hashes here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.counting.digital import box_source, rolls_of
from medborgarbudget.counting.sources import HandedIn
from medborgarbudget.counting.workers import nobody_looks, shared_out
from medborgarbudget.demo.booth import Booth
from medborgarbudget.demo.open_secrets import (
    codes_of,
    keys_of,
    letters_of,
    no_chance,
    secrets_of,
)
from medborgarbudget.demo.voting import DemoStoppedError, errors
from medborgarbudget.records.box import (
    box_files,
    checkpoint_path,
    leaves_text,
    log_path,
    read_leaves,
)
from medborgarbudget.records.keys import election_for, keys_path, keys_text, roll_path
from medborgarbudget.records.sealed.rolls import roll_text
from medborgarbudget.records.tree import RoundFolder, TownTree
from medborgarbudget.voting import ceremony
from medborgarbudget.voting.emptying import destroy, emptied
from medborgarbudget.voting.minting import keys_by_roll, public_keys
from medborgarbudget.voting.nightly import checkpoint_note, grown

ABSENT = 2
"""The trustee, from 1, who is not there when the box is opened: two of three are enough."""


def keys_made(folder: RoundFolder) -> dict[str, bytes]:
    """The ceremony: keys.yaml by its path. Raises DemoStoppedError where the words do not open."""
    made, keys = secrets_of(folder.round_id), keys_of(folder.round_id, folder.round)
    seed = ceremony.joined(_words(made.election), keys.election_key)
    entropy = no_chance(folder.round_id, "rehearsal")
    if not ceremony.rehearsed(election_for(folder.round, keys), seed, entropy):
        raise DemoStoppedError("the trustees' words do not open a ballot")
    return {keys_path(folder.round_id): keys_text(keys).encode()}


def rolls_made(folder: RoundFolder) -> tuple[dict[str, bytes], int]:
    """The rolls of all codes by their paths, and how many letters there are."""
    keys = keys_of(folder.round_id, folder.round)
    found: list[dict[str, bytes]] = []
    letters = 0
    for letter, rolls in letters_of(folder.round).items():
        codes = codes_of(folder.round_id, letter)
        derive = partial(
            public_keys, election=keys.election, iterations=keys.iterations, rolls=rolls
        )
        found += shared_out(derive, codes, derive, os.cpu_count() or 1, nobody_looks)
        letters += len(codes)
    return {
        roll_path(folder.round_id, roll): roll_text(listed).encode("ascii")
        for roll, listed in keys_by_roll(found).items()
    }, letters


def booth_of(tree: TownTree, folder: RoundFolder) -> Booth:
    """The vote function of a round that is open, not yet running. Raises DemoStoppedError."""
    rolls, problems = rolls_of(tree, folder)
    if problems:
        raise DemoStoppedError(f"{folder.round_id} has no whole rolls", problems)
    return Booth(folder, rolls)


def night(booth: Booth, root: Path) -> dict[str, bytes]:
    """What the night writes: the log with its new leaves, and its signed checkpoint."""
    round_id = booth.folder.round_id
    before, problems = read_leaves(root, round_id)
    if problems:
        raise DemoStoppedError(f"the log of {round_id} cannot be read", problems)
    leaves = grown(before, booth.store.rows())
    key = Ed25519PrivateKey.from_private_bytes(secrets_of(round_id).log)
    note = checkpoint_note(booth.election.election, leaves, key)
    return {
        log_path(round_id): leaves_text(leaves).encode("ascii"),
        checkpoint_path(round_id, booth.today.isoformat()): note.encode("utf-8"),
    }


def box_opened(booth: Booth) -> tuple[HandedIn, Mapping[str, bytes], int]:
    """What came out of the box, its files by path, and how many ballots were destroyed unread.

    Raises DemoStoppedError.
    """
    folder = booth.folder
    words = _words(secrets_of(folder.round_id).election)
    seed = ceremony.joined(words, booth.election.election_key)
    box, found = emptied(booth.election, booth.rolls, booth.store.rows(), seed)
    source, problems = box_source(folder, booth.rolls, box)
    if source is None:
        raise DemoStoppedError(f"the box of {folder.round_id} is not in order", errors(problems))
    unread = (*found.superseded, *found.revoked)
    destroy(booth.store, unread)
    return source, box_files(folder.round_id, box), len(unread)


def _words(seed: bytes) -> list[str]:
    """What the trustees who are there type. How a key is divided is chance, and of no moment."""
    shares = enumerate(ceremony.divided(seed), start=1)
    return [words for number, words in shares if number != ABSENT]
