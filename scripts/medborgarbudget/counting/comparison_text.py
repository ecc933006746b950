"""A comparison of rules as text for a terminal: figures rule by rule, then where the rules part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from string import ascii_uppercase
from textwrap import wrap

from medborgarbudget.counting.comparison import Column, Comparison, FileComparison, Line
from medborgarbudget.counting.headings import currency, listed, one_line, title
from medborgarbudget.pb.tried import NoOutcome
from medborgarbudget.records import formats
from medborgarbudget.records.formats import amount_text
from medborgarbudget.records.neutral import fitted

WIDTH = 80
MOST_LINES = 60
"""So many projects have a line of their own; with more, the rest is only counted."""

CHOSEN = {True: "✓", False: "·", None: "?"}

WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "head": "regel|vinner|kostar|andel|nöjda|val|snitt",
        "about": "Budget: {budget}. Projekt: {projects}. Röster: {voters}.",
        "key": "andel: av budgeten. nöjda: väljare som fick minst ett av sina val. val: så många"
        " fick var och en i snitt. snitt: vad en vinnare kostar.",
        "own": "{letter} är filens egen regel.",
        "tie": "{letter} stannar: rösterna står lika mellan {projects}.",
        "too-many-steps": "{letter} är inte klar efter {limit} försök.",
        "too-many-selections": "{letter} hann inte bevisa vilket urval som är bäst.",
        "needs-more": "{letter} behöver mer än vad filen och valen säger.",
        "parted": "Där reglerna skiljer sig åt (röster, projekt):",
        "same": "Alla reglerna väljer samma projekt.",
        "more": "… och {n} till. Alla står i --format json.",
        "all": "Vinner med alla reglerna ({n}):",
        "none": "Vinner inte med någon ({n}):",
    },
    "en": {
        "head": "rule|win|spent|share|voters|wishes|mean",
        "about": "Budget: {budget}. Projects: {projects}. Ballots: {voters}.",
        "key": "share: of the budget. voters: those with at least one wish met. wishes: how many"
        " were met per voter. mean: what a winner costs.",
        "own": "{letter} is the file's own rule.",
        "tie": "{letter} stops: the votes are tied between {projects}.",
        "too-many-steps": "{letter} is not done after {limit} attempts.",
        "too-many-selections": "{letter} could not prove in time which selection is best.",
        "needs-more": "{letter} needs more than the file and the options say.",
        "parted": "Where the rules part (votes, project):",
        "same": "All rules select the same projects.",
        "more": "… and {n} more. All of them are in --format json.",
        "all": "Selected by every rule ({n}):",
        "none": "Selected by no rule ({n}):",
    },
}


def comparison_text(compared: FileComparison, language: str) -> str:
    """The whole comparison; 80 columns wide, unless amounts are very long. `language`: sv or en."""
    teller = Teller(compared.comparison, language, currency(compared.file))
    return "\n".join([title(compared.file), *teller.lines()]) + "\n"


class Teller:
    """Tells one comparison in one language."""

    def __init__(self, comparison: Comparison, language: str, currency: str = "") -> None:
        self.comparison = comparison
        self.language = language
        self.currency = currency
        self.words = WORDS[language]
        self.units = comparison.instance.units_per_currency
        self.letters = (ascii_uppercase * (len(comparison.columns) // 26 + 1))[
            : len(comparison.columns)
        ]

    def lines(self) -> Iterator[str]:
        """Every line of the telling."""
        limit = self.comparison.instance.budget_limit
        yield self.say(
            "about",
            budget=amount_text(limit, self.units, self.language, self.currency),
            projects=self.number(len(self.comparison.lines)),
            voters=self.number(self.comparison.voters),
        )
        yield ""
        yield from self.figures()
        yield ""
        yield from wrap(self.words["key"], WIDTH)
        for letter, column in zip(self.letters, self.comparison.columns, strict=True):
            if column.is_own:
                yield self.say("own", letter=letter)
            if isinstance(column.result, NoOutcome):
                yield from wrap(self.refusal(letter, column.result), WIDTH)
        yield ""
        yield from self.projects()

    def refusal(self, letter: str, stop: NoOutcome) -> str:
        """Why a rule has no outcome."""
        tied = listed(stop.projects, self.language)
        return self.say(stop.reason, letter=letter, projects=tied, limit=self.number(stop.limit))

    def figures(self) -> Iterator[str]:
        """One line for each rule, the figures below each other."""
        head = self.words["head"].split("|")
        rows = [(f"  {head[0]}", *head[1:])]
        for letter, column in zip(self.letters, self.comparison.columns, strict=True):
            rows.append((f"{letter} {column.rule}", *self.cells(column)))
        widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
        for name, *cells in rows:
            right = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
            yield "  ".join([name.ljust(widths[0]), *right]).rstrip()

    def cells(self, column: Column) -> Sequence[str]:
        """What stands beside a rule's name."""
        if column.outcome is None:
            return ("?",) * 6
        share = self.comparison.share_spent(column)
        average = self.comparison.average_cost(column)
        return (
            self.number(len(column.outcome.selected)),
            amount_text(column.outcome.spent, self.units, self.language, ""),
            "–" if share is None else f"{int(share * 100)} %",
            self.number(column.with_a_wish),
            self.decimals(column.wishes_each),
            "–" if average is None else self.number(round(average / self.units)),
        )

    def projects(self) -> Iterator[str]:
        """The projects on which the rules part, those with most votes first; then the others."""
        parted = [line for line in self.comparison.lines if line.parted]
        if parted:
            yield self.words["parted"]
            votes = max(len(self.number(line.votes)) for line in parted)
            width = WIDTH - votes - 3 - 2 * len(self.letters)
            yield " " * (votes + width + 3) + " ".join(self.letters)
            for line in parted[:MOST_LINES]:
                yield self.project(line, votes, width)
            if len(parted) > MOST_LINES:
                yield self.say("more", n=self.number(len(parted) - MOST_LINES))
        else:
            yield self.words["same"]
        for key, chosen in (("all", True), ("none", False)):
            ids = [
                one_line(line.project.project_id)
                for line in self.comparison.lines
                if set(line.selected) - {None} == {chosen}
            ]
            if ids:
                yield from self.listed(key, ids)

    def project(self, line: Line, votes: int, width: int) -> str:
        """One project with a mark for each rule."""
        name = fitted(one_line(f"{line.project.project_id} {line.project.name}"), width)
        marks = " ".join(CHOSEN[selected] for selected in line.selected)
        return f"{self.number(line.votes).rjust(votes)}  {name} {marks}"

    def listed(self, key: str, ids: Sequence[str]) -> Iterator[str]:
        """The projects of which there is no more to say than their ids."""
        yield ""
        yield self.say(key, n=self.number(len(ids)))
        shown = ", ".join(ids[: 2 * MOST_LINES]) + (", …" if len(ids) > 2 * MOST_LINES else "")
        yield from wrap(
            shown, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )

    def number(self, number: int) -> str:
        """A whole number, grouped."""
        return formats.number(number, self.language)

    def decimals(self, figure: Fraction) -> str:
        """A figure rounded to hundredths."""
        whole, rest = divmod(round(figure * 100), 100)
        return f"{self.number(whole)}{',' if self.language == 'sv' else '.'}{rest:02}"

    def say(self, key: str, **gaps: str) -> str:
        """The words for a key with their gaps filled."""
        return self.words[key].format(**gaps)
