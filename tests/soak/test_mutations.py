"""Single bytes changed in all that a vote online has published: `verify` refuses every one.

The whole of it is more than 10 000 changes. They are put to the checks that the command runs, in
this process; `test_digital` puts a sample through the command itself.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from random import Random

import pytest
from tests.counting.conftest import OnlineTown

from medborgarbudget.counting.recount import Recount
from medborgarbudget.counting.verify import CHECKS, opened_boxes
from medborgarbudget.records.sealed.encoding import of_b64u
from medborgarbudget.records.sealed.proofs import is_consistent, is_included
from medborgarbudget.records.tree import TownTree, read_tree

WHOLE = bool(os.environ.get("SOAK"))
"""With SOAK=1 every byte of every file; else one in `EVERY`."""
EVERY = 25

SEALED = (
    "box/entries.jsonl",
    "box/ciphertexts.txt",
    "log/2026-05-10.checkpoint",
    "log/2026-05-11.checkpoint",
    "log/2026-05-25.checkpoint",
    "log/leaves.txt",
)
"""Changed here, a file is found by signatures, hashes and roots, whatever the result says of it."""
FROZEN = ("roll/hela.txt", "roll/norr.txt", "roll/soder.txt", "keys.yaml", "manifest.yaml")
AT_LEAST = 10_000 if WHOLE else 400


class SmallTown(OnlineTown):
    """Lillby with four codes in each roll, so that every byte can be tried."""

    CODES = 4

    def vote(self) -> None:
        """A change, a revocation, a blank, and one that is outside the limits."""
        first = self.cast(self.seal("norr", 0, [1]))
        self.cast(self.seal("norr", 1, []))
        self.night("2026-05-10")
        self.cast(self.seal("norr", 0, [2], former=first))
        for number in range(4):
            self.cast(self.seal("soder", number, [number % 3 + 1]))
        self.cast(self.seal("norr", 2, [1, 1]))
        for number in range(3):
            self.cast(self.seal("hela", number, [2]))
        self.revoke("hela", 0)
        self.night("2026-05-11")


@pytest.fixture(scope="module")
def small(towns: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallTown:
    """The town, closed and counted, every ballot laid open; not in Git, which would be asked."""
    town = SmallTown(tmp_path_factory.mktemp("small") / "town")
    shutil.copytree(towns / "lillby", town.root)
    town.git("init", "--quiet", "--initial-branch", "main")
    town.begin()
    town.vote()
    assert 0 == town.close("--publish-few").exit_code
    town.play("tally", "2026")
    town.store.close()
    shutil.rmtree(town.root / ".git")
    return town


def nothing(*_: int) -> None:
    """No progress to show."""


def refusing(tree: TownTree, names: Collection[str]) -> list[str]:
    """Which of these checks of `verify` find something wrong."""
    folder = tree.rounds.get("2026")
    if folder is None or any(one.severity == "error" for one in tree.problems):
        return ["reading"]
    recount = Recount(tree, ("2026",), nothing, boxes=opened_boxes(tree, ("2026",), nothing))
    return [name for name in names if not CHECKS[name](tree, folder, recount).ok]


def changes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The data with one byte changed at a time, in a bit that differs from place to place."""
    chance = Random(len(data))
    for at in range(0, len(data), 1 if WHOLE else EVERY):
        changed = data[at] ^ (1 << chance.randrange(8))
        yield at, data[:at] + bytes([changed]) + data[at + 1 :]


def each_refused(town: SmallTown, path: str, names: Collection[str], read_again: bool) -> int:
    """Try every change of a file on these checks; how many there were."""
    file = town.path(path)
    data = file.read_bytes()
    tree = read_tree(town.root)
    assert [] == refusing(tree, names)
    number = 0
    try:
        for at, changed in changes(data):
            file.write_bytes(changed)
            assert refusing(read_tree(town.root) if read_again else tree, names), (path, at)
            number += 1
    finally:
        file.write_bytes(data)
    return number


def test_every_changed_byte_is_refused(small, note):
    """Of headers, signatures, ciphertexts, leaves, checkpoints, rolls, keys and manifest."""
    tried = {path: each_refused(small, path, ("log", "box"), False) for path in SEALED}
    frozen = ("manifest", "roll", "log", "box", "inputs")
    for path in FROZEN:
        read_again = path.endswith(".yaml")
        tried[path] = each_refused(small, path, frozen, read_again)
    tried["box/election-key.txt"] = each_refused(
        small, "box/election-key.txt", ("box", "inputs"), False
    )
    note("single bytes changed, all refused", {path: str(n) for path, n in tried.items()})

    assert AT_LEAST <= sum(tried.values())


def test_another_private_key_is_refused_but_for_bits_that_x25519_leaves_out(small):
    """RFC 7748 sets five bits of every key itself: there the box opens, and the hash tells."""
    found = set()
    file = small.path("box/election-key.txt")
    data = file.read_bytes()
    tree = read_tree(small.root)
    for at in range(len(data)):
        for bit in range(8):
            file.write_bytes(data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :])
            if not refusing(tree, ("box",)):
                found.add(at)
                assert ["inputs"] == refusing(tree, ("inputs",))
    file.write_bytes(data)

    assert found <= {0, 1, 41}


def test_a_changed_proof_proves_nothing():
    """Every byte of the vectors' proofs, in every bit; and of what they are to prove."""
    vectors = json.loads(Path(__file__).parents[1].joinpath("vectors/protocol.json").read_text())
    log = vectors["log"]
    leaves = [of_b64u(one) for one in log["leaves"]]
    leaf, index, size = leaves[log["index"]], log["index"], len(leaves)
    inclusion = b"".join(of_b64u(one) for one in log["inclusion"])
    consistency = b"".join(of_b64u(one) for one in log["consistency_from_3"])
    earlier, root = of_b64u(log["root_of_3"]), of_b64u(log["root"])

    def cut(data: bytes) -> list[bytes]:
        return [data[at : at + 32] for at in range(0, len(data), 32)]

    assert is_included(leaf, index, size, cut(inclusion), root)
    assert is_consistent(3, size, cut(consistency), earlier, root)
    number = 0
    for part in (inclusion, consistency, leaf, earlier, root):
        for at in range(len(part)):
            for bit in range(8):
                other = part[:at] + bytes([part[at] ^ (1 << bit)]) + part[at + 1 :]
                path = cut(other if part is inclusion else inclusion)
                steps = cut(other if part is consistency else consistency)
                one, before, now = (
                    other if part is each else each for each in (leaf, earlier, root)
                )
                if part in (inclusion, leaf, root):
                    assert not is_included(one, index, size, path, now)
                if part in (consistency, earlier, root):
                    assert not is_consistent(3, size, steps, before, now)
                number += 1
    assert number > 2000
