"""What came of the round: its figures, what was learnt, and what the town does otherwise next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.assessment import FollowUp
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """The values of the page. `lessons` is the town's Markdown, in its first language."""

    folder: RoundFolder
    follow_up: FollowUp | None
    lessons: str
    lessons_language: str


class FollowUpGenerator(PageGenerator):
    """``/R/follow-up/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page for each round that has been looked back on."""
        for folder in site.rounds:
            if "follow-up" in site.sections(folder):
                lines = folder.lessons.splitlines()
                body = lines[1:] if lines and lines[0].startswith("# ") else lines
                view = FollowUpPage(folder, folder.follow_up, "\n".join(body), site.languages[0])
                path = f"{folder.round_id}/follow-up/"
                yield Page(path, "follow_up.html", view, folder.round_id, "follow-up")
