"""Trelleborg's bands of cost: so many projects of each size win, the dear and the cheap.

Source: Trelleborgs kommun, "En miljon idéer" 2022 (trelleborg.se): of five million kronor, one
project of at most 1 000 000, four of at most 500 000, four of 250 000 and ten of 100 000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from medborgarbudget.pb.outcome import Action
from medborgarbudget.pb.project import Project
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules.areas_first import in_turn
from medborgarbudget.pb.rules.count import Count
from medborgarbudget.pb.rules.obstacles import Facts, fund_past


def greedy_bands(count: Count, choice: RuleChoice) -> None:
    """Fund projects in order of score; each takes a place in its band, and a full band is passed.

    A project's band is the one with the lowest ceiling that its cost does not exceed; it takes no
    place in another, even where that has places left. A project dearer than all ceilings cannot
    win. The money must reach too: the bands may promise more than there is. With `areas_first`,
    those areas take their places before all others. Raises ValueError where no bands are given.
    """
    if not choice.bands:
        raise ValueError("the rule needs its bands: ceilings, and how many win below each")
    units = count.instance.units_per_currency
    places = {band.ceiling * units: band.count for band in sorted(choice.bands)}
    count.parameters["bands"] = tuple(
        f"{one.count} x {one.ceiling}" for one in sorted(choice.bands)
    )

    def band(project: Project) -> int | None:
        return next((ceiling for ceiling in places if project.cost <= ceiling), None)

    def places_left(ceiling: int) -> int:
        taken = sum(band(count.instance.by_id[one]) == ceiling for one in count.selected)
        return places[ceiling] - taken

    def obstacle(project: Project) -> tuple[Action, Facts] | None:
        ceiling = band(project)
        if ceiling is None:
            return "above-bands", {"ceiling": max(places)}
        if places_left(ceiling) <= 0:
            return "band-full", {"ceiling": ceiling, "places": places[ceiling]}
        return None if count.fits(project) else ("does-not-fit", {})

    def compete(tied: Sequence[Project]) -> bool:
        wanted = Counter(band(project) for project in tied)
        too_many = any(c is not None and number > places_left(c) for c, number in wanted.items())
        return too_many or not count.fits(*tied)

    for projects, facts in in_turn(count, choice, count.candidates()):
        fund_past(count, projects, obstacle, compete, **facts)
