"""The summary under a pull request: Swedish first, English beneath, strangers' text kept still."""

from __future__ import annotations

import re

from medborgarbudget.moderation.report import Report
from medborgarbudget.moderation.sentences import sentence
from medborgarbudget.pb.problem import Problem, Severity
from medborgarbudget.records.neutral import cut, neutral

MAX_ROWS = 50
"""A forge refuses comments above some 65 000 characters."""

MAX_PATH = 120
ZERO_WIDTH_SPACE = "\u200b"
ACTING = re.compile(r"""[\\`*_{}\[\]<>()#+\-.!|~$&@:"'=^]""")
HEADS = {
    "sv": "| | Fil och rad | Vad | Gör så här |",
    "en": "| | File and line | What | Do this |",
}
MARKS: dict[str, dict[Severity, str]] = {
    "sv": {"error": "Fel", "warning": "Varning", "note": "Tips"},
    "en": {"error": "Problem", "warning": "Warning", "note": "Note"},
}
REST = {
    "sv": "Och {} till. Kör `medborgarbudget validate` för att se alla.",
    "en": "And {} more. Run `medborgarbudget validate` to see them all.",
}


def as_markdown(report: Report) -> str:
    """The summary of a run, in Markdown, in Swedish and then in English."""
    parts = ["## Medborgarbudget", "", report.count_line("sv"), *_table(report, "sv")]
    parts += ["", "## In English", "", report.count_line("en"), *_table(report, "en")]
    return "\n".join(parts) + "\n"


def still(text: str) -> str:
    """Text as Markdown that shows exactly it: no mark-up, no link, no mention, no reference.

    Each character that Markdown reads is written as its number. A forge looks for names and
    references in the finished page, where numbers no longer help: there a space of no width
    after the sign keeps ``@name``, ``#12`` and ``www.`` from being found.
    """
    escaped = ACTING.sub(lambda match: f"&#{ord(match[0])};", neutral(text))
    for sign in ("@", "#", ":"):
        escaped = escaped.replace(f"&#{ord(sign)};", f"&#{ord(sign)};{ZERO_WIDTH_SPACE}")
    return re.sub("(?i)www(?=&)", lambda match: match[0] + ZERO_WIDTH_SPACE, escaped)


def _table(report: Report, language: str) -> list[str]:
    rows = [_row(problem, language) for problem in report.sorted[:MAX_ROWS]]
    if not rows:
        return []
    more = len(report.problems) - len(rows)
    rest = ["", REST[language].format(more)] if more else []
    return ["", HEADS[language], "|---|---|---|---|", *rows, *rest]


def _row(problem: Problem, language: str) -> str:
    words = sentence(problem, language)
    place = problem.place
    where = still(cut(place.path, MAX_PATH))
    if place.line:
        where += f", {'rad' if language == 'sv' else 'line'} {place.line}"
    mark = MARKS[language][problem.severity]
    return f"| {mark} | {where} | {still(words.what)} | {still(words.remedy)} |"
