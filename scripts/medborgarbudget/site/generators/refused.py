"""Proposals that went no further, each with the reason: openness about every no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medborgarbudget.pb.round import Criterion
from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.site.cards import Card, cards
from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page

VERDICTS = ("refused", "merged", "withdrawn")


@dataclass(frozen=True, slots=True)
class Unmet:
    """How many proposals failed on one criterion; `width` is the bar's, in thousandths."""

    criterion: Criterion
    number: int
    width: int


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """The values of the page: cards by verdict, what they failed on, and how many were sent in."""

    folder: RoundFolder
    groups: tuple[tuple[str, tuple[Card, ...]], ...]
    unmet: tuple[Unmet, ...]
    total: int


class RefusedGenerator(PageGenerator):
    """``/R/refused/``."""

    def pages(self, site: Site) -> Iterator[Page]:
        """One page for each round in which a proposal has gone no further."""
        for folder in site.rounds:
            if "refused" in site.sections(folder):
                view = RefusedPage(
                    folder, _groups(site, folder), _unmet(folder), len(folder.proposals)
                )
                path = f"{folder.round_id}/refused/"
                yield Page(path, "refused.html", view, folder.round_id, "refused")


def _groups(site: Site, folder: RoundFolder) -> tuple[tuple[str, tuple[Card, ...]], ...]:
    found = []
    for verdict in VERDICTS:
        ids = [one for one, each in folder.assessments.items() if each.verdict == verdict]
        its = cards(site, folder, sorted(set(ids) & folder.proposals.keys()))
        if its:
            found.append((verdict, its))
    return tuple(found)


def _unmet(folder: RoundFolder) -> tuple[Unmet, ...]:
    counts = dict.fromkeys(folder.round.criteria, 0)
    for assessment in folder.assessments.values():
        if assessment.verdict == "refused":
            for criterion_id, finding in assessment.findings.items():
                if finding.finding == "not-met" and criterion_id in counts:
                    counts[criterion_id] += 1
    most = max(counts.values(), default=0)
    rows = sorted(counts.items(), key=lambda row: -row[1])
    return tuple(
        Unmet(folder.round.criteria[criterion_id], number, number * 1000 // most)
        for criterion_id, number in rows
        if number
    )
