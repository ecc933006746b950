"""A report: the findings of one run, how many files were read, and their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from medborgarbudget.moderation.excerpt import Lines
from medborgarbudget.moderation.sentences import spoken
from medborgarbudget.pb.problem import Problem, Severity, by_place
from medborgarbudget.records.formats import listing, number

KINDS: dict[str, dict[Severity, tuple[str, str]]] = {
    "sv": {
        "error": ("fel", "fel"),
        "warning": ("varning", "varningar"),
        "note": ("tips", "tips"),
    },
    "en": {
        "error": ("problem", "problems"),
        "warning": ("warning", "warnings"),
        "note": ("note", "notes"),
    },
}
"""One and many of each severity, in the order in which they are counted up."""

ALL_IN_ORDER = {
    "sv": (
        "Det finns ingen fil att kontrollera.",
        "Filen är i ordning.",
        "Alla {} filer är i ordning.",
    ),
    "en": ("No file to check.", "The file is in order.", "All {} files are in order."),
}
"""What is said of no file, of one and of many where nothing was found."""


def no_lines(_: str) -> Sequence[str]:
    """The lines where there is no tree to read them from."""
    return ()


@dataclass(frozen=True)
class Report:
    """What every form of output is made of; `files` counts the files that were looked at."""

    problems: tuple[Problem, ...]
    files: int
    lines: Lines = no_lines

    @property
    def sorted(self) -> tuple[Problem, ...]:
        """The findings by file, line, column and code."""
        return tuple(sorted(self.problems, key=by_place))

    def count_line(self, language: str) -> str:
        """The last line of a report: how many findings of each kind, and how much is in order."""
        language = spoken(language)
        if not self.problems:
            return _all_in_order(self.files, language)
        counts = Counter(problem.severity for problem in self.problems)
        kinds = [
            f"{number(counts[kind], language)} {words[counts[kind] != 1]}"
            for kind, words in KINDS[language].items()
            if counts[kind]
        ]
        paths = len({problem.place.path for problem in self.problems})
        among = "i" if language == "sv" else "in"
        head = f"{listing(kinds, language)} {among} {_files(paths, language)}."
        return head + _others(self.files - paths, language)


def _files(count: int, language: str) -> str:
    one, many = ("fil", "filer") if language == "sv" else ("file", "files")
    return f"{number(count, language)} {one if count == 1 else many}"


def _others(count: int, language: str) -> str:
    if count <= 0:
        return ""
    shown = number(count, language)
    if language == "sv":
        noun = "annan fil" if count == 1 else "andra filer"
        return f" {shown} {noun} är i ordning."
    return f" {shown} other {'file is' if count == 1 else 'files are'} in order."


def _all_in_order(count: int, language: str) -> str:
    none, one, many = ALL_IN_ORDER[language]
    return none if count == 0 else one if count == 1 else many.format(number(count, language))
