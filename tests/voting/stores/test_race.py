"""Many ballots for one right, all at once: one wins, and all others are told so.

SOAK=1 takes 200 voters with 50 ballots each; otherwise it is 20 with 20.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.voting.conftest import Booth, public

from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.function.core import VoteFunction
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.sealing import ballot_body, sealed
from medborgarbudget.voting.stores import Row

VOTERS, BALLOTS = (200, 50) if os.environ.get("SOAK") else (20, 20)


def test_of_many_ballots_with_one_number_just_one_wins(busy):
    """From two workers, every ballot sealed anew; each loser is told of the winner."""
    opener = busy()
    stores = [opener(), opener()]
    booth = Booth(voters=VOTERS, store=stores[0])
    workers = [
        VoteFunction(booth.election, booth.rolls, store, booth.function.clock, booth.receipt_key)
        for store in stores
    ]
    start = Barrier(BALLOTS)

    def cast(number: int, body: bytes):
        start.wait()
        headers = {"content-type": "application/json"}
        return workers[number % 2](Request("POST", "/ballot", headers, body))

    winners = {}
    with ThreadPoolExecutor(BALLOTS) as pool:
        for key in booth.keys:
            rivals = [
                sealed(booth.election, "norr", "norr", key, Marks((n,))) for n in range(BALLOTS)
            ]
            answers = list(pool.map(cast, range(BALLOTS), map(ballot_body, rivals)))
            assert {201: 1, 409: BALLOTS - 1} == Counter(answer.status for answer in answers)
            (won,) = (rivals[n] for n, answer in enumerate(answers) if answer.status == 201)
            told = [json.loads(answer.body)["head"] for answer in answers if answer.status == 409]
            assert all({"leaf": b64u(won.leaf), "revoked": 0, "seq": 1} == head for head in told)
            winners[public(key)] = won
    rows = list(stores[1].rows())
    assert sorted(winners) == [row.key for row in rows]
    assert [winners[row.key].ciphertext for row in rows] == [row.ciphertext for row in rows]
    for store in stores:
        store.close()


def test_of_many_first_writes_just_one_is_kept(busy):
    """Straight at the store: nobody looks first, so every one of them is a write."""
    opener = busy()
    stores = [opener(), opener()]
    booth = Booth(voters=VOTERS)
    start = Barrier(BALLOTS)

    def put(number: int, row):
        start.wait()
        return stores[number % 2].put_new(row)

    kept = []
    with ThreadPoolExecutor(BALLOTS) as pool:
        for key in booth.keys:
            rivals = [row_of(booth, key, n) for n in range(BALLOTS)]
            stored = list(pool.map(put, range(BALLOTS), rivals))
            assert 1 == sum(stored)
            kept.append(rivals[stored.index(True)])
    assert sorted(kept, key=lambda row: row.key) == list(stores[1].rows())
    for store in stores:
        store.close()


def row_of(booth: Booth, key, number: int) -> Row:
    """A first ballot of a voter, as the function would store it."""
    ballot = sealed(booth.election, "norr", "norr", key, Marks((number,)))
    header = ballot.header
    return Row(header.key, 1, header.text, ballot.signature, ballot.ciphertext, booth.now.date())
