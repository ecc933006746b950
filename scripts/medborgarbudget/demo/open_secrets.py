"""The secrets of the invented town, which are public on purpose: hashes in the place of chance.

Whoever reads this can vote with any code of the town, open any ballot and sign any checkpoint. That
is what makes its vote the same every time, and what anybody may try (docs/decisions/0079). A town
that has its keys is refused by `validate` (rule `keys-of-the-demo`), unless it is the demo town.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import count

from medborgarbudget.demo.town import NAME
from medborgarbudget.pb.round import Round
from medborgarbudget.records.keys import VotingKeys
from medborgarbudget.records.kinds import plain_id
from medborgarbudget.voting.ceremony import Secrets, new_secrets, public_of_signer
from medborgarbudget.voting.minting import Entropy, new_codes

OFFICERS = 1
ITERATIONS = 10_000
"""The least that keys.yaml takes: there is nothing to guess here, and hundreds of codes to make."""

CODES = 120
"""Letters for each pot that belongs to an area."""


def no_chance(*what: str | int) -> Entropy:
    """Bytes that look like chance and are the same every time, up to 32 at once."""
    numbers = count()

    def entropy(size: int) -> bytes:
        parts = (NAME, "public on purpose", *what, next(numbers))
        return sha256("|".join(map(str, parts)).encode()).digest()[:size]

    return entropy


def secrets_of(round_id: str) -> Secrets:
    """What the ceremony of a round made."""
    return new_secrets(no_chance(round_id, "ceremony"), OFFICERS)


def keys_of(round_id: str, the_round: Round) -> VotingKeys:
    """The public keys of a round, with a roll for each pot."""
    made = secrets_of(round_id)
    return VotingKeys(
        election=plain_id(f"{NAME} {round_id}"),
        election_key=made.election_key,
        receipt_key=public_of_signer(made.receipt),
        log_key=public_of_signer(made.log),
        officer_keys=tuple(map(public_of_signer, made.officers)),
        rolls={pot_id: (pot_id,) for pot_id in the_round.pots},
        iterations=ITERATIONS,
    )


def letters_of(the_round: Round) -> dict[str, tuple[str, ...]]:
    """The rolls of each kind of letter: one's own area, and every pot of the whole town."""
    whole = [pot_id for pot_id, pot in the_round.pots.items() if pot.area is None]
    return {pot_id: (pot_id, *whole) for pot_id in the_round.pots if pot_id not in whole}


def codes_of(round_id: str, pot_id: str) -> Sequence[str]:
    """The codes in the letters for an area, in the order in which they were printed."""
    return new_codes(CODES, no_chance(round_id, "codes", pot_id))
