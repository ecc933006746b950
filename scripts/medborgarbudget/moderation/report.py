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

    @property
    def stops(self) -> bool:
        """Whether there is an error among the findings: warnings and notes stop nothing."""
        return any(problem.severity == "error" for problem in self.problems)

    def headline(self, language: str) -> str:
        """How many findings of each kind, and in how many files."""
        language = spoken(language)
        counts = Counter(problem.severity for problem in self.problems)
        paths = len({problem.place.path for problem in self.problems})
        kinds = [
            f"{number(counts[kind], language)} {words[counts[kind] != 1]}"
            for kind, words in KINDS[language].items()
            if counts[kind]
        ]
        return (
            f"{listing(kinds, language)} i {_files(paths, language)}"
            if language == "sv"
            else (f"{listing(kinds, language)} in {_files(paths, language)}")
        )

    def count_line(self, language: str) -> str:
        """The last line of a report: the headline, and how many files are in order."""
        language = spoken(language)
        if not self.problems:
            return _all_in_order(self.files, language)
        paths = {problem.place.path for problem in self.problems}
        others = _others(self.files - len(paths), language)
        return f"{self.headline(language)}.{others}"


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
    if count == 0:
        return "Det finns ingen fil att kontrollera." if language == "sv" else "No file to check."
    if count == 1:
        return "Filen är i ordning." if language == "sv" else "The file is in order."
    shown = number(count, language)
    return (
        f"Alla {shown} filer är i ordning."
        if language == "sv"
        else (f"All {shown} files are in order.")
    )
