"""All paper batches of a round together: the ballots of each pot, and how many counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from medborgarbudget.counting.paper import BatchCount, CountedSlip, compare
from medborgarbudget.pb.ballot import Ballot
from medborgarbudget.pb.problem import Fact, Place, Problem
from medborgarbudget.pb.profile import Profile
from medborgarbudget.pb.round import Pot
from medborgarbudget.records.pot_counts import PotCounts
from medborgarbudget.records.tree import RoundFolder, TownTree


@dataclass(frozen=True, slots=True)
class RoundCount:
    """The batches of a round, compared. Ballots count only where no problem is an error."""

    batches: tuple[BatchCount, ...]
    problems: tuple[Problem, ...]

    @property
    def clean(self) -> bool:
        """Whether everything is settled, so that the ballots may be counted."""
        return not any(problem.severity == "error" for problem in self.problems)

    def ballots(self, pot_id: str) -> tuple[Ballot, ...]:
        """The ballots of a pot that count, in an order that means nothing."""
        return tuple(ballot for batch in self._of(pot_id) for ballot in batch.ballots)

    def profile(self, pot: Pot) -> Profile:
        """The ballots of a pot that count, as its rule takes them."""
        limits = pot.ballot
        ballots = self.ballots(pot.pot_id)
        return Profile.of(limits.vote_type, ballots, limits.max_length, limits.default_score)

    def counts(self, pot_id: str) -> PotCounts:
        """How many slips of a pot there were, and what became of them."""
        slips: list[CountedSlip] = [slip for batch in self._of(pot_id) for slip in batch.slips]
        invalid = Counter(slip.fault[0] for slip in slips if slip.fault)
        blank = sum(slip.mark == "blank" for slip in slips)
        spoiled = sum(slip.mark == "spoiled" for slip in slips)
        counted = len(slips) - blank - spoiled - invalid.total()
        return PotCounts(len(slips), counted, blank, spoiled, dict(sorted(invalid.items())))

    def _of(self, pot_id: str) -> Sequence[BatchCount]:
        return [batch for batch in self.batches if batch.pot_id == pot_id]


def count_batches(tree: TownTree, folder: RoundFolder) -> RoundCount:
    """Compare every batch of the round. A file that could not be read is a problem here too."""
    paper = f"{folder.path}/paper/"
    problems = [problem for problem in tree.problems if problem.place.path.startswith(paper)]
    unread = {problem.place.path.removeprefix(paper).split("/")[0] for problem in problems}
    counted = []
    manifest = folder.manifest
    if folder.batches and manifest is None:
        facts = {"round": folder.round_id}
        problems.append(Problem("paper-before-open", Place(paper.rstrip("/")), facts))
    for batch_id, batch in sorted(folder.batches.items()):
        if manifest is None or batch_id in unread:
            continue
        pot = folder.round.pots.get(batch.cover.pot)
        if pot is None or pot.pot_id not in manifest.pots:
            place = batch.cover_document.place("pot")
            known: dict[str, Fact] = {"pot": batch.cover.pot, "pots": tuple(sorted(manifest.pots))}
            problems.append(Problem("paper-pot-unknown", place, known))
            continue
        count = compare(batch, pot, manifest.pots[pot.pot_id])
        counted.append(count)
        problems += count.problems
    return RoundCount(tuple(counted), tuple(problems))
