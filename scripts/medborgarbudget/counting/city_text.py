"""A city's pots as text for a terminal: one line for each file, and the sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from medborgarbudget.counting.city import Count, PotFile, city_data
from medborgarbudget.records import formats
from medborgarbudget.records.neutral import columns, neutral

SHOWN_IDS = 5
"""So many projects are named on a line; of more, only the number."""

LONGEST_NAME = 44
"""A longer path is cut in its middle: places stand first in it, years and kinds last."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "head": "fil|regel|röster|projekt|vinner|kostar|av budgeten|staden",
        "same": "samma",
        "nothing": "säger inget",
        "other": "annat: {difference}",
        "ours": "bara här {ids}",
        "theirs": "bara staden {ids}",
        "refused": "räknas inte ({codes})",
        "sums": "{files} filer. Räknade: {counted}. Samma som staden: {same}. Annat: {other}."
        " Säger inget: {nothing}.",
        "more": "{voters} röster, {projects} projekt, {winners} vinner. Kostar {spent}.",
        "of": "{spent} av {budget}",
    },
    "en": {
        "head": "file|rule|ballots|projects|win|spent|of budget|the city",
        "same": "the same",
        "nothing": "says nothing",
        "other": "otherwise: {difference}",
        "ours": "only here {ids}",
        "theirs": "only the city {ids}",
        "refused": "not counted ({codes})",
        "sums": "{files} files. Counted: {counted}. The same as the city: {same}. Otherwise:"
        " {other}. Says nothing: {nothing}.",
        "more": "{voters} ballots, {projects} projects, {winners} win. Spent: {spent}.",
        "of": "{spent} of {budget}",
    },
}


def city_text(files: Sequence[PotFile], language: str) -> str:
    """A line for each file, then the sums. `language` is sv or en."""
    return "\n".join(_Teller(files, language).lines()) + "\n"


class _Teller:
    def __init__(self, files: Sequence[PotFile], language: str) -> None:
        self.files = files
        self.language = language
        self.words = WORDS[language]

    def lines(self) -> Iterator[str]:
        """Every line of the telling."""
        rows = [self.words["head"].split("|"), *map(self.row, self.files)]
        widths = [max(columns(cell) for cell in cells) for cells in zip(*rows, strict=True)]
        for row in rows:
            cells = []
            for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
                gap = " " * (width - columns(cell))
                cells.append(cell + gap if at in (0, 1, 7) else gap + cell)
            yield "  ".join(cells).rstrip()
        yield ""
        sums = city_data(self.files)["sums"]
        figures = {key: self.number(figure) for key, figure in sums.items()}
        yield self.words["sums"].format(**figures)
        if sums["counted"]:
            yield self.words["more"].format(**figures, spent=self.money())

    def row(self, file: PotFile) -> list[str]:
        """The cells of one file."""
        name = _short(neutral(file.path))
        count = file.count
        if count is None:
            codes = dict.fromkeys(one.code for one in file.problems if one.severity == "error")
            said = self.words["refused"].format(codes=", ".join(codes))
            return [name, "", "", "", "", "", "", said]
        share = f"{100 * count.spent // count.budget} %" if count.budget else "–"
        return [
            name,
            count.rule,
            self.number(count.voters),
            self.number(count.projects),
            self.number(count.winners),
            self.number(count.spent // count.units),
            share,
            self.announced(count),
        ]

    def announced(self, count: Count) -> str:
        """How the city's own list differs."""
        parts = [
            self.words[key].format(ids=self.ids(ids))
            for key, ids in (("ours", count.ours), ("theirs", count.theirs))
            if ids
        ]
        return self.words[count.announced].format(difference="; ".join(parts))

    def ids(self, ids: Sequence[str]) -> str:
        """The first of these projects, and how many there are if there are more."""
        more = f" … ({len(ids)})" if len(ids) > SHOWN_IDS else ""
        return ", ".join(map(neutral, ids[:SHOWN_IDS])) + more

    def money(self) -> str:
        """What is spent of what there is, currency by currency; whole units, rounded down."""
        sums: dict[str, list[Fraction]] = {}
        for count in (file.count for file in self.files):
            if count is not None:
                spent = sums.setdefault(count.currency, [Fraction(0), Fraction(0)])
                spent[0] += Fraction(count.spent, count.units)
                spent[1] += Fraction(count.budget, count.units)
        return "; ".join(
            self.words["of"].format(spent=self.number(int(spent)), budget=self.amount(budget, name))
            for name, (spent, budget) in sorted(sums.items())
        )

    def amount(self, amount: Fraction, currency: str) -> str:
        """Whole currency units, with the currency where the file names it."""
        if not currency:
            return self.number(int(amount))
        return formats.money(int(amount), self.language, currency)

    def number(self, number: int) -> str:
        """A whole number, grouped."""
        return formats.number(number, self.language)


def _short(path: str) -> str:
    """The path, or its beginning and its end."""
    if columns(path) <= LONGEST_NAME:
        return path
    half = LONGEST_NAME // 2
    return f"{path[: half - 1]}…{path[-half:]}"
