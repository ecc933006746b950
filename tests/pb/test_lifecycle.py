"""The life of a proposal, derived from what the files say."""

from __future__ import annotations

from itertools import product

import pytest

from medborgarbudget.pb.assessment import STAGES, VERDICTS
from medborgarbudget.pb.lifecycle import STATES, Traces, impossible, state

ANSWERS = (None, False, True)
LIVES = [
    Traces(*traces)
    for traces in product(
        (None, *VERDICTS), ANSWERS, ANSWERS, ANSWERS, (None, *STAGES), (False, True)
    )
]
ON_BALLOT = {"verdict": "eligible", "on_ballot": True}
SELECTED = {**ON_BALLOT, "selected": True}
FUNDED = {**SELECTED, "funded": True}


@pytest.mark.parametrize(
    ("traces", "expected"),
    [
        ({}, "submitted"),
        ({"verdict": "needs-work"}, "needs-work"),
        ({"verdict": "eligible"}, "eligible"),
        ({"verdict": "refused", "on_ballot": False, "selected": False}, "refused"),
        ({"verdict": "merged", "on_ballot": False}, "merged"),
        ({"verdict": "withdrawn"}, "withdrawn"),
        (ON_BALLOT, "on-ballot"),
        (SELECTED, "selected"),
        ({**ON_BALLOT, "selected": False}, "not-selected"),
        (FUNDED, "decided"),
        ({**SELECTED, "funded": False}, "not-decided"),
        ({**FUNDED, "stage": "not-started"}, "decided"),
        ({**FUNDED, "stage": "procurement"}, "under-way"),
        ({**FUNDED, "stage": "completed"}, "completed"),
        ({**FUNDED, "stage": "cancelled"}, "cancelled"),
        ({**FUNDED, "stage": "completed", "followed_up": True}, "followed-up"),
    ],
)
def test_a_life_in_its_order(traces, expected):
    """From the proposal's file to the follow-up: each file moves the state one step on."""
    assert expected == state(Traces(**traces))
    assert () == impossible(Traces(**traces))


@pytest.mark.parametrize(
    ("traces", "expected"),
    [
        ({"verdict": "refused", "on_ballot": True}, "on-ballot-not-eligible"),
        ({"verdict": "eligible", "on_ballot": False}, "eligible-not-on-ballot"),
        ({"on_ballot": False, "selected": True}, "selected-not-on-ballot"),
        ({"on_ballot": False, "funded": True}, "funded-not-on-ballot"),
        ({**SELECTED, "stage": "building"}, "implementation-not-funded"),
        ({**FUNDED, "stage": "building", "followed_up": True}, "followed-up-not-ended"),
    ],
)
def test_a_life_that_cannot_be_is_told(traces, expected):
    """One contradiction, one code."""
    assert (expected,) == impossible(Traces(**traces))


def test_every_combination_of_files_has_a_state():
    """Also an impossible one: the site must show something while the error is mended."""
    assert {state(traces) for traces in LIVES} == set(STATES)


def test_a_project_past_the_ballot_was_eligible_and_on_it():
    """Whatever is selected, decided or built can be traced back to its assessment."""
    later = STATES[STATES.index("on-ballot") :]
    lives = [traces for traces in LIVES if not impossible(traces) and state(traces) in later]

    assert {("eligible", True)} == {(traces.verdict, traces.on_ballot) for traces in lives}
