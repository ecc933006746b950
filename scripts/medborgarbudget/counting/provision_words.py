"""The words in which a count tells of what single cities write into their rules."""

from __future__ import annotations

from collections.abc import Mapping

PROVISIONS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "action-band-full": "{name} har {score}, men det finns bara plats för {places} på"
        " högst {ceiling}, och allt är taget.",
        "action-above-bands": "{name} kostar {cost}. Det finns bara platser för projekt på högst"
        " {ceiling}.",
        "action-quota-full": "{name} har {score}, men {group} har redan så många som får vinna,"
        " {places}.",
        "action-quota-spent": "{name} har {score} men kostar {cost}. Vinnarna i {group} får"
        " tillsammans kosta högst {ceiling}.",
        "action-size-not-wanted": "{name}: bara {wanted} av {score} gäller den storleken"
        " eller en större.",
        "action-other-size": "{name}: {by} är redan vald, en annan storlek av samma projekt.",
        "action-share-of-pot": "{name} får {granted}. {voters} väljare nämnde ihop {points}"
        " procent.",
    },
    "en": {
        "action-band-full": "{name} has {score}, but there is room for {places} of at most"
        " {ceiling} only, and it is taken.",
        "action-above-bands": "{name} costs {cost}. There are places only for projects of at most"
        " {ceiling}.",
        "action-quota-full": "{name} has {score}, but {group} has as many as may win already,"
        " {places}.",
        "action-quota-spent": "{name} has {score} but costs {cost}. The winners of {group} may cost"
        " {ceiling} together at most.",
        "action-size-not-wanted": "{name}: only {wanted} of {score} are for that size or"
        " a larger one.",
        "action-other-size": "{name}: {by} is selected already, another size of the same project.",
        "action-share-of-pot": "{name} gets {granted}. {voters} voters named {points} per cent in"
        " all.",
    },
}
