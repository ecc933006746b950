"""Majority judgement: every project gets a grade from every voter, and the middle grade ranks it.

Source: Balinski, Laraki, "A theory of measuring, electing, and ranking", PNAS 104, 2007. Paris
votes so on its participatory budget since 2021, with four grades and a fixed number of winners for
each district (https://budgetparticipatif.paris.fr).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from medborgarbudget.pb.outcome import StepFact
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count

VOTE_TYPE = "scoring"
Grades = Mapping[int, int]
"""How many voters gave each grade; their sum is the same for all projects."""


def majority_judgement(count: Count, choice: RuleChoice) -> None:
    """Fund the `winners` projects with the best middle grades, skipping those that do not fit.

    The middle grade is the one that at least half of the voters give or pass; with an even number
    of voters the lower of the two in the middle. Equal ones are told apart as Balinski and Laraki
    say: take one middle grade away from each and compare those that are then in the middle, until
    they differ. A project that a ballot does not name gets the ballot's default grade. Raises
    ValueError where the choice does not say how many win, or the ballots give no grades.
    """
    if not choice.winners or count.profile.vote_type != VOTE_TYPE:
        raise ValueError("the rule needs its winners, and ballots with grades")
    count.parameters["winners"] = choice.winners
    grades = grades_of(count.profile, sorted(count.votes))
    values = {project_id: majority_value(given) for project_id, given in grades.items()}

    def value(project: Project) -> tuple[int, ...]:
        return values[project.project_id]

    count.rank = value

    def compete(tied: Sequence[Project]) -> bool:
        return not count.fits(*tied) or len(count.selected) + len(tied) > choice.winners

    ranked = sorted(count.candidates(), key=value, reverse=True)
    for _, equals in groupby(ranked, key=value):
        tied = list(equals)
        while tied:
            if len(count.selected) == choice.winners:
                chosen = tied[0]
                count.note("enough-winners", chosen, facts_of(count, chosen, grades))
            else:
                for project in [project for project in tied if not count.fits(project)]:
                    count.note("does-not-fit", project, facts_of(count, project, grades))
                    tied.remove(project)
                if not tied:
                    break
                chosen = count.first(tied, compete)
                count.select(chosen, facts_of(count, chosen, grades))
            tied.remove(chosen)


def facts_of(count: Count, project: Project, grades: Mapping[str, Grades]) -> dict[str, StepFact]:
    """The project's points and its middle grade, with how many voters gave a better or worse."""
    given = grades[project.project_id]
    middle = middle_grade(given)
    return {
        "score": count.scores[project.project_id],
        "middle": middle,
        "better": sum(voters for grade, voters in given.items() if grade > middle),
        "worse": sum(voters for grade, voters in given.items() if grade < middle),
    }


def grades_of(profile: Profile, project_ids: Sequence[str]) -> Mapping[str, Grades]:
    """How many voters gave each grade to each project, the default where a ballot is silent."""
    grades: dict[str, dict[int, int]] = {project_id: {} for project_id in project_ids}
    for ballot, voters in profile.ballots:
        for project_id, grade in zip(ballot.choices, ballot.points, strict=True):
            given = grades[project_id]
            given[grade] = given.get(grade, 0) + voters
    for given in grades.values():
        silent = profile.voters - sum(given.values())
        if silent:
            given[profile.default_score] = given.get(profile.default_score, 0) + silent
    return grades


def middle_grade(given: Grades) -> int:
    """The lower of the grades in the middle."""
    before, half = 0, (sum(given.values()) + 1) // 2
    for grade in sorted(given):
        before += given[grade]
        if before >= half:
            return grade
    return 0


def majority_value(given: Grades) -> tuple[int, ...]:
    """The middle grade, then that of all others, and so on: the higher of two ranks first.

    Written in runs, so that it is short: a grade, and how long it lasts. Lasting longer is better
    where a lower grade follows, and worse where a higher one does. For the same number of voters
    these compare as the grades themselves would, written out.
    """
    grades = np.array(sorted(given), dtype=object)
    voters = np.array([given[grade] for grade in grades], dtype=np.int64)
    count = int(voters.sum())
    middle = (count - 1) // 2
    order = np.empty(count, dtype=np.int64)
    if count % 2:
        order[0] = middle
        order[1::2] = middle - 1 - np.arange(count // 2)
        order[2::2] = middle + 1 + np.arange(count // 2)
    else:
        order[0::2] = middle - np.arange(count // 2)
        order[1::2] = middle + 1 + np.arange(count // 2)
    written = np.repeat(np.arange(len(grades)), voters)[order]
    ends = np.flatnonzero(np.diff(written)).tolist() + ([count - 1] if count else [])
    runs: list[int] = []
    start = 0
    for end in ends:
        here = int(written[end])
        lasts = end + 1 - start
        if end + 1 == count:
            runs += [int(grades[here]), 0]
        else:
            falls = int(written[end + 1]) < here
            runs += [int(grades[here]), lasts - count if falls else count - lasts]
        start = end + 1
    return tuple(runs)
