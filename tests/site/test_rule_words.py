"""Nothing registered is without words: every rule and every action, wherever they are told of."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from medborgarbudget.counting.narration import WORDS
from medborgarbudget.pb.outcome import Action
from medborgarbudget.pb.rules import RULES
from medborgarbudget.site.terms import TERMS

ABOUT_THE_VOTERS = {"endowment", "raised-endowment", "compared"}
ABOUT_THE_VOTERS |= {"filling-up", "rolled-over", "next-round", "board-decides"}
"""Actions that are about no project, and so stand in no table of projects."""


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_name_a_page_of_words_and_a_docstring(rule: str, repository: Path) -> None:
    """What it is called, what a resident reads of it, and where it comes from."""
    assert rule in TERMS["rule"]
    page = repository / "theme/templates/rule" / f"{rule.replace('/', '-')}.html"
    assert page.read_text(encoding="utf-8").strip()
    assert f"| `{rule}` |" in (repository / "docs/counting.md").read_text(encoding="utf-8")
    assert len((RULES[rule].__doc__ or "").split()) > 10


@pytest.mark.parametrize("action", get_args(Action))
def test_every_action_is_told_in_both_languages(action: str) -> None:
    """By `tally` in words, and on the site where it is about a project."""
    assert all(f"action-{action}" in words for words in WORDS.values())
    assert (action in TERMS["action"]) == (action not in ABOUT_THE_VOTERS)
