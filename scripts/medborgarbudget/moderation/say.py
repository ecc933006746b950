"""Findings in the reader's words: for a terminal, for a program, for the lines of a forge."""

from __future__ import annotations

import json
from typing import Any

from medborgarbudget.moderation.excerpt import excerpt
from medborgarbudget.moderation.report import Report
from medborgarbudget.moderation.sentences import Sentence, sentence, spoken
from medborgarbudget.moderation.summary import as_markdown
from medborgarbudget.pb.problem import Problem, Severity
from medborgarbudget.records.neutral import cut, neutral
from medborgarbudget.records.translations import LANGUAGES

__all__ = ["Report", "Sentence", "as_github", "as_json", "as_markdown", "as_text", "sentence"]

MARKS: dict[str, dict[Severity, str]] = {
    "sv": {"error": "", "warning": "Varning: ", "note": "Tips: "},
    "en": {"error": "", "warning": "Warning: ", "note": "Note: "},
}
COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
HOUSE_RULES = "docs/rules.md"
MAX_PATH = 200


def as_text(report: Report, language: str) -> str:
    """Every finding with its line and its remedy, and at the end how many there are."""
    parts = [_text_of(problem, report, language) for problem in report.sorted]
    return "\n".join([*parts, report.count_line(language) + "\n"])


def as_json(report: Report) -> str:
    """One JSON object: ``{"problems": […], "files": n}``, every sentence in every language."""
    problems = [_object(problem) for problem in report.sorted]
    data = {"problems": problems, "files": report.files}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_github(report: Report, language: str) -> str:
    """Workflow commands that a forge shows on the lines concerned, one a line.

    Source: GitHub's documentation, "Workflow commands for GitHub Actions", and the escapes of its
    toolkit (``%``, carriage return and line feed; in properties also ``:`` and ``,``).
    """
    return "".join(_command(problem, language) for problem in report.sorted)


def rule_of(problem: Problem, language: str) -> str:
    """Whose rule it is, as a sentence: where the town wrote it, or where the house explains it."""
    swedish = spoken(language) == "sv"
    if problem.source and not problem.source.startswith("house rule"):
        where = cut(neutral(problem.source), MAX_PATH).replace(" ", ", ", 1)
        return f"Regeln står i {where}." if swedish else f"The rule is set in {where}."
    where = f"{HOUSE_RULES}#{problem.code}"
    return f"Regeln förklaras i {where}." if swedish else f"The rule is explained in {where}."


def _text_of(problem: Problem, report: Report, language: str) -> str:
    words = sentence(problem, language)
    place = problem.place
    line = f":{place.line}" if place.line else ""
    mark = MARKS[spoken(language)][problem.severity]
    lines = [f"{cut(neutral(place.path), MAX_PATH)}{line}: {mark}{words.what}"]
    lines += excerpt(place, report.lines(place.path) if place.line else ())
    lines += [f"    {words.remedy}"] if words.remedy else []
    lines.append(f"    {rule_of(problem, language)}   [{problem.code}]")
    return "\n".join(lines) + "\n"


def _object(problem: Problem) -> dict[str, Any]:
    words = {language: sentence(problem, language) for language in LANGUAGES}
    return {
        "code": problem.code,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity,
        "message": {language: said.what for language, said in words.items()},
        "remedy": {language: said.remedy for language, said in words.items()},
        "source": problem.source or f"{HOUSE_RULES}#{problem.code}",
    }


def _command(problem: Problem, language: str) -> str:
    words = sentence(problem, language)
    place = problem.place
    properties = {"file": place.path}
    if place.line:
        properties["line"] = str(place.line)
    if place.line and place.column:
        properties["col"] = str(place.column)
        properties["endColumn"] = str(place.column + max(place.length, 1))
    properties["title"] = words.what
    message = f"{words.remedy} {rule_of(problem, language)} [{problem.code}]".strip()
    listed = ",".join(f"{key}={_in_property(value)}" for key, value in properties.items())
    return f"::{COMMANDS[problem.severity]} {listed}::{_in_message(message)}\n"


def _in_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_message(text).replace(":", "%3A").replace(",", "%2C")
