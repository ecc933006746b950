"""What is told of each step of the play, as keys and facts: the sentences are made at the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from medborgarbudget.counting.batches import RoundCount
from medborgarbudget.demo.acts import Act
from medborgarbudget.pb.schedule import STEPS
from medborgarbudget.records.results import RoundResult
from medborgarbudget.records.tree import RoundFolder

Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the play: a sentence's key with its facts, and where in the play it stands."""

    key: str
    facts: Facts = field(default_factory=dict)
    round_id: str = ""
    step: int = 0
    day: date | None = None


def step(folder: RoundFolder, act: Act) -> Told:
    """What a step came to, told when its last act is done. Step 5 has its own lines."""
    return Told(STEPS[act.step - 1], _facts(folder, act.step), act.round_id, act.step, act.day)


def counted(folder: RoundFolder, count: RoundCount, act: Act) -> Told:
    """What was in the boxes."""
    counts = [count.counts(pot_id) for pot_id in folder.round.pots]
    facts = {
        "slips": sum(one.slips for one in counts),
        "counted": sum(one.counted for one in counts),
        "blank": sum(one.blank for one in counts),
        "spoiled": sum(one.spoiled for one in counts),
        "over": sum(sum(one.invalid.values()) for one in counts),
    }
    return Told("closed", facts, act.round_id, 5, act.day)


def tallied(result: RoundResult, published: bool, act: Act) -> Told:
    """What the count gave, and whether it is what had been published before."""
    outcomes = [pot.outcome for pot in result.pots.values()]
    facts = {
        "selected": len(result.selected),
        "spent": sum(outcome.spent for outcome in outcomes),
        "ties": sum(len(outcome.ties) for outcome in outcomes),
    }
    return Told("tallied-again" if published else "tallied", facts, act.round_id, 5, act.day)


def ahead(round_id: str, done: Collection[int]) -> Iterator[Told]:
    """Which steps of a round are still to come, where some are."""
    missing = [number for number in range(1, len(STEPS) + 1) if number not in done]
    if missing:
        key = "ahead" if len(missing) > 1 else "ahead-one"
        yield Told(key, {"first": missing[0], "last": missing[-1]}, round_id, missing[0])


def _facts(folder: RoundFolder, number: int) -> Facts:
    verdicts = Counter(assessment.verdict for assessment in folder.assessments.values())
    stages = Counter(work.stage for work in folder.implementation.values())
    kinds = Counter(event.kind for event in folder.events)
    decision, follow_up = folder.decision, folder.follow_up
    facts: dict[int, Facts] = {
        1: {"pots": len(folder.round.pots), "money": folder.round.budget_limit},
        2: {"meetings": kinds["meeting"], "places": kinds["polling-place"]},
        3: {
            "proposals": len(folder.proposals),
            "languages": len({one.language for one in folder.proposals.values()}),
        },
        4: {
            "eligible": verdicts["eligible"],
            "refused": verdicts["refused"],
            "merged": verdicts["merged"],
            "withdrawn": verdicts["withdrawn"],
            "unfinished": verdicts["needs-work"],
        },
        6: {
            "funded": len(decision.funded) if decision else 0,
            "deviations": len(decision.deviations) if decision else 0,
        },
        7: {
            "completed": stages["completed"],
            "cancelled": stages["cancelled"],
            "begun": stages.total() - stages["completed"] - stages["cancelled"],
        },
        8: {
            "indicators": len(follow_up.indicators) if follow_up else 0,
            "changes": len(follow_up.changes) if follow_up else 0,
        },
    }
    return facts[number]
