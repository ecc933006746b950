"""A round's pots with their shares of the money, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from medborgarbudget.pb.round import Pot
from medborgarbudget.pb.words import Words
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.model import Site


@dataclass(frozen=True, slots=True)
class PotShare:
    """One pot: where its part of the round's bar begins and how wide it is, in thousandths.

    `per_person` is money for each one who lives in the pot's area, None where that is not known.
    `proposals` counts those sent in for it.
    """

    pot: Pot
    start: int
    width: int
    area_name: Words | None
    population: int | None
    per_person: int | None
    proposals: int


def pot_shares(site: Site, folder: RoundFolder) -> tuple[PotShare, ...]:
    """The pots in the order of the file."""
    found: list[PotShare] = []
    whole = max(folder.round.budget_limit, 1)
    so_far = 0
    for pot in folder.round.pots.values():
        area = site.tree.areas.get(pot.area) if pot.area else None
        people = area.population if area else None
        start, end = so_far * 1000 // whole, (so_far + pot.budget_limit) * 1000 // whole
        found.append(
            PotShare(
                pot=pot,
                start=start,
                width=end - start,
                area_name=area.name if area else None,
                population=people,
                per_person=(pot.budget_limit + people // 2) // people if people else None,
                proposals=sum(each.pot == pot.pot_id for each in folder.proposals.values()),
            )
        )
        so_far += pot.budget_limit
    return tuple(found)
