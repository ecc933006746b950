"""The count of a round told in words, pot by pot, and where the city announced otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from medborgarbudget.counting.classes_told import (
    class_lines,
    counts_line,
    not_counted_data,
    reason_lines,
)
from medborgarbudget.counting.narration import Narrator
from medborgarbudget.counting.single import Difference, SingleTally
from medborgarbudget.counting.sources import NotCounted
from medborgarbudget.counting.tally import RoundTally
from medborgarbudget.pb.words import in_language
from medborgarbudget.records.announced import Announced
from medborgarbudget.records.classes import sums_data
from medborgarbudget.records.explanations import explained
from medborgarbudget.records.pot_counts import counts_data
from medborgarbudget.records.results import PotResult, outcome_data
from medborgarbudget.records.tree import RoundFolder


def round_narration(
    tally: RoundTally, folder: RoundFolder, announced: Announced | None, language: str
) -> str:
    """Every pot's count as text, one fact a line. `language` is sv or en."""
    texts = []
    for pot_id, pot in sorted(tally.result.pots.items()):
        narrator = PotNarrator(tally, folder, pot, announced, language)
        texts.append("\n".join([*narrator.heading(pot_id), *narrator.lines()]).rstrip("\n") + "\n")
    return "\n".join(texts)


def round_data(tally: RoundTally, announced: Announced | None) -> dict[str, Any]:
    """The count as plain data with stable keys: what `tally ROUND --format json` prints.

    `announced` and `differences` are null where no city announced an outcome for the pot.
    """
    pots = tally.result.pots.items()
    return {
        "pots": {
            key: _pot_data(pot, announced, tally.not_counted.get(key, ())) for key, pot in pots
        }
    }


def differences(pot: PotResult, announced: Announced | None) -> tuple[Difference, ...] | None:
    """Where our outcome and the announced one part, by project; None if none was announced."""
    if announced is None or announced.get(pot.pot_id) is None:
        return None
    selected = set(pot.outcome.selected)
    return tuple(
        Difference(project.project_id, project.project_id in selected, project.mark or 0)
        for project in announced.pots[pot.pot_id]
        if (project.project_id in selected) != bool(project.mark)
    )


def _pot_data(
    pot: PotResult, announced: Announced | None, not_counted: Sequence[NotCounted]
) -> dict[str, Any]:
    parted = differences(pot, announced)
    said = announced.get(pot.pot_id) if announced else None
    return {
        **outcome_data(pot.outcome),
        "counts": counts_data(pot.counts),
        "summed": pot.summed,
        "invalid": sum(pot.counts.invalid.values()),
        "not_counted": not_counted_data(not_counted),
        "classes": [sums_data(one) for one in pot.classes],
        "sha256": pot.sha256,
        "announced": None if said is None else list(said),
        "differences": None
        if parted is None
        else [
            {"project_id": one.project_id, "selected": one.selected, "announced": one.mark}
            for one in parted
        ],
    }


class PotNarrator(Narrator):
    """Tells the count of one pot of a round, with the amounts and names of its ballot."""

    def __init__(
        self,
        tally: RoundTally,
        folder: RoundFolder,
        pot: PotResult,
        announced: Announced | None,
        language: str,
    ) -> None:
        super().__init__(SingleTally(tally.files[pot.pot_id], pot.outcome, pot.sha256), language)
        self.instance = folder.instance(pot.pot_id)
        self.currency = folder.round.currency
        self.pot = pot
        self.folder = folder
        self.parted = differences(pot, announced)
        self.not_counted = tally.not_counted.get(pot.pot_id, ())

    def heading(self, pot_id: str) -> Iterator[str]:
        """The pot's name, and what came out of the boxes."""
        name = in_language(self.folder.round.pots[pot_id].name, self.language)
        yield explained(self.language, "pot", name=name, pot=pot_id)
        yield counts_line(self.pot.counts, self.language)
        if self.pot.summed:
            yield explained(self.language, "summed", number=self.number(self.pot.summed))
        yield from reason_lines(self.not_counted, self.language)
        titles = {each.project_id: each.name for each in self.instance.projects}
        yield from class_lines(self.pot.classes, titles, self.language)

    @property
    def voters(self) -> int:
        """How many ballots were counted, those that only their sums are known of included."""
        return self.pot.counts.counted if self.pot.summed else super().voters

    def lines(self) -> Iterator[str]:
        """Every line of the telling below the heading: the file's own title says nothing new."""
        lines = super().lines()
        next(lines)
        yield from lines

    def announced(self) -> Iterator[str]:
        """How the city's own list differs; nothing where this is the only count there is."""
        if self.parted is None:
            return
        if not self.parted:
            yield self.say("announced-same", n=self.number(len(self.outcome.selected)))
        else:
            yield self.words["announced-other"]
            yield from ("  " + self.difference(one) for one in self.parted)
