"""The site as a whole: the town's files, their history, and the day that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from medborgarbudget.pb.schedule import Stage
from medborgarbudget.pb.town import Town
from medborgarbudget.records.folders import RoundFolder, TownTree
from medborgarbudget.records.history import Change
from medborgarbudget.records.prose import Prose
from medborgarbudget.site.spans import last_day
from medborgarbudget.site.steps import Line, line
from medborgarbudget.site.stories import RoundStories, round_stories


@dataclass(frozen=True)
class Site:
    """What every generator draws from. `today` is handed in: no page looks at a clock.

    `languages` are those that the site is built in, the one at its root first.
    """

    root: Path
    town: Town
    tree: TownTree
    today: date
    languages: tuple[str, ...]
    history: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    as_files: bool = False

    @property
    def now(self) -> datetime:
        """Noon of the day: polling places are open, and a day's last hour has not struck."""
        return datetime.combine(self.today, time(12))

    @cached_property
    def rounds(self) -> tuple[RoundFolder, ...]:
        """All rounds, the newest first."""
        return tuple(
            sorted(
                self.tree.rounds.values(),
                key=lambda each: (each.round.schedule.periods["criteria"].opens, each.round_id),
                reverse=True,
            )
        )

    @cached_property
    def current(self) -> RoundFolder | None:
        """The round that the start page is about; None in a town without any.

        One where people can vote now goes first, then one that takes ideas now, then the newest
        that has begun; else the first to come.
        """
        begun = [each for each in self.rounds if each.round.schedule.step_at(self.now)]
        for step in ("voting", "ideas"):
            for each in begun:
                if step in each.round.schedule.steps_at(self.now):
                    return each
        return begun[0] if begun else (self.rounds[-1] if self.rounds else None)

    @cached_property
    def prose_pages(self) -> Mapping[str, Mapping[str, Prose]]:
        """The town's own pages by slug and language."""
        found: dict[str, dict[str, Prose]] = {}
        for piece in self.tree.pages:
            found.setdefault(piece.slug, {})[piece.language] = piece
        return found

    @cached_property
    def ballot_numbers(self) -> Mapping[tuple[str, str], int]:
        """The numbers on the printed ballots, by round and project."""
        return {
            (folder.round_id, line.project_id): line.number
            for folder in self.rounds
            if folder.manifest is not None
            for ballot in folder.manifest.pots.values()
            for line in ballot.projects
        }

    @cached_property
    def stories(self) -> Mapping[str, RoundStories]:
        """What each round's result means, by round; nothing of it while anybody can vote."""
        return {
            folder.round_id: round_stories(self.tree, folder)
            if self.shows_result(folder)
            else RoundStories({}, {})
            for folder in self.rounds
        }

    def line(self, folder: RoundFolder) -> Line:
        """The round's eight steps as they stand today."""
        return line(folder.round.schedule, self.now)

    def online_vote(self, folder: RoundFolder) -> Stage | None:
        """How the vote on the screen stands today; None where there is none to vote in."""
        if folder.keys is None or folder.manifest is None:
            return None
        if self.voting_is_over(folder):
            return "after"
        opens = folder.round.schedule.periods["voting"].opens
        return "now" if opens.date() <= self.today else "before"

    def voting_is_over(self, folder: RoundFolder) -> bool:
        """Whether the last day of voting has passed, so that counts may be shown."""
        return self.today > last_day(folder.round.schedule.periods["voting"])

    def shows_result(self, folder: RoundFolder) -> bool:
        """Whether there is a result, and nobody can vote any more."""
        return folder.result is not None and self.voting_is_over(folder)

    def sections(self, folder: RoundFolder) -> tuple[str, ...]:
        """The round's pages that exist today, in the order of the ways at the top."""
        vote = self.online_vote(folder)
        there = {
            "proposals": True,
            "rules": True,
            "vote": vote == "now",
            "vote-to-come": vote == "before",
            "vote-check": vote in ("now", "after"),
            "refused": any(
                each.verdict in ("refused", "merged", "withdrawn")
                for each in folder.assessments.values()
            ),
            "result": self.shows_result(folder),
            "decision": folder.decision is not None and self.voting_is_over(folder),
            "implementation": bool(folder.implementation) and self.voting_is_over(folder),
            "follow-up": folder.follow_up is not None or bool(folder.lessons),
            "count": folder.manifest is not None or self.shows_result(folder),
        }
        return tuple(section for section, is_there in there.items() if is_there)
