"""Rules for how a round counts: a rule that exists, with all that it needs and nothing idle."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.moderation.rules.view import RoundView, finding
from medborgarbudget.moderation.rules.written import Written, place_in_round, written_rules
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.rules import RULES
from medborgarbudget.pb.rules.needs import BALLOTS, NEEDED, ONLY_FOR
from medborgarbudget.pb.rules.scoring import fits_ballots


def a_rule_is_one_of_ours(view: RoundView) -> Iterator[Problem]:
    """A rule nobody can run would be found out on the night of the count."""
    for one, key in written_rules(view):
        if one.rule.name not in RULES:
            place = place_in_round(view, key, "name")
            yield finding("rule-unknown", place, rule=one.rule.name, known=tuple(RULES))


def a_rule_has_all_that_it_needs(view: RoundView) -> Iterator[Problem]:
    """No choice is made by silence."""
    for one, key in written_rules(view):
        part = NEEDED.get(one.rule.name)
        if part is not None and not getattr(one.rule, part):
            place = place_in_round(view, key, "name")
            yield finding("rule-part-missing", place, rule=one.rule.name, part=part)


def no_part_of_a_rule_is_idle(view: RoundView) -> Iterator[Problem]:
    """What the rule never looks at would promise something that does not happen."""
    for one, key in written_rules(view):
        for part in _idle(one):
            place = place_in_round(view, key, part)
            yield finding("rule-part-without-use", place, rule=one.rule.name, part=part)


def _idle(one: Written) -> Iterator[str]:
    for part, rules in ONLY_FOR.items():
        if getattr(one.rule, part) and one.rule.name in RULES and one.rule.name not in rules:
            yield part


def a_score_is_one_that_the_ballots_give(view: RoundView) -> Iterator[Problem]:
    """Points come from ballots with points, rank points from ballots in order."""
    for one, key in written_rules(view):
        score, vote_type = one.rule.score, one.ballot.vote_type
        if score is not None and not fits_ballots(score, vote_type):
            place = place_in_round(view, key, "score")
            yield finding("score-not-given", place, score=score, vote_type=vote_type)


def a_rule_is_for_the_ballots_of_the_round(view: RoundView) -> Iterator[Problem]:
    """Only ballots with grades can be judged by their middle grade, and so on."""
    for one, key in written_rules(view):
        vote_type = one.ballot.vote_type
        needed = BALLOTS.get(one.rule.name, (vote_type,))
        if vote_type not in needed:
            place = place_in_round(view, key, "name")
            yield finding(
                "rule-other-ballots",
                place,
                rule=one.rule.name,
                vote_type=vote_type,
                needed=needed[0],
            )


def a_conflict_is_between_projects(view: RoundView) -> Iterator[Problem]:
    """A misspelt id would let both be built."""
    known = view.folder.proposals
    for one, key in written_rules(view):
        for row, pair in enumerate(one.rule.conflicts):
            for column, project_id in enumerate(pair):
                if project_id not in known:
                    place = place_in_round(view, key, "conflicts", row, column)
                    yield finding("conflict-unknown-project", place, id=project_id)


ROUND_RULES = (
    a_rule_is_one_of_ours,
    a_rule_has_all_that_it_needs,
    no_part_of_a_rule_is_idle,
    a_score_is_one_that_the_ballots_give,
    a_rule_is_for_the_ballots_of_the_round,
    a_conflict_is_between_projects,
)
