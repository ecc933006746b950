"""`rounds/<round>/result.yaml`: the outcome of every pot, the same bytes whoever counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from medborgarbudget.pb.outcome import Outcome, Step, StepFact, Tie
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.classes import ClassSums, sums_data, sums_of
from medborgarbudget.records.paths import is_there
from medborgarbudget.records.pot_counts import PotCounts, counts_data
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import Document, read_yaml
from medborgarbudget.records.writing import dump_yaml

MAX_BYTES = 32 * 1024 * 1024
"""The result of the largest elections known stays far below; a stranger's file must too."""


@dataclass(frozen=True)
class PotResult:
    """The outcome of one pot, what was counted, and the SHA-256 of its ballots file.

    `classes` are the sums of each class of ballots, where the round has more than one. `summed` is
    how many ballots are known by their sums only: the outcome rests on them too, and nobody but the
    town and its trustees has seen them one by one.
    """

    pot_id: str
    outcome: Outcome
    counts: PotCounts
    sha256: str
    classes: tuple[ClassSums, ...] = ()
    summed: int = 0


@dataclass(frozen=True)
class RoundResult:
    """The result of a round: its pots by id, and the SHA-256 of each file that went in, by path."""

    round_id: str
    pots: Mapping[str, PotResult]
    inputs: Mapping[str, str]

    @property
    def selected(self) -> tuple[str, ...]:
        """The projects selected in any pot, sorted."""
        return tuple(sorted(one for pot in self.pots.values() for one in pot.outcome.selected))


def result_path(round_id: str) -> str:
    """Where the result of a round is kept."""
    return f"rounds/{round_id}/result.yaml"


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """The outcome as plain data with stable keys; fractions are text, ``"p/q"``, never rounded."""
    return {
        "rule": outcome.rule,
        "parameters": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in sorted(outcome.parameters.items())
        },
        "selected": list(outcome.selected),
        **({"granted": dict(sorted(outcome.granted.items()))} if outcome.granted else {}),
        "spent": outcome.spent,
        "unspent": outcome.unspent,
        "budget_limit": outcome.budget_limit,
        "votes": dict(sorted(outcome.votes.items())),
        "scores": dict(sorted(outcome.scores.items())),
        "steps": [_step_data(step) for step in outcome.steps],
        "ties": [
            {"projects": list(tie.projects), "winner": tie.winner, "decided_by": tie.decided_by}
            for tie in outcome.ties
        ],
    }


def outcome_of(data: Mapping[str, Any]) -> Outcome:
    """The outcome that `outcome_data` wrote down."""
    return Outcome(
        rule=data["rule"],
        parameters={
            name: tuple(value) if isinstance(value, list) else value
            for name, value in data["parameters"].items()
        },
        selected=tuple(data["selected"]),
        spent=data["spent"],
        budget_limit=data["budget_limit"],
        votes=data["votes"],
        scores=data["scores"],
        steps=tuple(_step_of(step) for step in data["steps"]),
        ties=tuple(
            Tie(tuple(tie["projects"]), tie["winner"], tie["decided_by"]) for tie in data["ties"]
        ),
        granted=data.get("granted", {}),
    )


def result_data(result: RoundResult) -> dict[str, Any]:
    """The whole result as plain data, in the order in which it is written."""
    return {
        "round": result.round_id,
        "inputs": [
            {"path": path, "sha256": digest} for path, digest in sorted(result.inputs.items())
        ],
        "pots": {
            pot_id: {
                "counts": counts_data(pot.counts),
                **({"summed": pot.summed} if pot.summed else {}),
                **_classes_data(pot),
                "sha256": pot.sha256,
                **outcome_data(pot.outcome),
            }
            for pot_id, pot in sorted(result.pots.items())
        },
    }


def _classes_data(pot: PotResult) -> dict[str, Any]:
    """Nothing where all ballots are of one class: the sums are then the counts and the votes."""
    return {"classes": [sums_data(one) for one in pot.classes]} if pot.classes else {}


def result_text(result: RoundResult) -> str:
    """The bytes of result.yaml as text: equal results give equal text."""
    return dump_yaml(result_data(result))


def read_result(
    root: Path, round_id: str
) -> tuple[RoundResult | None, tuple[Problem, ...], tuple[Document, ...]]:
    """The result of a round; None without problems where the file is not there."""
    path = result_path(round_id)
    if not is_there(root, path):
        return None, (), ()
    document, problems = read_yaml(root, path, max_bytes=MAX_BYTES)
    if document is None:
        return None, problems, ()
    problems += shape_problems(document, "result")
    if problems:
        return None, problems, (document,)
    return _result_of(document.data), (), (document,)


def _result_of(data: Mapping[str, Any]) -> RoundResult:
    return RoundResult(
        round_id=str(data["round"]),
        pots={
            str(pot_id): PotResult(
                pot_id=str(pot_id),
                outcome=outcome_of(pot),
                counts=PotCounts(**pot["counts"]),
                sha256=pot["sha256"],
                classes=tuple(map(sums_of, pot.get("classes", ()))),
                summed=pot.get("summed", 0),
            )
            for pot_id, pot in data["pots"].items()
        },
        inputs={entry["path"]: entry["sha256"] for entry in data["inputs"]},
    )


def _step_data(step: Step) -> dict[str, Any]:
    return {
        "action": step.action,
        "project_id": step.project_id,
        "money_left": step.money_left,
        "facts": {name: _fact_data(fact) for name, fact in sorted(step.facts.items())},
    }


def _step_of(data: Mapping[str, Any]) -> Step:
    facts = {name: _fact_of(fact) for name, fact in data["facts"].items()}
    return Step(data["action"], data["project_id"], data["money_left"], facts)


def _fact_data(fact: StepFact) -> int | str:
    if isinstance(fact, Fraction):
        return f"{fact.numerator}/{fact.denominator}"
    return fact


def _fact_of(fact: int | str) -> StepFact:
    if isinstance(fact, str) and "/" in fact:
        return Fraction(fact)
    return fact
