"""Unit costs: committees, against abcvoting, which finds every committee that a tie could give.

abcvoting 2.19 always fills all seats, also with candidates whom nobody approves; we never fund
what nobody wants. So each of its committees is compared without those. Where it and we differ
otherwise there is a test of its own: raising the endowment, it may stop in the middle of a count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from abcvoting import abcrules
from abcvoting.preferences import Profile as Committee
from tests.pb.rules.drawn import Election, outcome_of

from medborgarbudget.pb.round import Completion

LETTERS = "abcdefg"
CANDIDATES = (4, 7)
FRACTIONS = "standard-fractions"
PEERS = {
    "greedy": ("av", "standard", {}),
    "greedy-no-skip": ("av", "standard", {}),
    "max-welfare": ("av", "standard", {"utility": "cost"}),
    "phragmen": ("seqphragmen", FRACTIONS, {}),
    "equalshares": ("equal-shares-without-completion", FRACTIONS, {"utility": "cardinality"}),
    "equalshares/utilitarian": ("equal-shares-with-av-completion", FRACTIONS, {}),
}
"""Our rule, abcvoting's, how it counts, and what our rule needs to know."""
INCREMENT = "equal-shares-with-increment-completion"


def committees(number: int) -> Iterator[Election]:
    """So many elections of a few candidates, one seat to all of them, and a few ballots."""
    yield from map(_committee, map(Random, range(number)))


def _committee(chance: Random) -> Election:
    letters = LETTERS[: chance.randint(*CANDIDATES)]
    ballots = [
        (dict.fromkeys(chance.sample(letters, chance.randint(0, 4)), 1), 1)
        for _ in range(chance.randint(1, 7))
    ]
    return Election(dict.fromkeys(letters, 1), chance.randint(1, len(letters)), ballots)


def theirs(election: Election, rule: str, algorithm: str, resolute: bool) -> set[frozenset[str]]:
    """The committees that abcvoting finds, without candidates whom nobody approves."""
    letters = list(election.costs)
    profile = Committee(len(letters))
    profile.add_voters([[letters.index(one) for one in ballot] for ballot, _ in election.ballots])
    found = abcrules.compute(rule, profile, election.limit, algorithm=algorithm, resolute=resolute)
    return {frozenset(letters[one] for one in each) & election.supported for each in found}


def agrees(election: Election, rule: str) -> bool:
    """Whether our selection is one that abcvoting finds: the only one, where there is just one."""
    name, algorithm, choice = PEERS[rule]
    ours = frozenset(outcome_of(election, rule, **choice).selected)
    return ours in theirs(election, name, algorithm, resolute=False)


def add1(election: Election, stop: str) -> tuple[frozenset[str], str]:
    """Our Add1 in such units that a step is a seat's price shared by all; and what ended it."""
    voters = election.voters
    scaled = Election(
        dict.fromkeys(election.costs, voters), election.limit * voters, election.ballots
    )
    completion = Completion("exact", 1, stop)
    outcome = outcome_of(scaled, "equalshares/add1", utility="cardinality", completion=completion)
    ends = [s.facts["ended_by"] for s in outcome.steps if s.action == "raised-endowment"]
    return frozenset(outcome.selected), str(*ends)


@pytest.mark.parametrize("rule", PEERS)
def test_our_winners_are_a_committee_that_abcvoting_finds(rule):
    """Among all that ties allow: so ours is the one, where there is only one."""
    assert [] == [election for election in committees(300) if not agrees(election, rule)]


def test_raised_step_by_step_the_same_candidates_win():
    """Wherever ours ends with all seats filled, or with everybody whom anybody approves."""
    ended = Counter[str]()
    for election in committees(300):
        ours, ended_by = add1(election, "exhaustive")
        ended[ended_by] += 1
        if ended_by != "overspend":
            assert {ours} == theirs(election, INCREMENT, FRACTIONS, resolute=True)

    assert ended["exhaustive"] > 100


def test_a_step_that_would_pass_the_limit_is_where_raising_differs():
    """Two seats, three candidates with a voter each: when one can be bought, all three can.

    abcvoting stops inside that count, as soon as two seats are filled, and which two is decided by
    their order. Ours takes no step that overspends, and leaves the seats to the round's own words
    (`equalshares/add1u`, with its tie-breaking), so that no winner is found by being first.
    """
    ballots = [({"a": 1}, 1), ({"b": 1}, 1), ({"c": 1}, 1)]
    election = Election({"a": 1, "b": 1, "c": 1}, 2, ballots)

    assert (frozenset(), "overspend") == add1(election, "overspend")
    assert {frozenset("ab")} == theirs(election, INCREMENT, FRACTIONS, resolute=True)
