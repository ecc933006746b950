"""The protocol's vectors come out of our code, and those of the standards out of our libraries."""

from __future__ import annotations

import importlib.util
import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.records.sealed import merkle, proofs
from medborgarbudget.records.sealed.checkpoints import checkpoint_of
from medborgarbudget.records.sealed.codes import code_of, read_code
from medborgarbudget.records.sealed.elections import election_of
from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.entries import SealedBallot, header_of, revocation_of
from medborgarbudget.records.sealed.envelopes import SUITE, Marks, opened
from medborgarbudget.records.sealed.receipts import receipt_of
from medborgarbudget.records.sealed.rolls import Roll, roll_mistake, roll_text
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key

MAKER = Path(__file__).parents[2] / "vectors" / "make.py"


def ballot_of(vectors):
    """The ballot of the vectors, read from what is sent."""
    parts = json.loads(vectors["ballot"]["body"])
    return SealedBallot(
        header_of(parts["header"]), of_b64u(parts["signature"]), of_b64u(parts["ciphertext"])
    )


def test_the_file_is_what_its_maker_writes(vectors):
    """Nobody edits a vector by hand."""
    spec = importlib.util.spec_from_file_location("maker", MAKER)
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert maker.text_of(vectors["ballot"]["ciphertext"]) == maker.FILE.read_text("utf-8")


def test_codes_and_keys(vectors):
    """From random bits to the public key in each roll."""
    election = election_of(vectors["election"])
    for one in vectors["codes"]:
        assert one["code"] == code_of(bytes.fromhex(one["entropy"]))
        spread = stretched(read_code(one["code"]), election.election, election.iterations)
        assert one["stretched"] == spread.hex()
        for roll, key in one["keys"].items():
            assert key == b64u(voter_key(spread, roll).public_key().public_bytes_raw())


def test_the_roll_holds_its_keys_and_no_others(vectors):
    """Found by halving, in the file as it lies."""
    roll = Roll(vectors["roll"].encode("ascii"))
    keys = [of_b64u(one["keys"]["norr"]) for one in vectors["codes"]]
    strangers = [of_b64u(one["keys"]["soder"]) for one in vectors["codes"]]
    assert (4, sorted(keys, key=b64u)) == (len(roll), list(roll))
    assert [True] * 4 == [key in roll for key in keys]
    assert [False] * 4 == [key in roll for key in strangers]
    assert roll_mistake(vectors["roll"].encode("ascii")) is None
    assert vectors["roll"] == roll_text([*keys, keys[0]])


def test_the_ballot_opens_with_the_election_key(vectors):
    """Signed, whole, and with the marks that went in."""
    election = election_of(vectors["election"])
    ballot = ballot_of(vectors)
    key = X25519PrivateKey.from_private_bytes(bytes.fromhex(vectors["secret"]["election"]))
    assert election.election_key == key.public_key().public_bytes_raw()
    assert ballot.is_signed and ballot.is_whole
    assert vectors["ballot"]["leaf"] == b64u(ballot.leaf)
    assert Marks((1, 3)) == opened(ballot, key, election.padded)


def test_receipt_revocation_and_log(vectors):
    """Each signature and each proof holds."""
    election = election_of(vectors["election"])
    receipt = receipt_of(vectors["receipt"]["text"], of_b64u(vectors["receipt"]["signature"]))
    assert receipt.holds(election.receipt_key)
    assert b64u(receipt.leaf) == vectors["ballot"]["leaf"]
    parts = json.loads(vectors["revocation"]["body"])
    revocation = revocation_of(parts["revocation"], of_b64u(parts["signature"]))
    assert revocation.is_signed and revocation.officer in election.officer_keys
    assert vectors["revocation"]["leaf"] == b64u(revocation.leaf)
    log = vectors["log"]
    leaves = [of_b64u(leaf) for leaf in log["leaves"]]
    root, proof = of_b64u(log["root"]), [of_b64u(one) for one in log["inclusion"]]
    assert proofs.is_included(leaves[log["index"]], log["index"], len(leaves), proof, root)
    earlier = [of_b64u(one) for one in log["consistency_from_3"]]
    assert proofs.is_consistent(3, len(leaves), earlier, of_b64u(log["root_of_3"]), root)
    checkpoint = checkpoint_of(log["checkpoint"], election.log_key)
    assert ("lillby-2026", len(leaves), root) == (
        checkpoint.origin,
        checkpoint.size,
        checkpoint.root,
    )


def test_hpke_of_rfc_9180(standards):
    """Appendix A.1.1, first encryption: the suite is the one that the protocol names."""
    vector = {name: bytes.fromhex(value) for name, value in standards["rfc9180-a.1.1"].items()}
    key = X25519PrivateKey.from_private_bytes(vector["skRm"])
    assert vector["pkRm"] == key.public_key().public_bytes_raw()
    decrypt = openssl.hpke._decrypt_with_aad
    sealed = vector["enc"] + vector["ct"]
    assert vector["pt"] == decrypt(SUITE, sealed, key, info=vector["info"], aad=vector["aad"])


def test_ed25519_of_rfc_8032(standards):
    """Section 7.1: signatures are deterministic, so a retry gets the same receipt."""
    for vector in standards["rfc8032-7.1"]:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["secret"]))
        assert vector["public"] == key.public_key().public_bytes_raw().hex()
        assert vector["signature"] == key.sign(bytes.fromhex(vector["message"])).hex()


def test_the_tree_of_certificate_transparency(standards):
    """The reference tree of eight entries, and each tree on the way to it."""
    entries = [bytes.fromhex(entry) for entry in standards["ct-tree"]["entries"]]
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    roots = [merkle.root_of(leaves[:size]).hex() for size in range(1, len(leaves) + 1)]
    assert standards["ct-tree"]["roots"] == roots
    assert sha256(b"").digest() == merkle.root_of([])


@pytest.mark.parametrize("size", range(1, 20))
def test_every_proof_of_every_small_tree(size):
    """Each leaf is included, each earlier tree is part of it, and nothing else is."""
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
    root = merkle.root_of(leaves)
    for index, leaf in enumerate(leaves):
        proof = proofs.inclusion_proof(leaves, index)
        assert proofs.is_included(leaf, index, size, proof, root)
        assert not proofs.is_included(leaf, index, size, [*proof, root], root)
        assert not any(
            proofs.is_included(leaf, other, size, proof, root)
            for other in range(size)
            if other != index
        )
    for first in range(1, size + 1):
        proof = proofs.consistency_proof(leaves, first)
        earlier = merkle.root_of(leaves[:first])
        assert proofs.is_consistent(first, size, proof, earlier, root)
        assert not proofs.is_consistent(first, size, proof, merkle.leaf_hash(b"other"), root)
        assert not proofs.is_consistent(first, size, proof, earlier, merkle.leaf_hash(b"other"))


def test_roots_at_several_sizes_are_those_of_each_size():
    """In one pass; sizes that the log does not have yet are left out."""
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(20)]
    expected = {size: merkle.root_of(leaves[:size]) for size in range(21)}
    assert expected == merkle.roots_at(leaves, range(30))
    assert {7: expected[7]} == merkle.roots_at(leaves, [7, -1])
