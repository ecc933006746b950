"""How far a project was from winning: counted again with more votes, never worked out by formula.

Source: Boehmer, Faliszewski, Janeczko, Peters, Pierczyński, Schierreich, Skowron, Szufa,
"Evaluation of Project Performance in Participatory Budgeting", IJCAI 2024. There rivals lose
ballots too; here nobody's ballot is touched, and the new voters want this one project only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from medborgarbudget.pb.ballot import WITH_POINTS, Ballot
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import TooManyStepsError, run
from medborgarbudget.pb.ties import TieRefusedError

Wins = Callable[[int], bool]


def votes_short(
    instance: Instance, profile: Profile, choice: RuleChoice, project_id: str, most: int
) -> int | None:
    """With how many more votes the project would have won: with one fewer it does not.

    The votes are those of new voters who choose this project alone (with points: who give it as
    many as the average supporter did, rounded up), added to all ballots that were cast, and the
    whole pot is counted again. 0 for a winner; None where not even `most` of them are enough, as
    for a project dearer than the pot. A tie that is refused is no win.

    For greedy rules, where more votes never harm, it is the smallest such number. In Equal Shares
    and Phragmén every new voter also changes everybody's share, and with `threshold_percent` what
    all others need, so that more votes may harm: the number is found by halving, the statement
    above is true of it, and a smaller one may exist.
    Raises KeyError for a project that is not in the instance.
    """
    vote = _vote(profile, project_id)
    cost = instance.by_id[project_id].cost

    def wins(more: int) -> bool:
        ballots = {**dict(profile.ballots)}
        ballots[vote] = ballots.get(vote, 0) + more
        grown = replace(profile, ballots=tuple(sorted(ballots.items())))
        try:
            return project_id in run(instance, grown if more else profile, choice).selected
        except (TieRefusedError, TooManyStepsError):
            return False

    if wins(0):
        return 0
    if cost > instance.budget_limit and not choice.top_up:
        return None
    return _smallest(wins, most)


def cost_short(
    instance: Instance, profile: Profile, choice: RuleChoice, project_id: str
) -> int | None:
    """The highest cost, below its own, at which the project would have won; a unit more and not.

    In the instance's units. None where it would not have won at any cost, or did win. As with
    votes, found by halving and true: for Equal Shares a higher one may exist.
    """
    own = instance.by_id[project_id].cost

    def wins(less: int) -> bool:
        projects = tuple(
            replace(one, cost=own - less) if one.project_id == project_id else one
            for one in instance.projects
        )
        try:
            return project_id in run(replace(instance, projects=projects), profile, choice).selected
        except (TieRefusedError, TooManyStepsError):
            return False

    if wins(0):
        return None
    less = _smallest(wins, own)
    return None if less is None else own - less


def _smallest(wins: Wins, most: int) -> int | None:
    """A number up to `most` that wins while the one before it does not; 0 is known not to win."""
    high = 1
    while not wins(high):
        if high >= most:
            return None
        high = min(2 * high, most)
    low = high // 2 if high < most or high & (high - 1) == 0 else 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return high


def _vote(profile: Profile, project_id: str) -> Ballot:
    """The ballot of somebody who wants this project alone."""
    if profile.vote_type not in WITH_POINTS:
        return Ballot.of(profile.vote_type, (project_id,))
    given = [
        (points, voters)
        for ballot, voters in profile.ballots
        for choice, points in zip(ballot.choices, ballot.points, strict=True)
        if choice == project_id and points > 0
    ]
    supporters = sum(voters for _, voters in given)
    points = -(-sum(points * voters for points, voters in given) // supporters) if given else 1
    return Ballot.of(profile.vote_type, {project_id: points})
