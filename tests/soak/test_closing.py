"""The last seconds, on workers whose clocks differ: the clock that answers decides, exactly."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tests.soak.conftest import SOAK
from tests.soak.crowd import check_rows

from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.voting.function.core import VoteFunction
from medborgarbudget.voting.function.http import Request

REQUESTS = 2000 if SOAK else 200
AROUND = timedelta(seconds=2)
SKEWS = [timedelta(milliseconds=skew) for skew in (0, 1, -1, 150, -150, 900, -900)]
JSON = {"content-type": "application/json"}


def test_nothing_is_taken_at_or_after_closing_and_all_that_is_taken_is_kept(place, crowd, note):
    """From two seconds before to two after; then everybody sends once more, long after."""
    moments = threading.local()
    rolls = {name: Roll(data) for name, data in crowd.rolls.items()}
    stores = [place.store() for _ in SKEWS]
    workers = [
        VoteFunction(crowd.election, rolls, store, lambda: moments.now, crowd.receipt_key)
        for store in stores
    ]
    closes = crowd.election.closes
    voters = crowd.part(0, REQUESTS)

    middle = len(voters) // 2 // len(workers) * len(workers)  # comes at the moment of closing

    def cast(number: int, late: timedelta):
        worker = number % len(workers)
        step = number - middle
        moments.now = closes + step * 2 * AROUND / len(voters) + SKEWS[worker] + late
        body = voters[number].bodies[0]
        answer = workers[worker](Request("POST", "/ballot", JSON, body))
        return moments.now, answer

    with ThreadPoolExecutor(20) as pool:
        first = list(pool.map(cast, range(len(voters)), [timedelta()] * len(voters)))
        late = list(pool.map(cast, range(len(voters)), [timedelta(hours=1)] * len(voters)))
    assert [201 if now < closes else 403 for now, _ in first] == [a.status for _, a in first]
    assert {201, 403} == {answer.status for _, answer in first}
    assert [200 if now < closes else 403 for now, _ in first] == [a.status for _, a in late]
    taken = [
        voter for voter, (_, answer) in zip(voters, first, strict=True) if answer.status == 201
    ]
    check_rows({(voter.key, 1): voter.ballots[0] for voter in taken}, place.rows())
    for (_, answer), (_, again) in zip(first, late, strict=True):
        assert answer.status == 403 or answer.body == again.body
    at = sum(now == closes for now, _ in first)
    said = {"requests": str(len(first)), "taken": str(len(taken)), "at the very moment": str(at)}
    assert at
    note(f"{place.name}, ± 2 s around closing", said)
    for store in stores:
        store.close()
