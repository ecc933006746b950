"""Chicago's percentage item: the voters say what part of the money goes to the streets.

Source: the ballot of Chicago's ward 45 in 2016 (ward45.org): beside up to four projects each voter
names a percentage of the money for street resurfacing; the average is used, and the projects with
most votes get the rest.
"""

from __future__ import annotations

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.obstacles import fund_past, money
from medborgarbudget.pb.rules.size_options import Sizes

VOTE_TYPE = "scoring"
"""Ballots with points: the item's points are its percentage, a project's one point is a cross."""


def greedy_percentage(count: Count, choice: RuleChoice) -> None:
    """Fund the standing item with its average percentage of the pot, then `greedy` with the rest.

    The average is taken over the ballots that name a percentage; one that says nothing of it is no
    0. The item gets budget limit × sum of percentages / (100 × ballots that name one), rounded down
    to whole currency units, and never more than the pot. All other projects are ranked by how many
    ballots name them. With `options`, sizes stand together as in `greedy_options`. Raises
    ValueError where the item is not there, or the ballots give no points.
    """
    percentage, by_id = choice.percentage, count.instance.by_id
    if percentage is None or percentage.item not in by_id or count.profile.vote_type != VOTE_TYPE:
        raise ValueError("the rule needs its percentage, and ballots with points")
    count.parameters["percentage"] = f"{percentage.item} {percentage.step}"
    count.scores = count.votes
    sizes = Sizes(count, choice.options) if choice.options else None
    projects = count.candidates(without=frozenset({percentage.item}))
    _grant(count, by_id[percentage.item])
    if sizes is None:
        fund_past(count, projects, money(count), lambda tied: not count.fits(*tied))
    else:
        sizes.fund(projects)


def _grant(count: Count, item: Project) -> None:
    """Give the item its average share, or note that nobody wants it to have any."""
    points = 0
    for ballot, voters in count.profile.ballots:
        given = dict(zip(ballot.choices, ballot.points, strict=True))
        points += given.get(item.project_id, 0) * voters
    voters = count.votes[item.project_id]
    if points <= 0:
        count.note("no-votes", item, {"score": voters})
        return
    units, limit = count.instance.units_per_currency, count.instance.budget_limit
    granted = min(limit * points // (100 * voters * units) * units, limit)
    count.share(item, granted, {"score": voters, "points": points, "voters": voters})
