"""result.yaml: every figure comes back as it was, and equal results are equal bytes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.pb.outcome import Outcome, Step, Tie
from medborgarbudget.records.results import (
    PotCounts,
    PotResult,
    RoundResult,
    outcome_data,
    outcome_of,
    read_result,
    result_path,
    result_text,
)
from medborgarbudget.records.writing import write_text

OUTCOME = Outcome(
    rule="equalshares/add1",
    parameters={"tie_breaking": ("max-votes", "lot"), "lot_seed": "7 12 19", "step": 1},
    selected=("bank", "511"),
    spent=500,
    budget_limit=600,
    votes={"bank": 9, "511": 3, "scen": 0},
    scores={"scen": 0, "bank": 9, "511": 3},
    steps=(
        Step("endowment", None, 600, {"voters": 9, "endowment": Fraction(200, 3)}),
        Step("selected", "bank", 600, {"payment": Fraction(3), "supporters": 9}),
        Step("raised-endowment", None, 0, {"ended_by": "overspend", "last": Fraction(1, 7)}),
    ),
    ties=(Tie(("511", "bank"), "bank", "max-votes"),),
)
COUNTS = PotCounts(12, 9, 1, 1, {"ballot-length-above-limit": 1})


def result(**pots: Outcome) -> RoundResult:
    """A round's result with these pots."""
    found = {key: PotResult(key, outcome, COUNTS, "a" * 64) for key, outcome in pots.items()}
    return RoundResult("2026", found, {"rounds/2026/round.yaml": "b" * 64})


def test_a_result_reads_back_as_it_was(tmp_path):
    """Whole numbers, texts and fractions stay what they were, a fraction of whole value too."""
    write_text(tmp_path, result_path("2026"), result_text(result(norr=OUTCOME)))
    again, problems, documents = read_result(tmp_path, "2026")

    assert () == problems
    assert ["rounds/2026/result.yaml"] == [document.path for document in documents]
    assert result(norr=OUTCOME) == again
    assert Fraction(3) == again.pots["norr"].outcome.steps[1].facts["payment"]
    assert ("511", "bank") == again.selected


def test_equal_results_are_equal_bytes():
    """The order in which pots and figures were put in does not show."""
    other = Outcome(**{
        **{name: getattr(OUTCOME, name) for name in OUTCOME.__dataclass_fields__},
        "votes": dict(reversed(OUTCOME.votes.items())),
        "parameters": dict(reversed(OUTCOME.parameters.items())),
    })  # fmt: skip

    assert result_text(result(norr=OUTCOME, soder=other)) == (
        result_text(result(soder=OUTCOME, norr=other))
    )


@given(st.fractions(), st.integers(-(10**14), 10**14), st.text("abc-", max_size=9))
def test_any_fact_survives(fraction, number, text):
    """As data and back."""
    step = Step("selected", "x", 1, {"a": fraction, "b": number, "c": text})
    outcome = Outcome("greedy", {}, (), 0, 0, {}, {}, (step,))

    assert outcome == outcome_of(outcome_data(outcome))


def test_no_result_is_no_problem(tmp_path):
    """Most of a round's life there is none."""
    assert (None, (), ()) == read_result(tmp_path, "2026")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("spent: 500", "spent: a lot"), "whole-number-expected"),
        (("rule: equalshares", "regel: equalshares"), "key-missing"),
        (("sha256: aaa", "sha256: äää"), "text-not-as-agreed"),
    ],
)
def test_a_result_of_another_shape_is_told(tmp_path, change, code):
    """A hand-made file meets the same words as any other."""
    text = result_text(result(norr=OUTCOME)).replace(*change)
    write_text(tmp_path, result_path("2026"), text)
    again, problems, _ = read_result(tmp_path, "2026")

    assert None is again
    assert code in {problem.code for problem in problems}
