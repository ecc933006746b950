"""Chicago's size options: a project in several sizes, for which the votes count together.

Source: the ballot of Chicago's ward 45 in 2016 (ward45.org), where voters chose how many trees to
plant, 150, 300 or 450 (see participatepbchicago.org). What decides the size is stated nowhere;
here it is what a majority of the project's voters want, or more than that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from medborgarbudget.pb.outcome import Action
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.greedy import by_score
from medborgarbudget.pb.rules.obstacles import Facts

Option = tuple[str, ...]
"""The sizes of one project, each a project of the instance, the smallest first."""


def greedy_options(count: Count, choice: RuleChoice) -> None:
    """Fund as `greedy` does, where the sizes of one project stand together and one of them wins.

    A ballot counts once for the project, whatever sizes it names, and wants the largest of them.
    The size decided on is the largest that more than half of the project's voters want or pass:
    the lower middle of the sizes wanted. If it does not fit when the project's turn comes, the
    largest smaller one that somebody named and that does fit is funded: who wanted many trees
    wants some rather than none. A larger one never is. Raises ValueError where the choice names no
    options, or one project in two, or the ballots give more than votes.
    """
    if not choice.options:
        raise ValueError("the rule needs its options: the sizes of each project")
    Sizes(count, choice.options).fund(count.candidates())


class Sizes:
    """The sizes of one count, and how many voters want each of them or a larger one."""

    def __init__(self, count: Count, options: Sequence[Option]) -> None:
        if count.scores != count.votes:
            raise ValueError("sizes are counted by votes")
        named = [one for option in options for one in option]
        if len(named) != len(set(named)):
            raise ValueError("a project is a size of one option only")
        self.count = count
        there = count.instance.by_id
        kept = [tuple(one for one in option if one in there) for option in options]
        self.options = [option for option in kept if option]
        self.wanted = dict(count.votes)
        for option in self.options:
            self.wanted.update(zip(option, _wanted(count, option), strict=True))
        self.grouped = {one: option for option in self.options for one in option}
        together = {one: self.wanted[option[0]] for one, option in self.grouped.items()}
        count.scores = {**count.votes, **together}
        count.standing = count.scores
        count.parameters["options"] = tuple(" ".join(option) for option in self.options)

    def fund(self, projects: Sequence[Project]) -> None:
        """Fund these projects in order of score, of each option one size at most."""
        sizes = dict(self._in_turn({project.project_id for project in projects}))
        alone = [project for project in projects if project.project_id not in self.grouped]
        heads = [self.count.instance.by_id[one] for one in sizes]
        for equals in by_score(self.count, [*alone, *heads]):
            tied = {head.project_id: sizes.get(head.project_id, [head]) for head in equals}
            while tied:
                for head, those in tuple(tied.items()):
                    if not any(map(self.count.fits, those)):
                        self._pass(those, "does-not-fit", {})
                        del tied[head]
                if tied:
                    best = {self._largest(those).project_id: head for head, those in tied.items()}
                    offered = [self.count.instance.by_id[one] for one in best]
                    chosen = self.count.first(offered, lambda some: not self.count.fits(*some))
                    self._select(chosen, tied.pop(best[chosen.project_id]))

    def _in_turn(self, candidates: Collection[str]) -> Iterator[tuple[str, list[Project]]]:
        """For each option its size decided on, and that with all smaller ones, the largest first.

        Sizes that are larger than what is decided on are passed over at once.
        """
        by_id = self.count.instance.by_id
        for option in self.options:
            half = [one for one in option if 2 * self.wanted[one] > self.wanted[option[0]]]
            sizes = [by_id[one] for one in reversed(option) if one in candidates]
            small = [project for project in sizes if project.project_id in half]
            for project in sizes:
                if project not in small:
                    self._pass([project], "size-not-wanted", self._facts(project))
            if small:
                yield small[0].project_id, small

    def _largest(self, sizes: Sequence[Project]) -> Project:
        return next(project for project in sizes if self.count.fits(project))

    def _select(self, chosen: Project, sizes: Sequence[Project]) -> None:
        at = sizes.index(chosen)
        self._pass(sizes[:at], "does-not-fit", {})
        more = self._facts(chosen) if chosen.project_id in self.grouped else {}
        self.count.select(chosen, {"score": self.count.scores[chosen.project_id], **more})
        self._pass(sizes[at + 1 :], "other-size", {"by": chosen.project_id})

    def _pass(self, projects: Sequence[Project], action: Action, facts: Facts) -> None:
        for project in projects:
            score = self.count.scores[project.project_id]
            self.count.note(action, project, {"score": score, **facts})

    def _facts(self, project: Project) -> Facts:
        return {"wanted": self.wanted[project.project_id]}


def _wanted(count: Count, option: Option) -> list[int]:
    """How many ballots name each size or a larger one, in the option's order."""
    at = {size: number for number, size in enumerate(option)}
    wanted = [0] * len(option)
    for ballot, voters in count.profile.ballots:
        largest = max((at[choice] for choice in ballot.choices if choice in at), default=-1)
        for number in range(largest + 1):
            wanted[number] += voters
    return wanted
