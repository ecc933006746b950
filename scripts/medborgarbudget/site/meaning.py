"""A pot's result in rows for its tables of bars: wishes met, money by group, other rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medborgarbudget.pb.measures import Portion, with_a_wish
from medborgarbudget.pb.outcome import Outcome
from medborgarbudget.pb.words import Words
from medborgarbudget.records.pot_story import PotStory

MOST_WISHES = 6
"""So many wishes met, or more, are one row."""


@dataclass(frozen=True, slots=True)
class WishRow:
    """How many voters had so many wishes met; `or_more` for the last row of a long table.

    `width` is in thousandths of the longest bar.
    """

    wishes: int
    or_more: bool
    voters: int
    width: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The money of one district or subject; `name` is None for projects that name none."""

    name: Words | None
    portion: Portion
    width: int


@dataclass(frozen=True, slots=True)
class OtherRule:
    """One way of counting: what it chose, what that costs, and how many got a wish met.

    `step` is by how many whole currency units it raised the shares at a time, None where it did
    not, and `stop` when it ended then.
    """

    rule: str
    selected: frozenset[str]
    spent: int
    happy: int
    step: int | None = None
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rules side by side, this round's first, and the projects on which they part.

    `same` is how many projects they all choose. `says_how` is whether the round itself says how
    shares are raised.
    """

    rules: tuple[OtherRule, ...]
    contested: tuple[str, ...]
    same: int
    voters: int
    says_how: bool = False

    @property
    def raised(self) -> OtherRule | None:
        """The other rule that raises the shares, if one does."""
        return next((rule for rule in self.rules[1:] if rule.step is not None), None)


def wish_rows(wishes: Mapping[int, int]) -> tuple[WishRow, ...]:
    """From none upwards, with no number left out between; nothing where no ballots are known."""
    if not wishes:
        return ()
    last = min(max(wishes), MOST_WISHES)
    voters = [wishes.get(number, 0) for number in range(last)]
    voters.append(sum(number for met, number in wishes.items() if met >= last))
    longest = max(voters)
    return tuple(
        WishRow(number, number == last < max(wishes), some, some * 1000 // longest)
        for number, some in enumerate(voters)
    )


def group_rows(portions: Sequence[Portion], names: Mapping[str, Words]) -> tuple[GroupRow, ...]:
    """The groups in the order of their money, the most first; nothing where there is only one."""
    if len(portions) < 2:
        return ()
    longest = max(one.cost for one in portions) or 1
    ordered = sorted(portions, key=lambda one: -one.cost)
    return tuple(
        GroupRow(
            None if one.group is None else names.get(one.group, {"": one.group}),
            one,
            one.cost * 1000 // longest,
        )
        for one in ordered
    )


def comparison(story: PotStory) -> Comparison | None:
    """The rules that came to an end beside this round's own; None where there is none."""
    ended = [one.outcome for one in story.alternatives if one.outcome is not None]
    if story.ballots is None or not ended:
        return None
    rules = tuple(
        OtherRule(
            outcome.rule,
            frozenset(outcome.selected),
            outcome.spent,
            with_a_wish(story.ballots.profile, outcome.selected),
            *_raised(outcome),
        )
        for outcome in (story.result.outcome, *ended)
    )
    chosen = frozenset[str]().union(*(rule.selected for rule in rules))
    same = chosen.intersection(*(rule.selected for rule in rules))
    votes = story.result.outcome.votes
    return Comparison(
        rules,
        tuple(sorted(chosen - same, key=lambda one: (-votes.get(one, 0), one))),
        len(same),
        story.spread.voters,
        story.ballots.choice.completion is not None,
    )


def _raised(outcome: Outcome) -> tuple[int | None, str]:
    """By how much the shares were raised at a time, and when that ended, as the outcome says."""
    step, stop = outcome.parameters.get("step"), outcome.parameters.get("stop")
    return (step, str(stop)) if isinstance(step, int) else (None, "")
