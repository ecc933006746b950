"""Maximum welfare: of all selections that fit, the one that is worth most to the voters together.

Source: Talmon, Faliszewski, "A Framework for Approval-Based Budgeting Methods", AAAI 2019 (rules
that maximise); the exact answer to what greedy counts approach.
"""

from __future__ import annotations

from collections.abc import Sequence

from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.knapsack import Effort, EffortSpentError, Item, best, by_ratio
from medborgarbudget.pb.rules.raising import TooManyStepsError


class TooManySelectionsError(TooManyStepsError):
    """The best selection is not proven after looking at about `max_steps` selections."""


def max_welfare(count: Count, choice: RuleChoice) -> None:
    """Select the projects that together are worth most, out of all that the money is enough for.

    A project is worth its votes times its cost (`cost`), its votes (`cardinality`), or its points
    (`points`). Where several selections are worth most, the tie-breaking chooses one project after
    another among those that only some of them have. Raises TooManySelectionsError where the best
    selection cannot be proven within a fixed effort: see docs/decisions/0019.
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
    effort = Effort()
    try:
        search = Search(items, count.instance.budget_limit, effort)
        while contested := search.contested():
            first = count.first([count.instance.by_id[one] for one in contested], _always)
            search.force(first.project_id)
    except EffortSpentError:
        raise TooManySelectionsError(effort.most) from None
    chosen = search.best[0]

    def order(project_id: str) -> tuple[int, str]:
        return -count.scores[project_id], project_id

    for project in free:
        count.select(project, {"welfare": worth(project)})
    by_id = count.instance.by_id
    for project_id in sorted(chosen, key=order):
        count.select(by_id[project_id], {"welfare": worth(by_id[project_id])})
    for item in sorted(items, key=lambda item: order(item.item_id)):
        if item.item_id not in chosen:
            facts = {"best": search.most, "with_it": search.with_it[item.item_id]}
            count.note("not-in-best", by_id[item.item_id], facts)


def _always(tied: Sequence[Project]) -> bool:
    return True


class Search:
    """All that is known of the selections that are worth most, as far as a tie-breaking needs it.

    `most` is what they are worth, `with_it` the worth of the best with each item, and `best` are
    those found so far that have all of the forced items: never none.
    """

    def __init__(self, items: Sequence[Item], limit: int, effort: Effort) -> None:
        self.items = by_ratio(items)
        self.limit = limit
        self.effort = effort
        self.forced: list[str] = []
        self.most, chosen = best(self.items, limit, effort)
        self.best = [chosen]
        self.with_it = {item.item_id: self._with(item) for item in self.items}
        self._open = sorted(self.with_it)

    def force(self, item_id: str) -> None:
        """From now on only the best selections with this one, which some have, are meant."""
        self.forced.append(item_id)
        self.best = [chosen for chosen in self.best if item_id in chosen]

    def contested(self) -> list[str]:
        """The items that some but not all of the best selections have, by id.

        What all have or none has stays so, whatever is forced.
        """
        self._open = [
            one for one in self._open if one not in self.forced and self._is_contested(one)
        ]
        return self._open

    def _is_contested(self, item_id: str) -> bool:
        """Whether two known ones differ on it, or one that differs from them can be found."""
        inside = [item_id in chosen for chosen in self.best]
        if all(inside):
            others = [item for item in self.items if item.item_id != item_id]
            self._found(*self._forced(others, self.forced))
        elif not any(inside) and self.with_it[item_id] == self.most:
            self._found(*self._forced(self.items, [*self.forced, item_id]))
        return len({item_id in chosen for chosen in self.best}) > 1

    def _with(self, item: Item) -> int:
        """What the best selection with this item is worth; -1 where it is dearer than the limit."""
        if any(item.item_id in chosen for chosen in self.best):
            return self.most
        worth, chosen = self._forced(self.items, [item.item_id])
        self._found(worth, chosen)
        return worth

    def _found(self, worth: int, chosen: frozenset[str]) -> None:
        if worth == self.most:
            self.best.append(chosen)

    def _forced(self, items: Sequence[Item], forced: Sequence[str]) -> tuple[int, frozenset[str]]:
        """The best selection among those that have all of the forced ones; worth -1 for none."""
        inside = [item for item in items if item.item_id in forced]
        left = self.limit - sum(item.cost for item in inside)
        if left < 0:
            return -1, frozenset()
        others = [item for item in items if item.item_id not in forced]
        worth, chosen = best(others, left, self.effort)
        return worth + sum(item.worth for item in inside), chosen.union(forced)
