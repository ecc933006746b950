"""The page of all rules, docs/rules.md, made from the sentences: ``make docs`` writes it."""

from __future__ import annotations

import re

from medborgarbudget.records.translations import LANGUAGES, templates

HEAD = """\
# The rules

What `mb validate` and its sisters can find, by code. Made from `records/problems/sv.yaml` and
`en.yaml` by `python -m medborgarbudget.moderation.rulebook`; change those, not this page. A town's
own rules (caps, dates, themes) stand in its `rounds/<round>/round.yaml`; a finding says where. `…`
stands for what your file says.
"""
GAP = re.compile(r"\{[^}]*\}\.?")


def page() -> str:
    """docs/rules.md, byte for byte: each code with its sentences, Swedish first."""
    return "".join([HEAD, *(_section(code) for code in sorted(templates(LANGUAGES[0])))])


def _section(code: str) -> str:
    lines = []
    for language in LANGUAGES:
        words = templates(language)[code]
        said = GAP.sub("…", f"{words.what} {words.remedy}")
        lines.append(f"- **{language}**: {_in_markdown(said)}\n")
    return "".join([f"\n## {code}\n\n", *lines])


def _in_markdown(text: str) -> str:
    return re.sub(r"([\\`*_<>\[\]|&])", r"\\\1", text)


if __name__ == "__main__":
    print(page(), end="")
