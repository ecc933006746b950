"""The desk speaks the protocol: the mark and the revocation of the vectors, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medborgarbudget.records.sealed.encoding import b64u

VECTORS = Path(__file__).parents[2] / "vectors/protocol.json"


@pytest.fixture(scope="module")
def vectors():
    """Those that a second client is checked with."""
    return json.loads(VECTORS.read_text("utf-8"))


@pytest.fixture
def desk(screen, town, opened, key_file, vectors):
    """The desk of a town whose officer is that of the vectors, with the key loaded."""
    ours, (theirs,) = town.election.officer_keys, json.loads(vectors["election"])["officer_keys"]
    page = (town.output / "2026/desk/index.html").read_text("utf-8").replace(b64u(ours[0]), theirs)
    screen.route("**/2026/desk/", lambda route: route.fulfill(body=page, content_type="text/html"))
    desk = opened(screen, town)
    seed = bytes.fromhex(vectors["secret"]["officer"])
    screen.set_input_files("#key-file", key_file(text=f"{b64u(seed)}\n"))
    screen.wait_for_selector("#scan:not([hidden])")
    return desk


def test_a_letter_of_the_vectors_gets_their_mark_and_their_revocation(screen, desk, vectors):
    """Ed25519 signs the same text alike, here and in Python."""
    screen.context.set_offline(True)
    desk.look(vectors["mark"]["code"])
    assert vectors["mark"]["mark"] == screen.inner_text("#letter-mark")
    desk.hand()
    desk.await_state("Inget svar än")
    (letter,) = screen.evaluate("Object.values(localStorage).map(one => JSON.parse(one))")
    parts = {part["roll"]: part for part in letter["parts"]}

    assert {"norr", "soder"} == parts.keys()
    assert vectors["revocation"] == {name: parts["norr"][name] for name in ("body", "leaf")}
