"""Rules for the weeks of voting: nobody is told how it goes, so that nobody votes by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from medborgarbudget.moderation.rules.view import RoundView, as_written, finding
from medborgarbudget.pb.problem import Place, Problem

TELLING = ("ballots/", "box/", "paper/", "result.yaml", "classes.yaml", "announced.yaml")
"""What in a round's folder gives choices or sums away: typed slips are ballots too."""
SILENT = "/cover.yaml"
"""How a paper file ends that says how many slips there are and nothing of what they chose."""


def no_totals_while_voting_is_open(view: RoundView) -> Iterator[Problem]:
    """From its first day to its last there are no ballots, no typed slips, no sums, no result."""
    folder = view.folder
    voting = folder.round.schedule.periods["voting"]
    if view.today is None or folder.manifest is None:
        return
    is_over = voting.stage(datetime.combine(view.today, datetime.min.time())) == "after"
    if is_over or view.today < voting.opens.date():
        return
    for path in view.tree.paths:
        telling = path.startswith(tuple(f"{folder.path}/{name}" for name in TELLING))
        if telling and not path.endswith(SILENT):
            closes = as_written(voting.closes, end=True)
            yield finding("totals-while-open", Place(path), round=folder.round_id, closes=closes)


ROUND_RULES = (no_totals_while_voting_is_open,)
