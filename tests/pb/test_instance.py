"""Instances, outcomes, problems and words: the smallest nouns."""

from __future__ import annotations

import pytest

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.problem import Place, Problem, by_place
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.words import in_language, language_for


def test_two_projects_cannot_share_an_id():
    """Votes would else go to whichever came last."""
    with pytest.raises(ValueError, match="share an id"):
        Instance((Project("a", 1), Project("a", 2)), 10)


def test_costs_are_added_up():
    """By id; an unknown id is an error."""
    instance = Instance((Project("a", 1), Project("b", 2)), 10)

    assert 3 == instance.cost(["a", "b"])
    with pytest.raises(KeyError):
        instance.cost(["c"])


def test_what_is_not_spent_is_left():
    """Of the budget limit."""
    outcome = Outcome("greedy", {}, ("a",), 40, 100, {"a": 1}, {"a": 1}, ())

    assert 60 == outcome.unspent


def test_problems_are_sorted_by_place():
    """File, line, column, then code."""
    problems = [
        Problem("b", Place("b.yaml", 1)),
        Problem("c", Place("a.yaml", 10)),
        Problem("b", Place("a.yaml", 9, 5)),
        Problem("a", Place("a.yaml", 9, 5)),
    ]

    assert ["a", "b", "c", "b"] == [problem.code for problem in sorted(problems, key=by_place)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"sv": "Norr", "en": "North"}, "en"),
        ({"fi": "Pohjoinen", "sv": "Norr"}, "sv"),
        ({"fi": "Pohjoinen", "ar": "شمال"}, "fi"),
    ],
)
def test_where_a_language_is_missing_the_nearest_is_shown(words, expected):
    """Swedish, then English, then whatever was written first; never nothing."""
    assert expected == language_for(words, "en")
    assert words[expected] == in_language(words, "en")


def test_no_words_are_no_words():
    """An optional text that nobody wrote."""
    assert "" == in_language({}, "sv")
