"""Sequential Phragmén, against the literature and against pabutools 1.2.3.

Where pabutools and we differ:

- It stops when any of the projects that are tied for the next purchase no longer fits; we ask the
  round's tie-breaking first, and stop when the one that goes first does not fit. With the dearest
  first the two are the same, which is how they are compared here.
- It selects projects that nobody wants when all others are bought and they fit; we never do.
- It calls itself once per purchase and so ends in a RecursionError after about a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabutools import election as oracle
from pabutools.rules import sequential_phragmen
from pabutools.tiebreaking import TieBreakingRule

from medborgarbudget.counting.single import Asked, tally_file
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

IDS = ("1", "2", "9", "10", "a", "b", "B")


def given_to_each(outcome) -> list[Fraction | int]:
    """What each voter had been given at each purchase."""
    return [step.facts["given"] for step in outcome.steps if step.action == "selected"]


def test_who_has_bought_something_waits_for_the_next(count):
    """Two want a, the same two want b, one wants c: c comes up before b."""
    outcome = count("phragmen", {"a": 4, "b": 5, "c": 3}, 12, ["ab", "ab", "c"])

    assert ("a", "c", "b") == outcome.selected
    assert [2, 3, Fraction(9, 2)] == given_to_each(outcome)


def test_phragmens_own_example_of_1894():
    """Three seats: the parties' loads give two to the larger and one to the smaller."""
    ballots = {"ABC": 1034, "PQR": 519, "ABQ": 90, "APQ": 47}
    cast = [Ballot.of("approval", tuple(b)) for b, voters in ballots.items() for _ in range(voters)]
    instance = Instance(tuple(Project(p, 1) for p in "ABCPQR"), 3)
    outcome = run(instance, Profile.of("approval", cast), RuleChoice("phragmen", TieBreaking()))

    assert ("A", "Q", "B") == outcome.selected


def test_the_first_that_does_not_fit_ends_the_count(count):
    """Never skipped, though c would fit."""
    outcome = count("phragmen", {"a": 6, "b": 5, "c": 4}, 10, [*3 * ["a"], *2 * ["b"], "c"])

    assert ("a",) == outcome.selected
    assert [("selected", "a"), ("stopped", "b"), ("not-reached", "c")] == [
        (step.action, step.project_id) for step in outcome.steps
    ]


def test_equals_that_share_a_voter_are_a_tie_and_others_are_not(count):
    """Buying one of the first two delays the other."""
    with pytest.raises(TieRefusedError):
        count("phragmen", {"a": 4, "b": 4}, 100, ["ab", "a", "b"])
    assert ("a", "b") == count("phragmen", {"a": 4, "b": 4}, 100, ["a", "b"]).selected


def test_a_city_counted_by_pabutools_too(elections):
    """Assen 2024, its real file: the same projects in the same order."""
    path = elections / "Netherlands_Assen_2024.pb"
    asked = Asked("phragmen", tie_breaking=("max-cost", "lot"), lot_seed="s")
    tally, _ = tally_file(path.read_bytes(), path.name, asked)
    instance, profile = oracle.parse_pabulib(str(path))

    theirs = sequential_phragmen(instance, profile, tie_breaking=DEAREST)
    assert {project.name for project in theirs} == set(tally.outcome.selected)


DEAREST = TieBreakingRule(lambda instance, profile, project: (-project.cost, project.name))


def dearest(tied: Sequence[Project], votes: object) -> tuple[str, str]:
    """The same order of preference, for us."""
    return min(tied, key=lambda p: (-p.cost, p.project_id)).project_id, "dearest, then id"


@st.composite
def elections_drawn(draw):
    """Small elections full of ties; costs by id, limit, ballots."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=7, unique=True))
    cost = st.one_of(st.integers(0, 40), st.sampled_from([5, 10, 20]))
    ballot = st.lists(st.sampled_from(ids), max_size=5, unique=True).map(tuple)
    ballots = draw(st.lists(ballot, min_size=1, max_size=12))
    return {p: draw(cost) for p in ids}, draw(st.integers(1, 80)), ballots


@settings(max_examples=300, deadline=None, derandomize=True)
@given(elections_drawn())
def test_it_is_what_pabutools_finds(election):
    """To the last fraction, ties included; but for what nobody wants."""
    costs, limit, ballots = election
    projects = {p: oracle.Project(p, cost) for p, cost in costs.items()}
    theirs = oracle.Instance(projects.values(), budget_limit=limit)
    profile = oracle.ApprovalProfile(
        [oracle.ApprovalBallot([projects[p] for p in ballot]) for ballot in ballots],
        instance=theirs,
    )
    found = sequential_phragmen(theirs, profile, tie_breaking=DEAREST)
    wanted = {p for ballot in ballots for p in ballot}

    ours = run(
        Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit),
        Profile.of("approval", [Ballot.of("approval", ballot) for ballot in ballots]),
        RuleChoice("phragmen", TieBreaking()),
        dearest,
    )
    assert {project.name for project in found} & wanted == set(ours.selected)


@settings(max_examples=200, deadline=None)
@given(elections_drawn())
def test_nobody_pays_with_money_not_given_yet(election):
    """Each purchase is paid by its supporters with what came since they last bought: priceable."""
    costs, limit, ballots = election
    ours = run(
        Instance(tuple(Project(p, cost) for p, cost in costs.items()), limit),
        Profile.of("approval", [Ballot.of("approval", ballot) for ballot in ballots]),
        RuleChoice("phragmen", TieBreaking()),
        dearest,
    )
    spent = [Fraction(0)] * len(ballots)
    for step in ours.steps:
        if step.action == "selected":
            now = Fraction(step.facts["given"])
            payers = [n for n, ballot in enumerate(ballots) if step.project_id in ballot]
            assert costs[step.project_id] == sum(now - spent[n] for n in payers)
            assert all(now >= spent[n] for n in payers)
            for payer in payers:
                spent[payer] = now
