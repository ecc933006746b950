"""The published box: counted again by a stranger, and no byte of it can be changed unseen."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.counting.conftest import public

from medborgarbudget.counting.digital import box_source, opened_box, rolls_of
from medborgarbudget.counting.log_checks import checkpoints_in
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.box import (
    Box,
    box_files,
    checkpoint_path,
    leaves_text,
    read_box,
    read_leaves,
)
from medborgarbudget.records.sealed.checkpoints import Checkpoint, signed
from medborgarbudget.records.sealed.merkle import root_of
from medborgarbudget.records.tree import read_tree
from medborgarbudget.records.writing import write_bytes, write_text

ONLINE = [
    "box/ciphertexts.txt",
    "box/election-key.txt",
    "box/entries.jsonl",
    "keys.yaml",
    "log/2026-05-10.checkpoint",
    "log/2026-05-11.checkpoint",
    "log/2026-05-25.checkpoint",
    "log/leaves.txt",
    "roll/hela.txt",
    "roll/norr.txt",
    "roll/soder.txt",
    "ballots/norr.pb",
    "classes.yaml",
]
PLACES = 24 if os.environ.get("SOAK") else 4
"""So many bytes of each file are changed, one at a time; test_mutations tries them all."""


def said_by(town, *words: str) -> dict[str, str]:
    """What each check that fails says, by its name."""
    result = town.run("verify", "2026", "--format", "json", *words)
    said = json.loads(result.stdout)
    assert (0 if said["ok"] else 1) == result.exit_code
    return {check["name"]: check["detail"] for check in said["checks"] if not check["ok"]}


def codes_of(town) -> set[str]:
    """The codes of all that the text of `verify` tells."""
    words = town.run("verify", "2026").stdout.split("[")[1:]
    return {word.split("]")[0] for word in words}


def box_of(town) -> Box:
    """The published box."""
    box, problems = read_box(town.root, "2026")
    assert box is not None, problems
    return box


def test_a_stranger_with_a_bare_clone_agrees(closed, tmp_path):
    """Rolls, log and box are checked beside the rest, and the recount is the same to the byte."""
    bare = tmp_path / "lillby.git"
    closed.git("clone", "--quiet", "--bare", str(closed.root), str(bare))
    result = closed.run("verify", "2026", "--root", str(bare), "--format", "json")
    said = json.loads(result.stdout)
    checks = {check["name"].split("/")[1]: check["detail"] for check in said["checks"]}

    assert (0, True) == (result.exit_code, said["ok"]), checks
    assert [
        *("reading", "manifest", "history", "roll", "log", "box"),
        *("paper", "inputs", "recount", "decision"),
    ] == list(checks)
    assert "300 keys are in the rolls" in checks["roll"]
    assert "3 signed checkpoints" in checks["log"]
    assert "137 ballots online are opened" in checks["box"]


def test_a_fresh_clone_closes_to_the_same_result(closed, tmp_path):
    """Tally in a clone writes the very bytes of result.yaml, with the box among its inputs."""
    clone = tmp_path / "clone"
    closed.git("clone", "--quiet", str(closed.root), str(clone))
    result = clone / "rounds/2026/result.yaml"
    before = result.read_bytes()
    result.unlink()
    assert 0 == closed.run("tally", "2026", "--root", str(clone)).exit_code

    assert before == result.read_bytes()
    assert b"rounds/2026/box/entries.jsonl" in before


def test_the_box_in_several_processes_gives_the_same(closed):
    """Opened once, and handed to whoever counts."""
    assert {} == said_by(closed, "--jobs", "2")


def test_before_closing_the_log_is_checked_and_the_box_awaited(cast):
    """Anybody can follow the nights while voting is open."""
    result = cast.run("verify", "2026", "--format", "json")
    checks = {one["name"]: one["detail"] for one in json.loads(result.stdout)["checks"]}

    assert 0 == result.exit_code
    assert "2 signed checkpoints" in checks["2026/log"]
    assert "not done yet" == checks["2026/box"]


@pytest.mark.parametrize("path", ONLINE)
def test_a_changed_byte_anywhere_is_found_and_the_file_named(closed, path):
    """At so many places of each file, evenly spread, by the command itself."""
    file = closed.path(path)
    data = file.read_bytes()
    for place in range(PLACES):
        at = place * (len(data) - 1) // (PLACES - 1)
        changed = bytes([data[at] ^ (1 << place % 7)])
        file.write_bytes(data[:at] + changed + data[at + 1 :])
        found = said_by(closed)

        assert any(f"rounds/2026/{path}" in detail for detail in found.values()), (at, changed)


@pytest.mark.parametrize("path", ONLINE[:-2])
def test_a_line_more_or_less_is_found(closed, path):
    """Taken away, or there twice."""
    file = closed.path(path)
    lines = file.read_bytes().splitlines(True)
    for changed in (lines[:-1], [*lines, lines[-1]], [*lines, b"\n"]):
        file.write_bytes(b"".join(changed))

        assert any(f"rounds/2026/{path}" in detail for detail in said_by(closed).values())


@pytest.mark.parametrize("path", ONLINE)
def test_a_file_that_is_gone_is_found(closed, path):
    """A checkpoint too, also where a later one covers all that it signed: Git remembers it."""
    closed.path(path).unlink()

    assert any(f"rounds/2026/{path}" in detail for detail in said_by(closed).values())
    closed.commit("Nobody will notice")
    assert any(f"rounds/2026/{path}" in detail for detail in said_by(closed).values())


def test_a_checkpoint_that_was_written_again_must_be_continued_too(closed):
    """In any commit: what the log's key signed once is true for ever."""
    leaves, _ = read_leaves(closed.root, "2026")
    path = closed.path("log/2026-05-11.checkpoint")
    before = path.read_bytes()
    note(closed, leaves[:20], "2026-05-11")
    closed.commit("Two checkpoints on one day, the first smaller")
    path.write_bytes(before)
    closed.commit("Then the night")
    assert {} == said_by(closed)
    note(closed, leaves[5:20], "2026-05-11")
    closed.commit("Another past")
    path.write_bytes(before)
    closed.commit("Nobody will notice")

    assert {"log-rewritten"} == codes_of(closed)


def rewrite(town, box: Box) -> None:
    """The box as somebody who can write to the repository would publish it, log and all."""
    for path, data in box_files("2026", box).items():
        write_bytes(town.root, path, data)
    leaves = sorted([*(one.leaf for one in box.ballots), *(one.leaf for one in box.revocations)])
    write_text(town.root, "rounds/2026/log/leaves.txt", leaves_text(leaves))


def test_a_ballot_left_out_of_the_box_is_missed(closed):
    """By the log's own checkpoints; and what the town publishes anew no longer adds up."""
    box, gone = box_of(closed), public(closed.voter("norr", 0))
    kept = tuple(one for one in box.ballots if one.header.key != gone)
    rewrite(closed, Box(kept, box.revocations, box.election_seed))
    found = said_by(closed)

    assert {"2026/log", "2026/box", "2026/inputs"} <= found.keys()
    assert "log-differs" in codes_of(closed)


def note(town, leaves, day, key="log"):
    """A checkpoint over these leaves, signed by whoever holds a key."""
    signer = Ed25519PrivateKey.from_private_bytes(sha256(key.encode()).digest())
    text = signed(Checkpoint("lillby-2026", len(leaves), root_of(leaves)), signer)
    write_text(town.root, checkpoint_path("2026", day), text)


def test_a_log_that_is_signed_by_another_is_none(closed):
    """The key was frozen when voting opened."""
    closed.path("log/2026-05-11.checkpoint").unlink()
    note(closed, read_leaves(closed.root, "2026")[0], "2026-05-25", key="another")

    assert {"checkpoint-not-signed", "log-beyond-checkpoint"} <= codes_of(closed)


@pytest.mark.parametrize(
    "line",
    [
        '{"header":5,"signature":"AA"}',
        '{"header":null,"signature":null}',
        '{"revocation":[1],"signature":{}}',
        '{"header":{"a":1},"signature":true}',
        "[]",
        "7",
    ],
)
def test_an_entry_that_is_no_text_is_told(closed, line):
    """A number where a text belongs, or a list: a finding, and no traceback."""
    path = closed.path("box/entries.jsonl")
    path.write_text(f"{path.read_text('ascii')}{line}\n", "ascii")

    assert "box-line" in codes_of(closed)


def test_a_log_that_shrinks_is_told(closed):
    """Also where the log's own key signs it."""
    leaves, _ = read_leaves(closed.root, "2026")
    note(closed, leaves[:5], "2026-05-26")

    assert "checkpoint-shrinks" in codes_of(closed)


def test_who_keeps_an_older_clone_sees_a_rewritten_log(closed, cast):
    """The town's own key can sign another past, and Git another history; the clone remembers."""
    assert {} == said_by(closed, "--against", str(cast.root))
    shutil.rmtree(closed.root / ".git")
    leaves, _ = read_leaves(closed.root, "2026")
    forged = sorted(leaves)
    write_text(closed.root, "rounds/2026/log/leaves.txt", leaves_text(forged))
    for path in checkpoints_in(closed.root, "2026"):
        (closed.root / path).unlink()
    note(closed, forged, "2026-05-25")
    assert "2026/log" not in said_by(closed)
    found = said_by(closed, "--against", str(cast.root))

    assert {"2026/log-against"} == found.keys()
    assert "2026-05-11" in found["2026/log-against"]
    shutil.copy(cast.path("log/2026-05-11.checkpoint"), closed.path("log"))
    assert 2 == closed.run("verify", "--against", str(closed.secrets)).exit_code


def test_an_older_clone_without_a_log_compares_nothing(closed, cast, tmp_path):
    """Whoever names the wrong folder is told; a bare clone is as good as another."""
    bare = tmp_path / "older.git"
    cast.git("clone", "--quiet", "--bare", str(cast.root), str(bare))
    assert {} == said_by(closed, "--against", str(bare))
    shutil.rmtree(cast.path("log"))
    found = said_by(closed, "--against", str(cast.root))
    assert {"2026/log-against"} == found.keys()
    assert "Nothing has been compared" in found["2026/log-against"]


def test_an_older_clone_of_another_log_is_no_witness(closed, cast):
    """Its checkpoints are not signed by this vote's log."""
    note(cast, [], "2026-05-10", key="another")

    assert "2026/log-against" in said_by(closed, "--against", str(cast.root))


def faults_in(town, box: Box) -> set[str]:
    """What the count says of a box."""
    tree = read_tree(town.root)
    folder = tree.rounds["2026"]
    source, problems = box_source(folder, rolls_of(tree, folder)[0], box)
    assert source is None
    return {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("box-entry-roll", {"roll": "vast"}),
        ("box-entry-pot", {"pot": "soder"}),
        ("box-entry-election", {"election": "lillby-2025"}),
        ("box-entry-not-in-roll", {"key": bytes(32)}),
        ("box-entry-signature", {"ciphertext_hash": bytes(32)}),
        ("box-entry-signature", {"seq": 2}),
    ],
)
def test_a_header_of_something_else_is_no_entry(closed, code, changed):
    """Each fault has its own words."""
    box = box_of(closed)
    at = next(n for n, one in enumerate(box.ballots) if one.header.roll == "norr")
    one = box.ballots[at]
    other = replace(one, header=replace(one.header, **changed))
    ballots = (*box.ballots[:at], other, *box.ballots[at + 1 :])

    assert {code} == faults_in(closed, replace(box, ballots=ballots))


def test_a_link_taken_out_of_a_chain_is_missed(closed):
    """Whoever takes away the last ballot brings back the one before: its ciphertext is gone."""
    box = box_of(closed)
    first = next(one for one in box.ballots if one.header.seq == 1 and not one.ciphertext)
    last = next(one for one in box.ballots if one.header.seq == 3)
    without = tuple(one for one in box.ballots if one is not last)

    assert {"ciphertext-missing"} == faults_in(closed, replace(box, ballots=without))
    without = tuple(one for one in box.ballots if one.header.key != last.header.key or one is last)
    assert {"box-entry-chain"} == faults_in(closed, replace(box, ballots=without))
    again = tuple(replace(one, ciphertext=b"1") if one is first else one for one in box.ballots)
    assert {"ciphertext-not-destroyed"} <= faults_in(closed, replace(box, ballots=again))
    twice = (*box.ballots, closed.seal("norr", 1, [2]))
    assert {"box-entry-twice"} == faults_in(closed, replace(box, ballots=twice))
    word = replace(box.revocations[0], officer=bytes(32))
    stranger = replace(box, revocations=(word, *box.revocations[1:]))
    assert "box-entry-officer" in faults_in(closed, stranger)


def test_another_key_or_none_opens_nothing(closed):
    """The public half was frozen."""
    assert {"election-key-differs"} == faults_in(
        closed, replace(box_of(closed), election_seed=bytes(32))
    )
    closed.path("keys.yaml").unlink()
    tree = read_tree(closed.root)
    (problem,) = opened_box(tree, tree.rounds["2026"]).problems
    assert isinstance(problem, Problem)
    assert "box-without-keys" == problem.code
    assert 1 == closed.run("tally", "2026").exit_code


def test_a_ballots_file_that_is_not_the_box_is_found(closed):
    """Also where the result and the sums were made anew after it."""
    file = closed.path("ballots/soder.pb")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("scen-i-parken\n", "utegym-soder\n", 1), encoding="utf-8")

    assert "rounds/2026/ballots/soder.pb" in said_by(closed)["2026/box"]
    assert "ballots-not-from-box" in codes_of(closed)


def test_a_round_on_paper_alone_has_no_such_checks(counted):
    """Its output stays as it was."""
    assert "All is in order. Checks: 6. Not made: 1." in counted.play("verify")


def test_a_copy_without_history_is_counted_the_same(closed, tmp_path):
    """A downloaded folder is enough."""
    folder = Path(shutil.copytree(closed.root, tmp_path / "copy"))
    shutil.rmtree(folder / ".git")

    assert 0 == closed.run("verify", "2026", "--root", str(folder)).exit_code
