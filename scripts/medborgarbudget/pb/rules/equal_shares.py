"""The Method of Equal Shares: every voter gets the same money and spends it on what they want.

Source: Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021; https://equalshares.net.
"""

from __future__ import annotations

from fractions import Fraction

from medborgarbudget.pb.outcome import StepFact
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.certified import Certified
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.market import Allocation, Market
from medborgarbudget.pb.rules.points_market import PointsMarket
from medborgarbudget.pb.rules.raising import Buyers


def buyers_of(count: Count, choice: RuleChoice) -> Buyers:
    """The voters of this count: with points where these are the utility."""
    if choice.utility == "points":
        return PointsMarket.of(count)
    return Certified.of(Market.of(count, choice))


def equal_shares(count: Count, choice: RuleChoice) -> list[Project]:
    """Share the budget limit equally between the voters, who buy what their money reaches for.

    Bought first is what costs its supporters least per unit of utility, when all pay alike and
    those who have less pay all they have. The utility of a project to each of its supporters is
    its cost (`cost`) or 1 (`cardinality`). Voters with an empty ballot have their share too. On a
    ballot with points or ranks, a project is supported if it is named, with more than 0 points.
    Money is usually left: see `completion`. Returns the projects left that voters want.
    Pabulib: ``equalshares``.
    """
    buyers = buyers_of(count, choice)
    if not buyers.projects:
        return []
    share = Fraction(count.instance.budget_limit, count.profile.voters)
    return record(count, buyers.buy(share).allocation())


def record(count: Count, allocation: Allocation) -> list[Project]:
    """Write the allocation into the count; returns the projects left that voters want."""
    voters = count.profile.voters
    count.note("endowment", None, {"voters": voters, "endowment": allocation.endowment})
    for purchase in allocation.purchases:
        facts: dict[str, StepFact] = {
            "supporters": count.scores[purchase.project.project_id],
            "payment": purchase.payment.amount,
            "paying_less": purchase.payment.paying_less,
            "price_per_vote": purchase.price_per_vote,
        }
        count.select(purchase.project, facts)
    count.ties += allocation.ties
    for project in allocation.left:
        facts = {
            "supporters": count.scores[project.project_id],
            "supporters_money": allocation.purses.money(project.project_id),
        }
        count.note("not-affordable", project, facts)
    return list(allocation.left)
