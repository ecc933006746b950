"""What other rules would have made of the same ballots: the comparison that a result owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from medborgarbudget.pb.ballot import WITH_POINTS
from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.merged import MergedBallots
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import Completion, RuleChoice
from medborgarbudget.pb.rules import TooManyStepsError, run
from medborgarbudget.pb.ties import TieRefusedError

COMPARED = (
    "greedy",
    "greedy-no-skip",
    "equalshares",
    "equalshares/add1",
    "equalshares/add1u",
    "equalshares/utilitarian",
    "phragmen",
    "max-welfare",
    "majority-judgement",
)
"""The rules that are tried. The other greedy ones are one of these with what a round adds to it."""

GREEDY_BY_ANOTHER_NAME = frozenset({"greedy-threshold", "greedy-exclusive"})
"""Rules that come to the same as ``greedy``: demands hold here for all, conflicts are not here."""

RAISED = frozenset({"equalshares/add1", "equalshares/add1u"})
BY_SUPPORTERS = RAISED | {"equalshares", "equalshares/utilitarian", "phragmen"}
WITH_UTILITY = BY_SUPPORTERS - {"phragmen"} | {"max-welfare"}

COMPLETION = Completion("floor", 1, "overspend")
"""How a raised rule is completed where the round does not say: as the announced outcomes were."""

MOST_WORK = 30_000_000
"""What one raised rule may take, counted in choices on different ballots: some three seconds."""
WORK_OF_A_PROJECT = 400
"""What each project takes at a step beside that, in the same measure."""
MOST_PROJECTS_AT_BEST = 40
"""Maximum welfare tries selections, and they grow fast: with more projects it is left out."""


@dataclass(frozen=True)
class Alternative:
    """What one rule would have chosen. `outcome` is None where the rule came to no end.

    `refused` are then the ids between which the round's tie-breaking does not choose; none where
    the count would have taken too long.
    """

    rule: str
    outcome: Outcome | None
    refused: tuple[str, ...] = ()


def alternatives(
    instance: Instance,
    profile: Profile,
    choice: RuleChoice,
    names: Sequence[str] = COMPARED,
    most_work: int = MOST_WORK,
) -> tuple[Alternative, ...]:
    """The outcomes of these rules, but for the chosen one, in the order of `names`.

    What the round says of thresholds, ties, utility and completion holds for all of them; where it
    says nothing, points are the utility of ballots that give points, and `COMPLETION` completes. A
    least score in points or rank points is not asked by rules that look at supporters. Left out are
    rules that do not fit the ballots or are the chosen one by another name, and all of them where
    projects exclude each other, which only the chosen rule knows. The work is bounded: by
    `most_work` for a rule that raises the shares, by `MOST_PROJECTS_AT_BEST` for maximum welfare.
    Raises KeyError for a name that is not in `pb.rules.RULES`.
    """
    if choice.conflicts:
        return ()
    chosen = "greedy" if choice.name in GREEDY_BY_ANOTHER_NAME else choice.name
    found = []
    for name in names:
        if name == chosen or (
            name == "max-welfare" and len(instance.projects) > MOST_PROJECTS_AT_BEST
        ):
            continue
        other = _other(name, instance, profile, choice, most_work)
        try:
            found.append(_counted(instance, profile, other))
        except ValueError:
            continue
    return tuple(found)


def _other(
    name: str, instance: Instance, profile: Profile, choice: RuleChoice, most_work: int
) -> RuleChoice:
    """The round's choice with another rule's name, and with what that rule needs."""
    other = replace(choice, name=name, comparison=None)
    if name in BY_SUPPORTERS and profile.vote_type not in ("approval", "choose-1"):
        other = replace(other, threshold=0)
    if name in WITH_UTILITY and choice.name not in WITH_UTILITY:
        other = replace(other, utility="points" if profile.vote_type in WITH_POINTS else "cost")
    if name in RAISED:
        completion = choice.completion or COMPLETION
        steps = most_work // work_of_a_step(instance, profile)
        limited = replace(completion, max_steps=min(completion.max_steps, steps))
        other = replace(other, completion=limited)
    return other


def _counted(instance: Instance, profile: Profile, choice: RuleChoice) -> Alternative:
    try:
        return Alternative(choice.name, run(instance, profile, choice))
    except TieRefusedError as refusal:
        return Alternative(choice.name, None, refusal.project_ids)
    except TooManyStepsError:
        return Alternative(choice.name, None)


def work_of_a_step(instance: Instance, profile: Profile) -> int:
    """What buying with one endowment takes: the choices on different ballots, and the projects."""
    if isinstance(profile.ballots, MergedBallots):
        choices = len(profile.ballots.chosen)
    else:
        choices = sum(len(ballot.choices) for ballot, _ in profile.ballots)
    return choices + WORK_OF_A_PROJECT * len(instance.projects)
