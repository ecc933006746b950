"""The sums apart and the ballots outside the limits, in words: never what any of them chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from medborgarbudget.counting.sources import FEW_BALLOTS, NotCounted
from medborgarbudget.records import formats
from medborgarbudget.records.classes import ClassSums
from medborgarbudget.records.explanations import explained, sentences
from medborgarbudget.records.pot_counts import PotCounts, counts_data

MOST_SLIPS = 12
"""So many slips are named for each reason in text; JSON has all."""


def counts_line(counts: PotCounts, language: str) -> str:
    """How many ballots there were, and what became of them."""
    figures = {**counts_data(counts), "invalid": sum(counts.invalid.values())}
    shown = {key: formats.number(number, language) for key, number in figures.items()}
    return explained(language, "counts", **shown)


def reason_words(code: str, language: str) -> str:
    """What limit a ballot broke; the code itself where it has no words."""
    return sentences(language).get(f"reason-{code}", code)


def reason_lines(slips: Sequence[NotCounted], language: str) -> Iterator[str]:
    """One line for each limit that was broken: how often, and on which slips."""
    for code in sorted({slip.reason for slip in slips}):
        named = [slip.slip for slip in slips if slip.reason == code]
        shown = named[:MOST_SLIPS]
        if len(named) > len(shown):
            number = formats.number(len(named) - len(shown), language)
            shown.append(explained(language, "reason-more", number=number))
        yield explained(
            language,
            "reason",
            why=reason_words(code, language),
            number=formats.number(len(named), language),
            slips=", ".join(shown),
        )


def class_lines(
    groups: Sequence[ClassSums], titles: Mapping[str, str], language: str
) -> Iterator[str]:
    """The sums of each class, then the votes for each project by class. Nothing for one class."""
    if not groups:
        return
    for group in groups:
        counts = counts_line(group.counts, language)
        yield explained(language, "class-sums", classes=_names(group, language), counts=counts)
    if any(len(group.classes) > 1 for group in groups):
        yield explained(language, "class-few", limit=str(FEW_BALLOTS))
    if len(groups) > 1:
        for project_id, title in titles.items():
            votes = ", ".join(
                f"{_names(group, language)} {formats.number(group.votes[project_id], language)}"
                for group in groups
            )
            yield explained(language, "class-votes", project=title, votes=votes)


def not_counted_data(slips: Sequence[NotCounted]) -> list[dict[str, Any]]:
    """The ballots outside the limits as plain data: their slips, and why, in both languages."""
    return [
        {
            "slip": slip.slip,
            "reason": slip.reason,
            "words": {each: reason_words(slip.reason, each) for each in ("sv", "en")},
        }
        for slip in slips
    ]


def _names(group: ClassSums, language: str) -> str:
    said = sentences(language)
    return said["class-and"].join(said.get(f"class-{name}", name) for name in group.classes)
