"""Words for the narration of what is funded in part, bought in part, and left over."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from medborgarbudget.pb.outcome import Outcome, Step

SHARING: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "action-partly-funded": "{name} får {granted} av {cost}. Kvar före: {left}.",
        "action-filling-up": "{left} är kvar. Det går till de projekt som får plats, i ordning.",
        "action-rolled-over": "{amount} är kvar och går till potten {to}.",
        "action-next-round": "{amount} är kvar och går till nästa runda.",
        "action-board-decides": "{amount} är kvar. De förtroendevalda bestämmer över det.",
        "why-shares-in-part": "{supporters} väljare betalar högst {payment} var, tillsammans {paid}"
        " av {cost}. ",
        "why-points-in-part": "{supporters} väljare betalar högst {payment} per poäng, ihop {paid}"
        " av {cost}. ",
    },
    "en": {
        "action-partly-funded": "{name} gets {granted} of {cost}. Left before: {left}.",
        "action-filling-up": "{left} is left. It goes to the projects that fit, in order.",
        "action-rolled-over": "{amount} is left and goes to the pot {to}.",
        "action-next-round": "{amount} is left and goes to the next round.",
        "action-board-decides": "{amount} is left. The elected members decide what it is for.",
        "why-shares-in-part": "{supporters} voters pay at most {payment} each, {paid} of {cost}"
        " together. ",
        "why-points-in-part": "{supporters} voters pay at most {payment} per point, {paid} of"
        " {cost} together. ",
    },
}
"""By language; part of `counting.narration.WORDS`."""


def key_of_payment(outcome: Outcome, step: Step, cost: int) -> str:
    """The key of the words for what a project's supporters paid: all of its cost, or a part."""
    key = "why-points" if outcome.parameters.get("utility") == "points" else "why-shares"
    return f"{key}-in-part" if Fraction(step.facts.get("paid", cost)) < cost else key
