"""Poznań's rule: by votes until one does not fit, and that one too if most of it can be paid.

Source: the comment in META of Poznań's files at Pabulib, 2018 to 2026 (rule ``greedy-custom``): "we
fund projects that received the highest number of votes until the next project on the list does not
fit within the budget. Finally, if the remaining budget is enough to fund at least 80 % of that
project, we fund it as well with the external reserve funds".
"""

from __future__ import annotations

from collections.abc import Sequence

from medborgarbudget.pb.outcome import StepFact
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.greedy import by_score, dearest_offered


def greedy_custom(count: Count, choice: RuleChoice) -> None:
    """Fund projects in order of score until one does not fit; that one too, if `top_up` % is left.

    The pot pays what it has for the last one and the rest comes from outside; there the count ends.
    So a project may cost more than the whole pot, if the pot is that part of its cost.
    Raises ValueError where the choice does not say how much must be left. Pabulib marks the last
    one with 2 in ``selected``: ``greedy-custom``.
    """
    if not choice.top_up:
        raise ValueError("the rule needs its top_up: the percentage that must be left")
    count.parameters["top_up"] = choice.top_up

    def nearly(project: Project) -> bool:
        return 100 * count.money_left >= choice.top_up * project.cost

    def compete(tied: Sequence[Project]) -> bool:
        return any(map(nearly, tied)) and not count.fits(*tied)

    ended = False
    for tied in by_score(count, count.candidates(dearest_offered(count))):
        while tied:
            chosen = tied[0] if ended else count.first(tied, compete)
            facts: dict[str, StepFact] = {"score": count.scores[chosen.project_id]}
            if ended:
                count.note("not-reached", chosen, facts)
            elif count.fits(chosen):
                count.select(chosen, facts)
            else:
                ended = True
                if nearly(chosen):
                    count.top_up(chosen, facts)
                else:
                    count.note("stopped", chosen, facts)
            tied.remove(chosen)
