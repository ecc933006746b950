"""What the YAML library stumbled over, as one of our codes with the place a person should look at.

The library's own words are never shown: they speak of tokens and nodes.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from medborgarbudget.pb.problem import Place, Problem

_AT_THE_BEGINNING = ("yaml-quote-open", "yaml-bracket-open", "yaml-colon-missing")
"""Codes that are said where the open thing began, not where its end was missed."""

RESERVED = "@`%"
CONFLICT = "<<<<<<< "
"""How Git begins what it could not merge."""

# What the library says → our code. The first that is found in its words counts.
_CODES = (
    ("found unexpected end of stream", "yaml-quote-open"),
    ("found unexpected document indicator", "yaml-quote-open"),
    ("',' or ']'", "yaml-bracket-open"),
    ("',' or '}'", "yaml-bracket-open"),
    ("did not find expected node content", "yaml-bracket-open"),
    ("escape", "yaml-escape"),
    ("hexdecimal number", "yaml-escape"),
    ("could not find expected ':'", "yaml-colon-missing"),
    ("tab character", "yaml-tab"),
    ("block sequence entries are not allowed", "yaml-dash"),
    ("did not find expected '-' indicator", "yaml-indentation"),
    ("document start", "yaml-several-documents"),
    ("anchor", "yaml-anchor"),
    ("alias", "yaml-anchor"),
    ("tag", "yaml-tag"),
    ("directive", "yaml-directive"),
    ("%YAML", "yaml-directive"),
    ("incompatible YAML document", "yaml-directive"),
)


def mistake(
    error: yaml.MarkedYAMLError, path: str, lines: Sequence[str], text_began: int
) -> Problem:
    """The problem behind a library error.

    `text_began` is the line, from 0, on which the last bare text before the error began: a colon
    after text that runs over several lines is a matter of indentation.
    """
    conflict = next((n for n, text in enumerate(lines, 1) if text.startswith(CONFLICT)), 0)
    if conflict:
        return Problem("yaml-conflict", Place(path, conflict, 1, len(CONFLICT) - 1))
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    here = lines[line][column : column + 1] if line < len(lines) else ""
    code = next((code for words, code in _CODES if words in said), "yaml-syntax")
    if "mapping values are not allowed" in said:
        code = "yaml-indentation" if text_began < line else "yaml-colon"
    elif "cannot start any token" in said:
        code = "yaml-tab" if here == "\t" else "yaml-reserved" if here in RESERVED else code
    elif "did not find expected key" in said:
        code = "yaml-quote-inside" if _after_quote(lines, line, column) else "yaml-indentation"
    if code in _AT_THE_BEGINNING and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
    elif code == "yaml-indentation" and line < len(lines):
        column = len(lines[line]) - len(lines[line].lstrip(" "))
    facts = {"character": here} if code == "yaml-reserved" else {}
    return Problem(code, Place(path, min(line, len(lines) - 1) + 1, column + 1), facts)


def _after_quote(lines: Sequence[str], line: int, column: int) -> bool:
    """Whether a quotation ended just before: ``"say "hi" now"``."""
    before = lines[line][:column].rstrip() if line < len(lines) else ""
    return before.endswith(("'", '"'))
