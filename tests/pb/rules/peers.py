"""The rules that pabutools 1.2.3 has too, and the reasons for which it and we may differ.

A reason is a group of projects to take out of the election, or for Phragmén a look at the tie at
which the count ended. A difference is explained only if without these projects both are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

from pabutools import election as oracle
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    max_additive_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from tests.pb.rules.drawn import Election, outcome_of

from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.round import Completion

FIRST_EXHAUSTIVE = Completion("exact", 1, "exhaustive")
"""What pabutools' `voter_budget_increment=1` does."""
SATISFACTION = {
    "cost": oracle.Cost_Sat,
    "cardinality": oracle.Cardinality_Sat,
    "points": oracle.Additive_Cardinal_Sat,
}


class PointsForTheWhole(oracle.AdditiveSatisfaction):
    """Points times cost: pabutools' greedy divides by the cost, which leaves the points."""

    def __init__(self, instance, profile, ballot) -> None:
        def satisfaction(instance, profile, ballot, project, precomputed):
            return ballot.get(project, 0) * project.cost

        super().__init__(instance, profile, ballot, satisfaction)


@dataclass(frozen=True)
class Peer:
    """A rule of ours and what pabutools calls for it. `points`: on ballots with points."""

    name: str
    rule: str
    theirs: Callable[..., object]
    choice: Mapping[str, object] = field(default_factory=dict)
    points: bool = False

    def outcome(self, election: Election) -> Outcome:
        """Ours, ties by id as text."""
        return outcome_of(election, self.rule, **self.choice)

    def names(self, election: Election) -> list[str]:
        """What pabutools selects."""
        return [project.name for project in self.theirs(*election.for_oracle())]

    def equal(self, election: Election) -> bool:
        """Whether both select the same; where a solver chooses among equals, worth the same."""
        return self.agree(election, self.outcome(election), set(self.names(election)))

    def agree(self, election: Election, outcome: Outcome, theirs: set[str]) -> bool:
        """Whether these two are equal."""
        ours = set(outcome.selected)
        if self.rule != "max-welfare":
            return ours == theirs
        utility = str(self.choice["utility"])
        same = election.worth(ours, utility) == election.worth(theirs, utility)
        return same and (bool(outcome.ties) or ours - election.free == theirs - election.free)

    def cause(self, election: Election) -> str | None:
        """Why they differ: "" where they do not, None where no reason explains it."""
        try:
            if self.equal(election):
                return ""
        except IndexError:
            return FAILS
        if self.rule == "phragmen" and self._ends_at_a_tie(election):
            return TIED_MISFIT
        for number in range(1, len(REASONS) + 1):
            for names in combinations(REASONS, number):
                mended = election.without(set().union(*(REASONS[name](election) for name in names)))
                if not mended.costs or self.equal(mended):
                    return " + ".join(names)
                if self.rule == "phragmen" and self._ends_at_a_tie(mended):
                    return " + ".join((*names, TIED_MISFIT))
        return None

    def _ends_at_a_tie(self, election: Election) -> bool:
        """Theirs ends where a project that no longer fits is tied with the next one of ours."""
        theirs = self.names(election)
        outcome = self.outcome(election)
        if set(outcome.selected[: len(theirs)]) != set(theirs):
            return False
        left = election.limit - sum(election.costs[p] for p in theirs)
        following = outcome.selected[len(theirs)]
        return any(
            tie.winner == following and any(election.costs[p] > left for p in tie.projects)
            for tie in outcome.ties
        )


FAILS = "pabutools stops with an error"
TIED_MISFIT = "a tied project that does not fit"
REASONS: Mapping[str, Callable[[Election], set[str]]] = {
    "projects nobody wants": lambda election: set(election.costs) - election.supported,
    "free projects": lambda election: {p for p, cost in election.costs.items() if cost == 0},
    "projects dearer than the limit": lambda election: {
        p for p, cost in election.costs.items() if cost > election.limit
    },
}


def shares(utility: str, **more: object) -> Callable[..., object]:
    """pabutools' Equal Shares."""
    return partial(method_of_equal_shares, sat_class=SATISFACTION[utility], **more)


def followed_by_greedy(utility: str, **more: object) -> Callable[..., object]:
    """Equal Shares, and the rest by votes."""
    return lambda instance, profile: completion_by_rule_combination(
        instance,
        profile,
        [method_of_equal_shares, greedy_utilitarian_welfare],
        [{"sat_class": SATISFACTION[utility], **more}, {"sat_class": oracle.Cost_Sat}],
    )


def _peers() -> list[Peer]:
    greedy = {"votes": oracle.Cost_Sat, "votes-per-cost": oracle.Cardinality_Sat}
    found = [
        Peer(
            f"greedy, {score}",
            "greedy",
            partial(greedy_utilitarian_welfare, sat_class=kind),
            {"score": score},
        )
        for score, kind in greedy.items()
    ]
    by_points = partial(greedy_utilitarian_welfare, sat_class=PointsForTheWhole)
    found.append(Peer("greedy, points", "greedy", by_points, {"score": "points"}, True))
    raised = {"voter_budget_increment": 1}
    for utility, kind in SATISFACTION.items():
        points = utility == "points"
        chosen = {"utility": utility}
        completed = {**chosen, "completion": FIRST_EXHAUSTIVE}
        most = partial(max_additive_utilitarian_welfare, sat_class=kind)
        found += [
            Peer(f"equalshares, {utility}", "equalshares", shares(utility), chosen, points),
            Peer(
                f"equalshares/add1, {utility}",
                "equalshares/add1",
                shares(utility, **raised),
                completed,
                points,
            ),
            Peer(f"max-welfare, {utility}", "max-welfare", most, chosen, points),
        ]
        if not points:
            name = "equalshares/utilitarian"
            then = followed_by_greedy(utility)
            found.append(Peer(f"{name}, {utility}", name, then, chosen))
            name = "equalshares/add1u"
            then = followed_by_greedy(utility, **raised)
            found.append(Peer(f"{name}, {utility}", name, then, completed))
    found.append(Peer("phragmen", "phragmen", sequential_phragmen))
    return sorted(found, key=lambda peer: peer.name)


PEERS = _peers()
