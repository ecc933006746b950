"""Maximum welfare: of all selections that fit, the one that is worth most to the voters together.

Source: Talmon, Faliszewski, "A Framework for Approval-Based Budgeting Methods", AAAI 2019 (rules
that maximise); the exact answer to what greedy counts approach.
"""

from __future__ import annotations

from collections.abc import Sequence

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.knapsack import Item, best


def max_welfare(count: Count, choice: RuleChoice) -> None:
    """Select the projects that together are worth most, out of all that the money is enough for.

    A project is worth its votes times its cost (`cost`), its votes (`cardinality`), or its points
    (`points`). Where several selections are worth most, the tie-breaking chooses one project after
    another among those that only some of them have. The time grows with the number of selections
    that are both cheaper and better than no other: a second for a city's hundred projects.
    """
    count.parameters["utility"] = choice.utility
    if choice.utility == "cardinality":
        count.scores = count.votes
        count.parameters.pop("places", None)

    def worth(project: Project) -> int:
        score = count.scores[project.project_id]
        return score * project.cost if choice.utility == "cost" else score

    free, items = [], []
    for project in count.candidates():
        if project.cost:
            items.append(Item(project.project_id, project.cost, worth(project)))
        else:
            free.append(project)
    limit = count.instance.budget_limit
    most, chosen = best(items, limit)
    with_it = {item.item_id: _with(item, items, limit) for item in items}
    forced: list[str] = []
    while contested := _contested(items, forced, chosen, most, limit):
        first = count.first([count.instance.by_id[one] for one in contested], _always)
        forced.append(first.project_id)
        chosen = _forced(items, forced, limit)[1]

    def order(project_id: str) -> tuple[int, str]:
        return -count.scores[project_id], project_id

    for project in free:
        count.select(project, {"welfare": worth(project)})
    by_id = count.instance.by_id
    for project_id in sorted(chosen, key=order):
        count.select(by_id[project_id], {"welfare": worth(by_id[project_id])})
    for item in sorted(items, key=lambda item: order(item.item_id)):
        if item.item_id not in chosen:
            facts = {"best": most, "with_it": with_it[item.item_id]}
            count.note("not-in-best", by_id[item.item_id], facts)


def _always(tied: Sequence[Project]) -> bool:
    return True


def _with(item: Item, items: Sequence[Item], limit: int) -> int:
    """What the best selection with this item is worth."""
    return _forced(items, [item.item_id], limit)[0]


def _forced(items: Sequence[Item], forced: Sequence[str], limit: int) -> tuple[int, frozenset[str]]:
    """The best selection among those that have all of the forced ones; worth -1 if none fits."""
    inside = [item for item in items if item.item_id in forced]
    left = limit - sum(item.cost for item in inside)
    if left < 0:
        return -1, frozenset()
    worth, chosen = best([item for item in items if item.item_id not in forced], left)
    return worth + sum(item.worth for item in inside), chosen.union(forced)


def _contested(
    items: Sequence[Item], forced: Sequence[str], chosen: frozenset[str], most: int, limit: int
) -> list[str]:
    """The items that some but not all selections have that are worth most and have the forced."""
    found = []
    for item in items:
        if item.item_id in forced:
            continue
        if item.item_id in chosen:
            others = [other for other in items if other != item]
            another = _forced(others, forced, limit)[0]
        else:
            another = _forced(items, [*forced, item.item_id], limit)[0]
        if another == most:
            found.append(item.item_id)
    return sorted(found)
