"""Why each project won or lost, and what its pot's result means, worked out once for all pages.

The published ballots are counted again for it, within a bound that depends on nothing but the
files: the same pages come out wherever they are built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medborgarbudget.pb.alternatives import work_of_a_step
from medborgarbudget.pb.margins import BY_SUMS, MOST_RUNS
from medborgarbudget.records.folders import RoundFolder, TownTree
from medborgarbudget.records.lacking import Lacking
from medborgarbudget.records.pot_story import PotStory

OTHER_RULES = (
    "greedy",
    "greedy-no-skip",
    "equalshares/utilitarian",
    "equalshares/add1",
    "phragmen",
    "max-welfare",
)
"""The ways of counting that pages compare with. How shares are raised stands beside the table: as
the round says or, where it does not count so, as `pb.alternatives` does."""

MOST_WORK = 20_000_000
"""What the margins of a round may take, in the measure of `pb.alternatives`: about a second."""
RUNS_BY_SUMS, RUNS = 9, 24
"""How many counts the margins of one project take as a rule, where nothing is tried one by one."""
WORK_BY_SUMS = 90
"""What each project takes in a count that looks at nothing but sums."""
WORK_OF_SELECTIONS = 20
"""What maximum welfare takes grows with the third power of the number of projects, or faster."""


@dataclass(frozen=True)
class ProjectStory:
    """One project of a result: its sentences in a language, all from the steps of the count."""

    pot: PotStory
    project_id: str
    lack: Lacking | None

    @property
    def won(self) -> bool:
        """Whether it is selected."""
        return self.project_id in self.pot.result.outcome.selected

    def why(self, language: str) -> tuple[str, ...]:
        """Why it won or lost, without what the page tells beside it."""
        return tuple(self.pot.explainer(self.project_id, language).brief())

    def reason(self, language: str) -> tuple[str, ...]:
        """Why, in a sentence or two, for a list of many."""
        return tuple(self.pot.explainer(self.project_id, language).reason())

    def margin(self, language: str) -> tuple[str, ...]:
        """What it would have needed."""
        return tuple(self.pot.margin(self.lack, language))

    def others(self, language: str) -> tuple[str, ...]:
        """With which other rules it would have won."""
        return tuple(self.pot.others(self.project_id, language))


@dataclass(frozen=True)
class RoundStories:
    """The pots of a result, and each project on their ballots."""

    pots: Mapping[str, PotStory]
    projects: Mapping[str, ProjectStory]


def round_stories(tree: TownTree, folder: RoundFolder) -> RoundStories:
    """The stories of a round; nothing where it has no result yet.

    Pots whose count is short come first. Where the work is not enough for all projects that lost,
    those with most votes have their margin told, and the others do not.
    """
    result = folder.result
    if result is None:
        return RoundStories({}, {})
    pots = {
        pot_id: PotStory(tree, folder, result, pot_id, OTHER_RULES)
        for pot_id in folder.round.pots
        if pot_id in result.pots
    }
    projects: dict[str, ProjectStory] = {}
    work_left = MOST_WORK
    for pot in sorted(pots.values(), key=lambda pot: (_work(pot), pot.pot.pot_id)):
        outcome, run = pot.result.outcome, _work(pot)
        runs = RUNS_BY_SUMS if outcome.rule in BY_SUMS else RUNS
        nearest = sorted(pot.instance.by_id, key=lambda one: (-outcome.scores.get(one, 0), one))
        for at, project_id in enumerate(nearest):
            lack = None
            if project_id not in outcome.selected and runs * run <= work_left:
                share = work_left // (len(nearest) - at)
                tried = max(0, min(MOST_RUNS, share // max(run, 1) - runs))
                lack = pot.lacking(project_id, tried)
                work_left -= (runs if outcome.rule in BY_SUMS else runs + tried) * run
            projects[project_id] = ProjectStory(pot, project_id, lack)
    return RoundStories(pots, projects)


def _work(pot: PotStory) -> int:
    """About what it takes to count the pot once."""
    if pot.ballots is None:
        return 0
    projects = len(pot.instance.projects)
    if pot.ballots.choice.name == "max-welfare":
        return WORK_OF_SELECTIONS * projects**3
    if pot.ballots.choice.name in BY_SUMS:
        return WORK_BY_SUMS * projects
    tried = (step.facts.get("attempts", 0) for step in pot.result.outcome.steps)
    steps = 1 + max(map(int, tried), default=0)
    return steps * work_of_a_step(pot.ballots.instance, pot.ballots.profile)
