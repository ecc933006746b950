"""What an allocation means for voters, areas and categories, worked out by hand."""

from __future__ import annotations

import numpy as np

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.measures import Portion, by_area, by_category, wishes_met, with_a_wish
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project

TOWN = Instance(
    (
        Project("bench", 10, area="north", categories=("park",)),
        Project("court", 20, area="south", categories=("sport", "park")),
        Project("lamp", 30, area="south"),
        Project("map", 40),
    ),
    60,
)


def test_every_voter_is_in_one_of_the_numbers():
    """Two had both wishes, one had one, and one who named nothing had none."""
    both, one, none = (
        Ballot.of("approval", wishes) for wishes in (("bench", "court"), ("court", "lamp"), ())
    )
    profile = Profile.of("approval", [both, both, one, none])
    assert {0: 1, 1: 1, 2: 2} == wishes_met(profile, ["bench", "court"])
    assert 3 == with_a_wish(profile, ["bench", "court"])


def test_merged_ballots_give_the_same_numbers():
    """The arrays and the objects are two forms of the same ballots."""
    ids = ("bench", "court", "lamp", "map")
    table = np.array([[1, 2], [1, 2], [2, 3], [4, 0]], dtype=np.uint8)
    profile = Profile("approval", MergedBallots.of(ids, table))
    assert {0: 1, 1: 1, 2: 2} == wishes_met(profile, ("bench", "court"))


def test_who_gave_a_project_no_points_did_not_wish_for_it():
    """0 points name a project and want nothing of it."""
    profile = Profile.of("cumulative", [Ballot.of("cumulative", {"bench": 0, "court": 3})])
    assert {0: 1} == wishes_met(profile, ["bench"])
    assert {1: 1} == wishes_met(profile, ["bench", "court"])


def test_the_money_is_told_by_area_and_the_town_as_a_whole_comes_last():
    """A project of no area belongs to all."""
    expected = (
        Portion("north", 1, 1, 10),
        Portion("south", 2, 1, 20),
        Portion(None, 1, 0, 0),
    )
    assert expected == by_area(TOWN, ["bench", "court"])


def test_a_project_of_two_categories_is_told_in_both():
    """So the portions may come to more than was spent."""
    expected = (
        Portion("park", 2, 2, 30),
        Portion("sport", 1, 1, 20),
        Portion(None, 2, 0, 0),
    )
    assert expected == by_category(TOWN, ["bench", "court"])
