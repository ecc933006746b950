"""What other rules would have chosen: each as if it had been the round's."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.alternatives import COMPARED, COMPLETION, Alternative, alternatives
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import RULES, run
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records.pabulib.file import UNTIL_OVERSPEND

TIES = TieBreaking(("min-cost", "max-votes", "lot"), "seed")
GREEDY = RuleChoice("greedy", TIES)
COSTS = {"q": 600, "r": 500, "s": 300, "t": 100}


def election(ballots: list[str], costs: dict[str, int] = COSTS) -> tuple[Instance, Profile]:
    """A pot of 1000; each letter of a ballot names a project."""
    instance = Instance(tuple(Project(p, cost) for p, cost in costs.items()), 1000)
    return instance, Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in ballots])


def by_rule(found: tuple[Alternative, ...]) -> dict[str, tuple[str, ...] | None]:
    """What each of them chose."""
    return {one.rule: one.outcome.selected if one.outcome else None for one in found}


def test_each_rule_is_counted_as_if_it_were_the_rounds():
    """Six want q and r, four s and t."""
    pot = election(6 * ["qr"] + 4 * ["st"])
    found = by_rule(alternatives(*pot, GREEDY))

    assert ("r", "s", "t") == run(*pot, GREEDY).selected
    assert ("r",) == found["greedy-no-skip"]
    assert ("r", "s", "t") == found["equalshares"]
    assert "greedy" not in found
    assert "majority-judgement" not in found


def test_what_a_round_demands_holds_for_all():
    """With a least number of votes, nobody elects what has fewer."""
    pot = election(5 * ["q"] + 2 * ["s"] + ["t"])
    found = alternatives(*pot, replace(GREEDY, name="greedy-threshold", threshold=2))

    assert "greedy" not in by_rule(found)
    assert found
    assert not any("t" in one.outcome.selected for one in found if one.outcome)


def test_a_tie_that_is_not_to_be_broken_is_named():
    """q and s stand equal for the majority's rule and only one of them fits."""
    pot = election(["q", "r"])
    (found,) = alternatives(*pot, RuleChoice("phragmen", TieBreaking()), ("greedy",))

    assert Alternative("greedy", None, ("q", "r")) == found


def test_points_count_as_points():
    """One voter's nine points for q, two voters' one each for r."""
    instance = Instance((Project("q", 600), Project("r", 500)), 1000)
    ballots = [Ballot.of("scoring", {"q": 9}), *2 * [Ballot.of("scoring", {"r": 1})]]
    profile = Profile.of("scoring", ballots)
    choice = replace(GREEDY, threshold=4, winners=1)
    found = {one.rule: one.outcome for one in alternatives(instance, profile, choice)}

    assert ("q",) == found["max-welfare"].selected
    assert "points" == found["equalshares"].parameters["utility"]
    assert "threshold" not in found["equalshares"].parameters
    assert ("r",) == found["phragmen"].selected
    assert ("q",) == found["majority-judgement"].selected


def test_too_much_work_is_left_undone_and_said():
    """A rule that raises the shares comes to no end; the others are not held up by it."""
    pot = election(6 * ["qr"] + 4 * ["st"])
    found = by_rule(alternatives(*pot, GREEDY, most_work=2_000))

    assert found["equalshares/add1"] is None
    assert ("r", "s", "t") == found["equalshares"]


def test_with_very_many_projects_not_every_selection_is_tried():
    """Maximum welfare is left out."""
    pot = election(["q"], {**COSTS, **{f"p{n}": n for n in range(1, 60)}})

    assert "max-welfare" not in by_rule(alternatives(*pot, GREEDY))


def test_where_projects_exclude_each_other_nothing_is_compared():
    """Another rule would build both on one plot."""
    choice = RuleChoice("greedy-exclusive", TIES, conflicts=(("q", "r"),))

    assert () == alternatives(*election(["qr"]), choice)


def test_the_completion_is_that_of_the_announced_outcomes():
    """The same as for a file that names the rule and no more."""
    assert UNTIL_OVERSPEND == COMPLETION
    assert set(COMPARED) <= RULES.keys()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    ballots=st.lists(st.sets(st.sampled_from("qrst")).map("".join), min_size=1, max_size=7),
    chosen=st.sampled_from(sorted(RULES)),
)
def test_every_alternative_is_what_the_rule_gives(ballots, chosen):
    """Run by itself, with the same ties, it chooses the same."""
    pot = election(ballots)
    completion = Completion("floor", 50, "overspend")
    choice = RuleChoice(chosen, TIES, completion=completion, top_up=80, winners=2)
    for one in alternatives(*pot, choice):
        again = run(*pot, replace(choice, name=one.rule))

        assert one.outcome is not None
        assert again.selected == one.outcome.selected
        assert one.rule != chosen
