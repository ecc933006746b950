"""Rules for the keys and rolls of a vote online: who may vote on what is settled in advance."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView, finding, place_of
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.records.keys import keys_path, read_roll
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.sizes import largest, roomy

DEMO_TOWN = "Exempelby"
DEMO_KEYS = frozenset(
    {
        "vmLGvc1PG2Y8zQeqWsO9ZCP0tGleCelVVsGTyzHr-Ws",
        "wYvIh9NwoFq3y2PnLho9z5_lLDFxkETlmImI7wUJJuk",
        "iryhWq3YROOIPRoLtB0ugIQa2jGMcx5DnzgoypA-_LY",
        "zFRLDPH2LACzon-W0ynKCGuB-Ds5yG3f_jH7ieiTWGc",
    }
)
"""Of the demo town's vote in 2026, whose secrets are public on purpose (docs/decisions/0079)."""


def a_roll_votes_in_pots_of_the_round(view: RoundView) -> Iterator[Problem]:
    """Every pot that keys.yaml names for a roll is one of the round's."""
    keys, path = view.folder.keys, keys_path(view.folder.round_id)
    document = view.tree.documents.get(path)
    for roll, pots in (keys.rolls if keys is not None else {}).items():
        for index, pot in enumerate(pots):
            if pot not in view.folder.round.pots:
                place = document.place("rolls", roll, index) if document else Place(path)
                facts: dict[str, Fact] = {
                    "pot": pot,
                    "roll": roll,
                    "pots": tuple(view.folder.round.pots),
                }
                yield Problem("roll-pot-unknown", place, facts)


def every_roll_has_its_file_of_keys(view: RoundView) -> Iterator[Problem]:
    """Once voting has opened each roll is there, one key a line, sorted, each once."""
    keys, folder = view.folder.keys, view.folder
    for roll in keys.rolls if keys is not None else ():
        found = read_roll(view.tree.root, folder.round_id, roll)[1]
        for problem in found:
            if problem.code != "roll-missing" or folder.manifest is not None:
                yield problem


def nobody_else_has_the_secrets(view: RoundView) -> Iterator[Problem]:
    """The keys of the demo town are no other town's: everybody can make their private halves."""
    keys, town = view.folder.keys, view.tree.town
    if keys is None or town is None or town.short_name == DEMO_TOWN:
        return
    given = (keys.election_key, keys.receipt_key, keys.log_key, *keys.officer_keys)
    if DEMO_KEYS & {*map(b64u, given)}:
        place = place_of(view.tree, keys_path(view.folder.round_id), "election_key")
        yield finding("keys-of-the-demo", place, town=DEMO_TOWN)


def every_ballot_fits_its_envelope(view: RoundView) -> Iterator[Problem]:
    """The longest ballot that a voter may make has room in `padded` bytes, in every pot."""
    keys, folder = view.folder.keys, view.folder
    for pot_id, pot in folder.round.pots.items() if keys is not None else ():
        projects = len(folder.instance(pot_id).projects)
        needed = largest(pot.ballot, projects)
        if keys is not None and needed > keys.padded:
            place = place_of(view.tree, keys_path(folder.round_id), "padded")
            yield finding(
                "ballot-above-padded",
                place,
                pot=pot_id,
                padded=keys.padded,
                needed=roomy(needed),
                projects=projects,
            )


ROUND_RULES = (
    every_ballot_fits_its_envelope,
    a_roll_votes_in_pots_of_the_round,
    every_roll_has_its_file_of_keys,
    nobody_else_has_the_secrets,
)
