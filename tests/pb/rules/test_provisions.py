"""What single cities write into their rules: bands, areas first. Small elections by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome, Tie
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.provisions import CostBand, Quota
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import run
from medborgarbudget.pb.ties import TieBreaking, TieRefusedError

MANY = settings(max_examples=300, deadline=None, derandomize=True)
AREAS = ("norr", "soder")
LOT = TieBreaking(("lot",), "seed")
BANDS = (CostBand(500, 1), CostBand(100, 2))


def counted(
    rule: str,
    projects: Mapping[str, tuple[int, str]],
    limit: int,
    votes: Iterable[str],
    ties: TieBreaking | None = None,
    **choice: Any,
) -> Outcome:
    """The count of projects with a cost and an area each; each letter of a ballot names one."""
    there = tuple(Project(p, cost, area=area) for p, (cost, area) in projects.items())
    profile = Profile.of("approval", [Ballot.of("approval", tuple(one)) for one in votes])
    return run(Instance(there, limit), profile, RuleChoice(rule, ties or TieBreaking(), **choice))


def told(outcome: Outcome) -> list[tuple[str, str | None]]:
    """Each step's action and project."""
    return [(step.action, step.project_id) for step in outcome.steps]


def test_a_full_band_is_passed_over_and_the_next_one_tried():
    """Two places up to 100 and one up to 500: c is third among the small, e second of the large."""
    projects = {"a": (100, "norr"), "b": (80, "norr"), "c": (60, "norr")}
    projects |= {"d": (500, "norr"), "e": (101, "norr")}
    votes = 5 * ["a"] + 4 * ["b"] + 3 * ["c"] + 2 * ["d"] + ["e"]
    outcome = counted("greedy-bands", projects, 5000, votes, bands=BANDS)

    assert ("a", "b", "d") == outcome.selected
    assert [("band-full", "c"), ("selected", "d"), ("band-full", "e")] == told(outcome)[2:]
    assert {"score": 3, "ceiling": 100, "places": 2} == outcome.steps[2].facts
    assert ("2 x 100", "1 x 500") == outcome.parameters["bands"]


def test_a_small_project_takes_no_place_from_the_large():
    """The band of 500 is empty, and c is passed over all the same."""
    projects = dict.fromkeys("abc", (10, "norr"))
    outcome = counted("greedy-bands", projects, 5000, ["a", "a", "a", "b", "b", "c"], bands=BANDS)

    assert ("a", "b") == outcome.selected


def test_what_is_dearer_than_every_band_cannot_win():
    """Though the pot would pay for it."""
    outcome = counted("greedy-bands", {"a": (501, "norr")}, 5000, ["a"], bands=BANDS)

    assert [("above-bands", "a")] == told(outcome)
    assert {"score": 1, "ceiling": 500} == outcome.steps[0].facts


def test_a_band_with_places_needs_money_too():
    """The bands promise 700, and there is 150."""
    projects = {"a": (100, "norr"), "b": (100, "norr")}
    outcome = counted("greedy-bands", projects, 150, ["a", "a", "b"], bands=BANDS)

    assert [("selected", "a"), ("does-not-fit", "b")] == told(outcome)


def test_equals_that_want_the_last_place_are_a_tie():
    """Three of one size for two places; with two of them there is no tie."""
    projects = dict.fromkeys("abc", (10, "norr"))
    with pytest.raises(TieRefusedError):
        counted("greedy-bands", projects, 5000, ["abc"], bands=BANDS)
    cheapest = {"a": (10, "norr"), "b": (20, "norr"), "c": (30, "norr")}
    outcome = counted(
        "greedy-bands", cheapest, 5000, ["abc"], TieBreaking(("min-cost",)), bands=BANDS
    )

    assert ("a", "b") == outcome.selected
    assert (Tie(("a", "b", "c"), "a", "min-cost"), Tie(("b", "c"), "b", "min-cost")) == outcome.ties
    assert () == counted("greedy-bands", projects, 5000, ["ab"], bands=BANDS).ties


def test_an_area_without_a_win_goes_first_however_few_its_votes():
    """d has one vote and goes before a with three; then the votes decide again."""
    projects = {"a": (60, "soder"), "b": (30, "soder"), "c": (50, "norr"), "d": (20, "norr")}
    votes = ["a", "a", "a", "b", "b", "c", "c", "d"]
    outcome = counted("greedy-areas-first", projects, 100, votes, areas_first=("norr",))

    assert ("c", "d", "b") == outcome.selected
    assert [("selected", "c"), ("selected", "d"), ("does-not-fit", "a"), ("selected", "b")] == told(
        outcome
    )
    assert ["first", "first", "second", "second"] == [step.facts["turn"] for step in outcome.steps]
    assert ("norr",) == outcome.parameters["areas_first"]


def test_bands_and_areas_first_together_as_in_trelleborg():
    """The small place goes to the area without a win; the large one by votes."""
    projects = {"a": (90, "soder"), "b": (90, "norr"), "c": (400, "soder"), "d": (90, "soder")}
    bands = (CostBand(500, 1), CostBand(100, 1))
    votes = ["a", "a", "a", "b", "c", "c", "d"]
    outcome = counted("greedy-bands", projects, 600, votes, bands=bands, areas_first=("norr",))

    assert ("b", "c") == outcome.selected


def test_equals_on_either_side_of_the_turn_are_no_tie():
    """a and b have one vote each, and money for one: the area decides."""
    projects = {"a": (10, "soder"), "b": (10, "norr")}
    outcome = counted("greedy-areas-first", projects, 10, ["a", "b"], areas_first=("norr",))

    assert (("b",), ()) == (outcome.selected, outcome.ties)


QUOTAS = {"a": (60, "soder"), "b": (50, "soder"), "c": (30, "norr"), "d": (20, "norr")}
VOTES = 4 * ["a"] + 3 * ["b"] + 2 * ["c"] + ["d"]


def test_what_is_set_aside_goes_to_its_area_first():
    """30 for norr: c takes it with two votes; then a, and with 10 left nothing more."""
    quotas = (Quota(area="norr", at_least_cost=30),)
    outcome = counted("greedy-quotas", QUOTAS, 100, VOTES, quotas=quotas)

    assert ("c", "a") == outcome.selected
    assert {"score": 2, "set_aside": "norr"} == outcome.steps[0].facts
    assert [("does-not-fit", "b"), ("does-not-fit", "d")] == told(outcome)[2:]
    assert ("area norr at_least_cost 30",) == outcome.parameters["quotas"]


def test_at_least_means_that_the_last_may_pass_the_sum():
    """31 is more than c alone costs: d follows, and norr has 50."""
    quotas = (Quota(area="norr", at_least_cost=31),)
    outcome = counted("greedy-quotas", QUOTAS, 100, VOTES, quotas=quotas)

    assert ("c", "d", "b") == outcome.selected


def test_nobody_takes_what_is_set_aside_for_another():
    """soder may begin with 70 of 100, as 30 belong to norr: a and not b, then c."""
    quotas = (Quota(area="soder", at_least_cost=70), Quota(area="norr", at_least_cost=30))
    outcome = counted("greedy-quotas", QUOTAS, 100, VOTES, quotas=quotas)

    assert ("a", "c") == outcome.selected


def test_what_an_area_cannot_use_comes_back_to_all():
    """norr has no project at all, and its 40 go where the votes say."""
    projects = {"a": (60, "soder"), "b": (40, "soder")}
    quotas = (Quota(area="norr", at_least_cost=40),)

    assert ("a", "b") == counted(
        "greedy-quotas", projects, 100, ["a", "a", "b"], quotas=quotas
    ).selected


def test_no_more_projects_win_than_the_quota_lets():
    """b is second in soder; of norr both win."""
    quotas = (Quota(area="soder", at_most_projects=1),)
    outcome = counted("greedy-quotas", QUOTAS, 1000, VOTES, quotas=quotas)

    assert [("selected", "a"), ("quota-full", "b"), ("selected", "c"), ("selected", "d")] == told(
        outcome
    )
    assert {"score": 3, "group": "soder", "places": 1} == outcome.steps[1].facts


def test_no_more_money_goes_to_an_area_than_the_quota_lets():
    """50 for soder: a is too dear for it and b just fits."""
    quotas = (Quota(area="soder", at_most_cost=50),)
    outcome = counted("greedy-quotas", QUOTAS, 1000, VOTES, quotas=quotas)

    assert ("b", "c", "d") == outcome.selected
    assert ("quota-spent", "a") == told(outcome)[0]
    assert {"score": 4, "group": "soder", "ceiling": 50} == outcome.steps[0].facts


def test_a_category_has_a_quota_as_an_area_has():
    """A project of two categories counts in both."""
    projects = (
        Project("a", 10, categories=("play", "nature")),
        Project("b", 10, categories=("play",)),
        Project("c", 10, categories=("nature",)),
    )
    profile = Profile.of("approval", [Ballot.of("approval", tuple(b)) for b in ("abc", "ab", "a")])
    quotas = (Quota(category="play", at_most_projects=1),)
    outcome = run(
        Instance(projects, 100), profile, RuleChoice("greedy-quotas", TieBreaking(), quotas=quotas)
    )

    assert ("a", "c") == outcome.selected


def test_equals_are_a_tie_only_where_the_quota_cannot_take_both():
    """Money for both, one place: a tie. Two places: none."""
    projects = {"a": (10, "norr"), "b": (20, "norr")}
    one, two = ((Quota(area="norr", at_most_projects=n),) for n in (1, 2))
    with pytest.raises(TieRefusedError):
        counted("greedy-quotas", projects, 100, ["ab"], quotas=one)
    enough = (Quota(area="norr", at_least_cost=10),)
    with pytest.raises(TieRefusedError):
        counted("greedy-quotas", projects, 25, ["ab"], quotas=enough)

    assert () == counted("greedy-quotas", projects, 100, ["ab"], quotas=two).ties


@pytest.mark.parametrize(
    ("rule", "part"),
    [("greedy-bands", "bands"), ("greedy-areas-first", "areas"), ("greedy-quotas", "quotas")],
)
def test_what_a_rule_needs_is_never_guessed(rule, part):
    """A count without it stops."""
    with pytest.raises(ValueError, match=part):
        counted(rule, {"a": (1, "norr")}, 1, ["a"])


def elections() -> st.SearchStrategy[tuple[dict[str, tuple[int, str]], list[str], int]]:
    """Up to six projects in two areas, and up to eight ballots."""
    projects = st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(AREAS)), min_size=1, max_size=6
    ).map(lambda rows: dict(zip("abcdef", rows, strict=False)))
    return projects.flatmap(
        lambda there: st.tuples(
            st.just(there),
            st.lists(st.sets(st.sampled_from(sorted(there))).map(sorted).map("".join), max_size=8),
            st.integers(0, 25),
        )
    )


LIMIT = st.none() | st.integers(0, 12)
QUOTA = st.builds(
    Quota,
    area=st.sampled_from(AREAS),
    at_most_projects=LIMIT,
    at_most_cost=LIMIT,
    at_least_cost=LIMIT,
)
CHOICES = st.one_of(
    st.fixed_dictionaries(
        {
            "rule": st.just("greedy-quotas"),
            "quotas": st.lists(QUOTA, min_size=1, max_size=3).map(tuple),
        }
    ),
    st.fixed_dictionaries(
        {
            "rule": st.just("greedy-bands"),
            "bands": st.dictionaries(st.integers(1, 9), st.integers(1, 3), min_size=1).map(
                lambda found: tuple(CostBand(*band) for band in found.items())
            ),
            "areas_first": st.sampled_from([(), ("norr",)]),
        }
    ),
    st.fixed_dictionaries(
        {"rule": st.just("greedy-areas-first"), "areas_first": st.just(("norr",))}
    ),
)


@MANY
@given(elections(), CHOICES, st.randoms(use_true_random=False))
def test_the_money_is_enough_and_no_order_matters(election, choice, random):
    """Never more than the pot; permuted projects and ballots give the same outcome."""
    projects, votes, limit = election
    rest = {name: part for name, part in choice.items() if name != "rule"}
    outcome = counted(choice["rule"], projects, limit, votes, LOT, **rest)
    shuffled, cast = list(projects.items()), list(votes)
    random.shuffle(shuffled)
    random.shuffle(cast)

    assert outcome.spent <= limit
    assert outcome == counted(choice["rule"], dict(shuffled), limit, cast, LOT, **rest)
    told_of = Counter(step.project_id for step in outcome.steps)
    assert dict.fromkeys(projects, 1) == told_of


@MANY
@given(elections(), st.lists(QUOTA, min_size=1, max_size=3).map(tuple))
def test_no_group_gets_more_than_its_quota(election, quotas):
    """Neither projects nor money, whatever is set aside for whom."""
    projects, votes, limit = election
    outcome = counted("greedy-quotas", projects, limit, votes, LOT, quotas=quotas)
    for quota in quotas:
        mine = [one for one in outcome.selected if projects[one][1] == quota.area]
        spent = sum(projects[one][0] for one in mine)
        if quota.at_most_projects is not None:
            assert len(mine) <= quota.at_most_projects
        if quota.at_most_cost is not None:
            assert spent <= quota.at_most_cost


@MANY
@given(elections(), st.integers(0, 20))
def test_an_area_gets_what_is_set_aside_as_far_as_its_projects_go(election, least):
    """Less only where none that is left fits into the whole pot beside those that won there."""
    projects, votes, limit = election
    quotas = (Quota(area="norr", at_least_cost=least),)
    outcome = counted("greedy-quotas", projects, limit, votes, LOT, quotas=quotas)
    there = {one: cost for one, (cost, area) in projects.items() if area == "norr"}
    spent = sum(there[one] for one in outcome.selected if one in there)
    for step in outcome.steps:
        if step.action == "does-not-fit" and step.project_id in there and spent < least:
            assert there[step.project_id] > limit - spent


@MANY
@given(elections(), st.integers(1, 9), st.integers(1, 3))
def test_no_band_has_more_winners_than_places(election, ceiling, places):
    """And who is passed over for a full band is beaten there by at least as many votes."""
    projects, votes, limit = election
    bands = (CostBand(ceiling, places), CostBand(9, 2)) if ceiling < 9 else (CostBand(9, places),)
    outcome = counted("greedy-bands", projects, limit, votes, LOT, bands=bands)
    small = [one for one in outcome.selected if projects[one][0] <= ceiling]

    assert len(small) <= places
    for step in outcome.steps:
        if step.action == "band-full" and projects[step.project_id][0] <= ceiling:
            assert len(small) == places
            assert min(outcome.votes[one] for one in small) >= outcome.votes[step.project_id]


@MANY
@given(elections())
def test_an_area_that_goes_first_loses_nothing_to_the_others(election):
    """It gets what it would get if it were alone in the pot."""
    projects, votes, limit = election
    outcome = counted("greedy-areas-first", projects, limit, votes, LOT, areas_first=("norr",))
    alone = {one: (cost, area) for one, (cost, area) in projects.items() if area == "norr"}
    kept = ["".join(one for one in vote if one in alone) for vote in votes]
    there = [one for one in outcome.selected if one in alone]

    assert tuple(there) == counted("greedy", alone, limit, kept, LOT).selected
