"""A vote of any shape, on every store, beside a plain dictionary that cannot be wrong.

SOAK=1 takes 500 votes of 50 steps each; otherwise it is a short form of the same.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.voting.conftest import CLOSES, OPENS, Booth, public
from tests.voting.stores.conftest import Maker

from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.entries import Revocation, SealedBallot
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.sealing import (
    ballot_body,
    head_body,
    revocation_body,
    revoked,
    sealed,
)
from medborgarbudget.voting.stores import Row
from medborgarbudget.voting.stores.memory import MemoryStore

EXAMPLES, STEPS = (500, 50) if os.environ.get("SOAK") else (20, 30)
VOTERS = 3

voters = st.integers(0, VOTERS - 1)
choices = st.sampled_from([(), (1,), (2, 1), (7,)])
moments = st.sampled_from(
    [
        OPENS,
        datetime(2026, 5, 10, 12, tzinfo=UTC),
        datetime(2026, 5, 10, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 5, 11, 0, 0, 1, tzinfo=UTC),
        CLOSES - timedelta(seconds=1),
        CLOSES,
        OPENS - timedelta(seconds=1),
    ]
)


class Vote(RuleBasedStateMachine):
    """Three voters and an officer, who do as they like through two workers."""

    def __init__(self, maker: Maker) -> None:
        super().__init__()
        self.opener = maker()
        self.booth = Booth(voters=VOTERS, store=self.opener())
        self.idle = self.opener()
        # The model: what was promised to whom, in the order of the numbers.
        self.cast: dict[int, list[tuple[SealedBallot, Row, bytes]]] = {n: [] for n in range(VOTERS)}
        self.void: dict[int, tuple[Revocation, Row, bytes]] = {}

    def ballot(self, voter: int, marks: tuple[int, ...], former: SealedBallot | None):
        """A ballot that nobody has seen yet."""
        key = self.booth.keys[voter]
        return sealed(self.booth.election, "norr", "norr", key, Marks(marks), former)

    def last(self, voter: int) -> SealedBallot | None:
        """The voter's ballot that counts so far."""
        return self.cast[voter][-1][0] if self.cast[voter] else None

    def refusal(self, voter: int) -> tuple[int, str] | None:
        """What nobody gets past, however right the ballot is."""
        if self.booth.now < OPENS:
            return 403, "not-open"
        if self.booth.now >= CLOSES:
            return 403, "closed"
        return (403, "revoked") if voter in self.void else None

    def head_of(self, voter: int) -> dict[str, object]:
        """What the voter is told of her own key."""
        last = self.last(voter)
        return {
            "leaf": b64u(last.leaf) if last else None,
            "revoked": int(voter in self.void),
            "seq": len(self.cast[voter]),
        }

    def refused(self, voter: int, ballot: SealedBallot) -> None:
        """A ballot with a number or a former leaf that is not its turn."""
        response = self.booth.post("/ballot", ballot_body(ballot))
        expected = self.refusal(voter) or (409, "sequence")
        answer = json.loads(response.body)
        assert expected == (response.status, answer["error"])
        if response.status == 409:
            assert self.head_of(voter) == answer["head"]

    @rule(voter=voters, marks=choices)
    def votes_or_changes(self, voter: int, marks: tuple[int, ...]) -> None:
        """With the next number, after the last leaf."""
        ballot = self.ballot(voter, marks, self.last(voter))
        response = self.booth.post("/ballot", ballot_body(ballot))
        expected = self.refusal(voter)
        if expected:
            assert expected == (response.status, json.loads(response.body)["error"])
            return
        assert 201 == response.status
        header, day = ballot.header, self.booth.now.date()
        row = Row(header.key, header.seq, header.text, ballot.signature, ballot.ciphertext, day)
        self.cast[voter].append((ballot, row, response.body))

    @precondition(lambda self: any(self.cast.values()))
    @rule(voter=voters, which=st.integers(0, 7))
    def sends_the_same_bytes_again(self, voter: int, which: int) -> None:
        """Any of her ballots, at any time, also when closed or revoked."""
        if self.cast[voter]:
            ballot, _, receipt = self.cast[voter][which % len(self.cast[voter])]
            response = self.booth.post("/ballot", ballot_body(ballot))
            assert (200, receipt) == (response.status, response.body)

    @precondition(lambda self: any(self.cast.values()))
    @rule(voter=voters, marks=choices, which=st.integers(0, 7))
    def sends_another_with_a_spent_number(
        self, voter: int, marks: tuple[int, ...], which: int
    ) -> None:
        """From another device, or against her will."""
        if self.cast[voter]:
            which %= len(self.cast[voter])
            former = self.cast[voter][which - 1][0] if which else None
            self.refused(voter, self.ballot(voter, marks, former))

    @rule(voter=voters, marks=choices)
    def skips_a_number(self, voter: int, marks: tuple[int, ...]) -> None:
        """As if a ballot between had been lost."""
        between = self.ballot(voter, (5,), self.last(voter))
        self.refused(voter, self.ballot(voter, marks, between))

    @precondition(lambda self: any(self.cast.values()))
    @rule(voter=voters, marks=choices)
    def follows_a_ballot_that_never_was(self, voter: int, marks: tuple[int, ...]) -> None:
        """With the right number after the wrong leaf."""
        if self.cast[voter]:
            former = self.cast[voter][-2][0] if len(self.cast[voter]) > 1 else None
            self.refused(voter, self.ballot(voter, marks, self.ballot(voter, (6,), former)))

    @rule(voter=voters, reason=st.sampled_from(["paper", "reissue"]))
    def is_revoked(self, voter: int, reason: str) -> None:
        """Once; by the same word again that is the same revocation."""
        booth = self.booth
        word = revoked(booth.election, "norr", public(booth.keys[voter]), reason, booth.officer)
        response = booth.post("/revocation", revocation_body(word))
        if voter in self.void:
            same, _, receipt = self.void[voter]
            if same == word:
                assert (200, receipt) == (response.status, response.body)
            else:
                assert 409 == response.status
                assert self.head_of(voter) == json.loads(response.body)["head"]
        elif booth.now >= CLOSES:
            assert (403, "closed") == (response.status, json.loads(response.body)["error"])
        else:
            assert 201 == response.status
            row = Row(word.key, 0, word.text, word.signature, b"", booth.now.date())
            self.void[voter] = word, row, response.body

    @rule(voter=voters)
    def asks_for_her_head(self, voter: int) -> None:
        """How often she has voted."""
        response = self.booth.post("/head", head_body(self.booth.election, self.booth.keys[voter]))
        assert (200, self.head_of(voter)) == (response.status, json.loads(response.body))

    @rule(moment=moments)
    def time_passes(self, moment: datetime) -> None:
        """Forward, or back: clocks are set."""
        self.booth.now = moment

    @rule()
    def another_worker_answers(self) -> None:
        """There are two, on the same store."""
        self.booth.function.store, self.idle = self.idle, self.booth.function.store

    @rule()
    def a_worker_is_started_again(self) -> None:
        """And finds all there was."""
        self.booth.function.store.close()
        self.booth.function.store = self.opener()

    def teardown(self) -> None:
        """The store holds what was promised, byte for byte, and nothing else."""
        promised = [row for told in self.cast.values() for _, row, _ in told]
        promised += [row for _, row, _ in self.void.values()]
        try:
            expected = sorted(promised, key=lambda row: (row.key, row.seq))
            assert expected == list(self.booth.function.store.rows())
        finally:
            self.idle.close()
            self.booth.function.store.close()


def played(maker: Maker, examples: int = EXAMPLES, **more: object) -> None:
    """Votes of any shape on stores that the maker makes; an AssertionError where one differs."""
    run_state_machine_as_test(
        lambda: Vote(maker),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_every_vote_goes_as_in_the_model(busy):
    """Whatever voters, an officer, the clock and the workers do, and in whatever order."""
    played(busy)


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("forgets a change", lambda put, row: row.seq == 2 or put(row)),
        ("keeps what it refused", lambda put, row: put(row) and False),
        ("changes a day", lambda put, row: put(replace(row, day=date(2026, 5, 1)))),
        ("loses revocations", lambda put, row: row.seq == 0 or put(row)),
    ],
)
def test_the_model_notices_a_store_that(what, wrong):
    """A dictionary that could not be wrong would prove nothing if it never said so."""

    def maker():
        store = MemoryStore()
        put = store.put_new
        store.put_new = lambda row: wrong(put, row)
        return lambda: store

    with pytest.raises(AssertionError):
        played(maker, 100, phases=[Phase.generate], report_multiple_bugs=False)
