"""What a project that lost would have needed, in plain words; each figure by counting again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.margins import MOST_RUNS, Margin, cost_short, votes_short
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import explained
from medborgarbudget.records.pot_ballots import PotBallots

VOTERS_TIMES = 4
"""Further votes are tried up to so many times those that were cast, and never fewer than 100."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many more votes, up to `most`, or how much less than its `cost` a project needed."""

    votes: Margin
    less: Margin
    most: int
    cost: int


def lacking(ballots: PotBallots, project_id: str, most_runs: int = MOST_RUNS) -> Lacking:
    """The margins of one project of a pot. Raises KeyError for one that is not on its ballot."""
    counted = ballots.instance, ballots.profile, ballots.choice
    most = max(100, VOTERS_TIMES * ballots.profile.voters)
    votes = votes_short(*counted, project_id, most, most_runs)
    less = cost_short(*counted, project_id, most_runs)
    return Lacking(votes, less, most, ballots.instance.by_id[project_id].cost)


def lacking_sentences(lack: Lacking, language: str, currency: str) -> Iterator[str]:
    """The margins in words; nothing for a winner.

    It is said that a number is the smallest only where that is sure.
    """
    more, sure = lack.votes.number, lack.votes.surely
    if more == 0:
        return
    if more is None:
        most = formats.number(lack.most, language)
        yield explained(language, "margin-none" if sure else "margin-none-perhaps", most=most)
    elif more == 1:
        yield explained(language, "margin-vote")
    else:
        figures = {"more": more, "less": more - 1}
        shown = {name: formats.number(figure, language) for name, figure in figures.items()}
        yield explained(language, "margin-votes" if sure else "margin-votes-perhaps", **shown)
    if lack.less.number is not None and lack.less.number < lack.cost:
        cost = lack.cost - lack.less.number
        sums = {"cost": cost, "more": cost + 1}
        shown = {name: formats.money(figure, language, currency) for name, figure in sums.items()}
        yield explained(
            language, "margin-cost" if lack.less.surely else "margin-cost-perhaps", **shown
        )
