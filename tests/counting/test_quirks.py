"""What real Pabulib files have that no format says: small files, counted as cities count them."""

from __future__ import annotations

import pytest

from medborgarbudget.counting.single import Asked, Difference, SingleTally, tally_file

META = {
    "description": "d",
    "country": "Poland",
    "unit": "Miasto",
    "instance": "2026",
    "num_projects": "3",
    "num_votes": "4",
    "budget": "100",
    "vote_type": "approval",
    "rule": "greedy",
    "date_begin": "2026",
    "date_end": "2026",
}
PROJECTS = "project_id;cost;name\na;60;A\nb;50;B\nc;30;C\n"
VOTES = "voter_id;vote\n1;a,b\n2;a,b\n3;a,c\n4;b,c\n"


def text(projects: str = PROJECTS, votes: str = VOTES, **meta: str | None) -> str:
    """A small file; a key that is None is left out of META."""
    keys = {key: value for key, value in {**META, **meta}.items() if value is not None}
    rows = "".join(f"{key};{value}\n" for key, value in keys.items())
    return f"META\nkey;value\n{rows}PROJECTS\n{projects}VOTES\n{votes}"


def counted(file: str, asked: Asked | None = None) -> SingleTally:
    """The count of a file that can be counted."""
    tally, problems = tally_file(file.encode(), "a.pb", asked or Asked())
    assert tally is not None, problems
    return tally


def selected(file: str) -> list[str]:
    """Who wins, in the order of choice."""
    return list(counted(file).outcome.selected)


@pytest.mark.parametrize(
    ("budget", "limit"),
    [("100.0", 100), ("100.00", 100), ("100,5", 1005), ("100.05", 10005), ("0100", 100)],
)
def test_budgets_that_are_not_plain_whole_numbers(budget: str, limit: int) -> None:
    """Decimals with a point or a comma, counted in units that hold them."""
    tally = counted(text(budget=budget))
    assert limit == tally.outcome.budget_limit
    assert ["b", "c"] == sorted(tally.outcome.selected)


def test_carriage_returns_quotes_and_comments_of_several_lines() -> None:
    """As spreadsheets write them."""
    file = text(PROJECTS.replace("A\n", '"A; or ""B"""\n'), comment='"#1: one;\n#2: two"')
    assert selected(text()) == selected(file) == selected(file.replace("\n", "\r\n"))


@pytest.mark.parametrize("rule", ["greedy", "greedy-no-skip", "greedy-custom", "greedy-exclusive"])
@pytest.mark.parametrize("budget", ["100", "100.50"])
def test_a_withdrawn_project_is_as_if_it_were_not_there(rule: str, budget: str) -> None:
    """Cost 999999999, and the most votes."""
    file = text(PROJECTS.replace("a;60", "a;999999999"), rule=rule, budget=budget)
    assert ["b", "c"] == selected(file)


def test_a_project_dearer_than_the_budget_is_skipped_or_ends_the_count() -> None:
    """By the rule in META."""
    file = PROJECTS.replace("a;60", "a;101")
    votes = VOTES.replace("4;b,c", "4;a,c")
    assert ["b", "c"] == selected(text(file, votes))
    assert [] == selected(text(file, votes, rule="greedy-no-skip"))


def test_money_from_elsewhere_is_told_as_that() -> None:
    """2 and 3 in `selected` are funded by the city, and in no rule's reach."""
    rows = "project_id;cost;name;selected\na;60;A;2\nb;50;B;1\nc;30;C;1\n"
    assert (Difference("a", False, 2),) == counted(text(rows)).differences
    assert (Difference("a", False, 3),) == counted(text(rows.replace("A;2", "A;3"))).differences


def test_where_all_is_funded_all_is_selected() -> None:
    """`fully_funded`: there was money enough."""
    assert ["a", "b", "c"] == sorted(selected(text(budget="140", fully_funded="1")))


@pytest.mark.parametrize("rule", ["greedy", "greedy-threshold", "greedy-no-skip", "greedy-custom"])
def test_the_least_score_in_meta_holds_for_every_greedy_rule(rule: str) -> None:
    """Just as many is enough."""
    file = text(rule=rule, budget="140", min_project_score_threshold="3.0")
    assert ["a", "b"] == sorted(selected(file))


def test_an_ordinal_ballot_with_fewer_places_than_there_are_projects() -> None:
    """Kraków: with max_length 2 the first place gives 2 and the second 1."""
    votes = "voter_id;vote\n1;a,b\n2;c\n3;c\n4;b\n"
    tally = counted(text(votes=votes, vote_type="ordinal", max_length="2"))
    assert {"a": 2, "b": 3, "c": 4} == tally.outcome.scores


def test_an_ordinal_ballot_longer_than_its_limit() -> None:
    """Then the limit is wrong, and says no places."""
    votes = "voter_id;vote\n1;a,b,c\n"
    tally = counted(text(votes=votes, vote_type="ordinal", max_length="2"))
    assert {"a": 3, "b": 2, "c": 1} == tally.outcome.scores


def test_scores_of_a_file_with_a_default() -> None:
    """Who is not named gets it, and points may be below zero."""
    votes = "voter_id;vote;points\n1;a,b;3,-2\n2;c;1\n"
    tally = counted(text(votes=votes, vote_type="scoring", default_score="1"))
    assert {"a": 4, "b": -1, "c": 2} == tally.outcome.scores


def test_a_project_named_twice_counts_once_and_that_is_told() -> None:
    """The `votes` of such files count it twice; a vote is one."""
    rows = "project_id;cost;votes;name\na;60;4;A\nb;50;3;B\nc;30;2;C\n"
    tally = counted(text(rows, VOTES.replace("3;a,c", "3;a,a,c")))
    assert 3 == tally.outcome.votes["a"]
    assert ["pb-project-repeated", "pb-votes-differ"] == sorted(
        one.code for one in tally.notes if one.severity == "warning"
    )


def test_an_empty_ballot_is_a_voter_with_a_share() -> None:
    """Equal Shares divides the money by five."""
    tally = counted(text(votes=VOTES + "5;\n", rule="equalshares"))
    assert 5 == next(s.facts["voters"] for s in tally.outcome.steps if s.action == "endowment")


def test_ballots_outside_the_limits_of_meta_count() -> None:
    """In real files it is the limit that is wrong."""
    assert selected(text()) == selected(text(max_length="1", min_length="2", max_sum_cost="1"))


def test_voters_of_every_kind() -> None:
    """Age 0, ids with a prefix, columns that nobody knows."""
    votes = "voter_id;age;sex;voting_method;vote\n999991;0;;paper;a,b\n11-2;17;K;internet;a\n"
    assert {"a": 2, "b": 1, "c": 0} == counted(text(votes=votes)).outcome.votes


@pytest.mark.parametrize("rule", [None, "", "unknown", "Greedy"])
def test_without_a_rule_that_anybody_knows_it_is_greedy(rule: str | None) -> None:
    """With a note, unless it is only spelt otherwise."""
    tally = counted(text(rule=rule))
    assert "greedy" == tally.outcome.rule
    noted = "pb-rule-not-ours" in [one.code for one in tally.notes]
    assert (rule != "Greedy") == noted
