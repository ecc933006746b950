"""What may be asked of any rule, as checks that one election passes or fails.

Each check counts an election, changes something, and counts again. `count` gives the selected
projects, or None where a tie is refused: that is no answer, so nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tests.pb.rules.drawn import Election

from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.provisions import CostBand
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

BY_LOT = TieBreaking(("max-votes", "min-cost", "lot"), "seed")
BY_FIGURES = TieBreaking(("max-votes", "min-cost"))


@dataclass(frozen=True)
class Way:
    """A rule with all that it needs to know, and the ballots it is counted on."""

    rule: str
    vote_type: str = "approval"
    choice: Mapping[str, object] = field(default_factory=dict)

    def outcome(self, election: Election, ties: TieBreaking = BY_LOT) -> Outcome | None:
        """What comes of it; None where a tie is refused."""
        chosen = RuleChoice(self.rule, ties, **self.choice)
        try:
            return run(election.instance, election.profile, chosen)
        except TieRefusedError:
            return None

    def winners(self, election: Election, ties: TieBreaking = BY_LOT) -> set[str]:
        """The selected projects."""
        outcome = self.outcome(election, ties)
        assert outcome is not None
        return set(outcome.selected)


Check = Callable[[Way, Election], bool]
BANDS = (CostBand(30, 3), CostBand(3, 1))
BEST = 5
"""The most points that a ballot of `drawn.by_chance` gives."""


def order(way: Way, election: Election) -> bool:
    """The order of projects and voters: backwards, all is the same, steps and ties too."""
    turned = replace(
        election,
        costs=dict(reversed(election.costs.items())),
        ballots=[(dict(reversed(b.items())), n) for b, n in reversed(election.ballots)],
    )
    return way.outcome(election) == way.outcome(turned)


def names(way: Way, election: Election) -> bool:
    """Projects with each other's ids: the same win, where no tie is broken by an id."""
    ids = sorted(election.costs)
    other = dict(zip(ids, reversed(ids), strict=True))
    renamed = replace(
        election,
        costs={other[p]: cost for p, cost in election.costs.items()},
        ballots=[({other[p]: n for p, n in b.items()}, times) for b, times in election.ballots],
    )
    pairs = [tuple(other.get(p, p) for p in pair) for pair in way.choice.get("conflicts", ())]
    again = replace(way, choice={**way.choice, "conflicts": tuple(pairs)})
    one, two = way.outcome(election, BY_FIGURES), again.outcome(renamed, BY_FIGURES)
    if one is None or two is None:
        return one is two
    return {other[p] for p in one.selected} == set(two.selected)


def doubling(way: Way, election: Election) -> bool:
    """Every voter twice: the same win."""
    twice = replace(election, ballots=[(ballot, 2 * n) for ballot, n in election.ballots])
    return way.winners(election) == way.winners(twice)


def within(way: Way, election: Election) -> bool:
    """All that is selected costs no more than the limit."""
    return sum(election.costs[p] for p in way.winners(election)) <= election.limit


def exhaustive(way: Way, election: Election) -> bool:
    """Nothing that somebody wants would fit in what is left."""
    winners = way.winners(election)
    left = election.limit - sum(election.costs[p] for p in winners)
    return all(election.costs[p] > left for p in election.supported - winners)


def _still(way: Way, election: Election, changed: Callable[[str], Iterator[Election]]) -> bool:
    return all(
        winner in way.winners(one)
        for winner in sorted(way.winners(election))
        for one in changed(winner)
    )


def new_voter(way: Way, election: Election) -> bool:
    """A new voter for one winner alone: it still wins."""

    def changed(winner: str) -> Iterator[Election]:
        yield replace(election, ballots=[*election.ballots, ({winner: _best(election)}, 1)])

    return _still(way, election, changed)


def old_voter(way: Way, election: Election) -> bool:
    """A voter adds a winner to their ballot, which else stays the same: it still wins."""

    def changed(winner: str) -> Iterator[Election]:
        for at, (ballot, number) in enumerate(election.ballots):
            if winner not in ballot:
                ballots = list(election.ballots)
                ballots[at] = (ballot, number - 1)
                with_it = {**ballot, winner: _best(election)}
                yield replace(election, ballots=[*ballots, (with_it, 1)])

    return _still(way, election, changed)


def cheaper(way: Way, election: Election) -> bool:
    """A winner costs less: it still wins."""

    def changed(winner: str) -> Iterator[Election]:
        cost = election.costs[winner]
        for less in sorted({cost - 1, cost // 2} - {-1, 0, cost}):
            yield replace(election, costs={**election.costs, winner: less})

    return _still(way, election, changed)


def richer(way: Way, election: Election) -> bool:
    """One unit more in the pot, at which no project begins to fit: all who won still win."""
    more = replace(election, limit=election.limit + 1)
    reach = [100 * one.limit // way.choice.get("top_up", 100) for one in (election, more)]
    if any(reach[0] < cost <= reach[1] for cost in election.costs.values()):
        return True
    return way.winners(election) <= way.winners(more)


def _best(election: Election) -> int:
    return 1 if election.vote_type == "approval" else BEST


CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        *(order, names, doubling, within, exhaustive),
        *(new_voter, old_voter, cheaper, richer),
    )
}

OVERSPEND = Completion("exact", 1, "overspend")
EXHAUSTIVE = Completion("floor", 2, "exhaustive")
WAYS: Mapping[str, Mapping[str, Way]] = {
    "greedy": {
        "votes": Way("greedy", choice={"score": "votes"}),
        "votes-per-cost": Way("greedy", choice={"score": "votes-per-cost"}),
        "points": Way("greedy", "cumulative"),
    },
    "greedy-no-skip": {"votes": Way("greedy-no-skip")},
    "greedy-threshold": {
        "votes": Way("greedy-threshold", choice={"threshold": 3}),
        "percent": Way("greedy-threshold", choice={"threshold_percent": 30}),
        "cost": Way("greedy-threshold", choice={"threshold_cost": 3}),
    },
    "greedy-custom": {"votes": Way("greedy-custom", choice={"top_up": 80})},
    "greedy-exclusive": {"votes": Way("greedy-exclusive", choice={"conflicts": (("1", "2"),)})},
    "equalshares": {
        "cost": Way("equalshares", choice={"utility": "cost"}),
        "cardinality": Way("equalshares", choice={"utility": "cardinality"}),
        "points": Way("equalshares", "cumulative", {"utility": "points"}),
        "compared": Way("equalshares", choice={"comparison": "satisfaction"}),
    },
    "equalshares/add1": {
        "overspend": Way("equalshares/add1", choice={"completion": OVERSPEND}),
        "exhaustive": Way(
            "equalshares/add1", choice={"completion": EXHAUSTIVE, "utility": "cardinality"}
        ),
    },
    "equalshares/add1u": {"overspend": Way("equalshares/add1u", choice={"completion": OVERSPEND})},
    "equalshares/utilitarian": {
        "cost": Way("equalshares/utilitarian", choice={"utility": "cost"}),
        "cardinality": Way("equalshares/utilitarian", choice={"utility": "cardinality"}),
    },
    "equalshares/bos": {
        "cost": Way("equalshares/bos", choice={"utility": "cost"}),
        "cardinality": Way("equalshares/bos", choice={"utility": "cardinality"}),
    },
    "equalshares/fractional": {"cost": Way("equalshares/fractional", choice={"utility": "cost"})},
    "greedy-bands": {"votes": Way("greedy-bands", choice={"bands": BANDS})},
    "phragmen": {"votes": Way("phragmen")},
    "max-welfare": {
        "cost": Way("max-welfare", choice={"utility": "cost"}),
        "cardinality": Way("max-welfare", choice={"utility": "cardinality"}),
    },
    "majority-judgement": {"grades": Way("majority-judgement", "scoring", {"winners": 3})},
}
"""Every rule, in the ways that differ in what holds. A new rule must have at least one way here."""

ELSEWHERE = {
    "greedy-areas-first": "needs areas, which these elections do not have; see test_provisions.py",
    "greedy-options": "several of its projects are one; see test_chicago.py",
    "greedy-percentage": "its item is no project like the others; see test_chicago.py",
    "greedy-quotas": "needs areas, which these elections do not have; see test_provisions.py",
}
"""Rules that these elections say nothing of, and where they are tried."""
