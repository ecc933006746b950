"""The election key: made once, divided between trustees as words, and put together again.

Source: SLIP-0039, "Shamir's Secret-Sharing for Mnemonic Codes", by `shamir-mnemonic`, the reference
implementation. A word that is written wrongly is found by the checksum of its share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.records.sealed.elections import Election
from medborgarbudget.records.sealed.entries import SealedBallot
from medborgarbudget.records.sealed.envelopes import EnvelopeError, Marks, opened
from medborgarbudget.voting.minting import Entropy
from medborgarbudget.voting.sealing import sealed

SEED_BYTES = 32
NEEDED, TRUSTEES = 2, 3
SHARE_WORDS = 33
"""So many words has a trustee's share of a key of 32 bytes: SLIP-0039, "Format"."""


class WordsError(ValueError):
    """The trustees' words do not give the election key.

    `share` is the number, from 1, of the first trustee whose words hold a slip; None where each is
    right by itself: too few, twice the same, or of another election. `count` is how many words
    there are, where that is the slip; `word` is one that is not in the list, the `nth` of them.
    """

    def __init__(self, share: int | None, count: int = -1, nth: int = 0, word: str = "") -> None:
        super().__init__(share)
        self.share, self.count, self.nth, self.word = share, count, nth, word


@dataclass(frozen=True)
class Secrets:
    """What the ceremony makes and the town's repository never sees."""

    election: bytes
    receipt: bytes
    log: bytes
    officers: tuple[bytes, ...]

    @property
    def election_key(self) -> bytes:
        """The public half of the election key."""
        return public_of_election(self.election)


def new_secrets(entropy: Entropy, officers: int) -> Secrets:
    """All keys of an election, from chance."""
    return Secrets(
        entropy(SEED_BYTES),
        entropy(SEED_BYTES),
        entropy(SEED_BYTES),
        tuple(entropy(SEED_BYTES) for _ in range(officers)),
    )


def public_of_election(seed: bytes) -> bytes:
    """The X25519 public key of a private one."""
    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def public_of_signer(seed: bytes) -> bytes:
    """The Ed25519 public key of a private one."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def divided(seed: bytes, needed: int = NEEDED, trustees: int = TRUSTEES) -> tuple[str, ...]:
    """The key as words for each trustee; any `needed` of them are enough, fewer say nothing."""
    from shamir_mnemonic import generate_mnemonics

    return tuple(generate_mnemonics(1, [(needed, trustees)], seed)[0])


def joined(words: Sequence[str], election_key: bytes) -> bytes:
    """The election key that these trustees' words give. Raises WordsError.

    `election_key` is the public half that the town froze: any other key is refused.
    """
    from shamir_mnemonic import MnemonicError, combine_mnemonics
    from shamir_mnemonic.share import Share

    shares = [" ".join(said.lower().split()) for said in words]
    for number, share in enumerate(shares, start=1):
        _spelt(number, share.split())
        try:
            Share.from_mnemonic(share)
        except MnemonicError:
            raise WordsError(number) from None
    try:
        seed = combine_mnemonics(shares)
    except MnemonicError:
        raise WordsError(None) from None
    if len(seed) != SEED_BYTES or public_of_election(seed) != election_key:
        raise WordsError(None)
    return bytes(seed)


def _spelt(number: int, share: Sequence[str]) -> None:
    """Every word of a share is in the list, and none too few or many. Raises WordsError."""
    from shamir_mnemonic.wordlist import WORD_INDEX_MAP

    for nth, word in enumerate(share, start=1):
        if word not in WORD_INDEX_MAP:
            raise WordsError(number, nth=nth, word=word)
    if len(share) != SHARE_WORDS:
        raise WordsError(number, count=len(share))


def rehearsed(election: Election, seed: bytes, entropy: Entropy) -> bool:
    """Whether a ballot sealed to the election's key opens with this one, and with no other."""
    voter = Ed25519PrivateKey.from_private_bytes(entropy(SEED_BYTES))
    roll, pots = next(iter(sorted(election.rolls.items())))
    marks = Marks((1, 2, 3))
    ballot = sealed(election, roll, pots[0], voter, marks)
    stranger = entropy(SEED_BYTES)
    return _opens(ballot, seed, election, marks) and not _opens(ballot, stranger, election, marks)


def _opens(ballot: SealedBallot, seed: bytes, election: Election, marks: Marks) -> bool:
    try:
        key = X25519PrivateKey.from_private_bytes(seed)
        return opened(ballot, key, election.padded) == marks
    except EnvelopeError:
        return False
