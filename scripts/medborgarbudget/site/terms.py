"""The site's words for what the files say in code: states, steps, findings, stages and rules.

`_` marks a sentence for `pybabel extract`; it is translated where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping


def _(sentence: str) -> str:
    return sentence


TERMS: Mapping[str, Mapping[str, str]] = {
    "step": {
        "criteria": _("We set the rules"),
        "marketing": _("We spread the word"),
        "ideas": _("You send ideas"),
        "assessment": _("We check the ideas"),
        "voting": _("You vote"),
        "decision": _("The council decides"),
        "implementation": _("We build"),
        "follow-up": _("We look back"),
    },
    "state": {
        "submitted": _("Sent in"),
        "needs-work": _("Needs more work"),
        "eligible": _("Goes on to the vote"),
        "refused": _("Not approved"),
        "merged": _("Merged"),
        "withdrawn": _("Withdrawn"),
        "on-ballot": _("On the ballot"),
        "selected": _("Won in the vote"),
        "not-selected": _("Did not win"),
        "decided": _("Will be built"),
        "not-decided": _("Will not be built"),
        "under-way": _("Being built"),
        "completed": _("Finished"),
        "cancelled": _("Cancelled"),
        "followed-up": _("Finished and followed up"),
    },
    "finding": {
        "met": _("Yes"),
        "not-met": _("No"),
        "unclear": _("Not clear yet"),
        "not-applicable": _("Does not apply"),
    },
    "stage": {
        "not-started": _("Not started"),
        "planning": _("Planning"),
        "procurement": _("Buying"),
        "building": _("Under construction"),
        "completed": _("Finished"),
        "cancelled": _("Cancelled"),
    },
    "event": {
        "meeting": _("Meeting"),
        "polling-place": _("Place to vote"),
        "online": _("Online"),
        "other": _("Event"),
    },
    "rule": {
        "greedy": _("Most votes first, skipping what does not fit"),
        "greedy-no-skip": _("Most votes first, stopping at the first that does not fit"),
        "greedy-threshold": _("Most votes first, with a least number of votes"),
        "greedy-custom": _("Most votes first, and the last one topped up"),
        "greedy-exclusive": _("Most votes first, and only one of those that exclude each other"),
        "greedy-bands": _("Most votes first, with so many places for each size"),
        "greedy-areas-first": _("Areas that have won nothing before go first, then most votes"),
        "greedy-quotas": _("Most votes first, and each area or theme has its part"),
        "greedy-options": _("Most votes first, for projects in several sizes"),
        "greedy-percentage": _("A percentage for one item, then most votes first"),
        "equalshares": _("Equal Shares"),
        "equalshares/add1": _("Equal Shares, with the shares raised step by step"),
        "equalshares/add1u": _("Equal Shares, raised and then filled up"),
        "equalshares/utilitarian": _("Equal Shares, then filled up by votes"),
        "max-welfare": _("The selection that is worth most to all voters together"),
        "majority-judgement": _("The best middle grades"),
        "equalshares/bos": _("Equal Shares, where a group may buy a little more than it can pay"),
        "equalshares/fractional": _("Equal Shares, where a proposal can get a part of its cost"),
        "phragmen": _("Phragmén: first what its voters can first pay for"),
    },
    "tie": {
        "max-votes": _("the one with more votes goes first"),
        "min-cost": _("the cheaper one goes first"),
        "max-cost": _("the dearer one goes first"),
        "lot": _("lots are drawn"),
        "refuse": _("the count stops and the council must decide"),
    },
    "tie-decided": {
        "max-votes": _("more votes"),
        "min-cost": _("lower cost"),
        "max-cost": _("higher cost"),
        "lot": _("drawing lots"),
    },
    "action": {
        "selected": _("Gets money"),
        "does-not-fit": _("Costs more than what was left"),
        "stopped": _("Cost more than what was left, and so the count stopped"),
        "not-reached": _("The count had already stopped"),
        "dearer-than-limit": _("Costs more than the whole pot"),
        "below-threshold": _("Too few votes"),
        "below-share": _("Too few of the voters chose it"),
        "excluded": _("Another one was selected that rules it out"),
        "topped-up": _("Gets money, in part from outside the pot"),
        "no-votes": _("No votes"),
        "partly-funded": _("Gets a part of its cost"),
        "enough-winners": _("As many as may win had been selected"),
        "band-full": _("All places for projects of its size were taken"),
        "above-bands": _("Costs more than any place is for"),
        "quota-full": _("As many as may win there or in its theme had been selected"),
        "quota-spent": _("Costs more than was left for its area or theme"),
        "size-not-wanted": _("Larger than most of its voters wanted"),
        "other-size": _("Another size of the same proposal was selected"),
        "share-of-pot": _("Gets the part of the money that the voters named on average"),
        "not-in-best": _("Not in the selection that is worth most"),
        "not-affordable": _("Its voters could not pay for it together"),
    },
    "unmarked": {
        "ballot-unknown-project": _("names a proposal that is not on the ballot"),
        "ballot-repeated-project": _("names the same proposal twice"),
        "ballot-length-below-limit": _("has too few choices"),
        "ballot-length-above-limit": _("has too many choices"),
        "ballot-sum-cost-below-limit": _("chooses for too little money"),
        "ballot-sum-cost-above-limit": _("chooses for more money than there is"),
        "ballot-sum-points-below-limit": _("gives too few points"),
        "ballot-sum-points-above-limit": _("gives too many points"),
        "ballot-points-below-limit": _("gives a proposal too few points"),
        "ballot-points-above-limit": _("gives a proposal too many points"),
        "ballot-percentage-between-steps": _("names a percentage that is not on the ballot"),
    },
    "class": {
        "paper": _("on paper"),
        "code": _("with a voting code"),
        "e-id": _("with electronic ID"),
        "self-attested": _("on one's own declaration"),
    },
    "translator": {
        "manual": _("Translated by a person."),
        "machine": _("Translated by a machine, and not checked by a person."),
        "reviewed": _("Translated by a machine and checked by a person."),
    },
    "verdict": {
        "refused": _("Not approved"),
        "merged": _("Merged with another proposal"),
        "withdrawn": _("Withdrawn by the proposer"),
    },
    "change": {
        "proposal": _("The proposal"),
        "assessment": _("The assessment"),
        "implementation": _("The work"),
    },
}
"""What to write for a code, by the kind of code; English, the catalogues' source language."""


def term(code: str, kind: str) -> str:
    """The English words for a code; the code itself where none are written."""
    return TERMS[kind].get(code, code)
