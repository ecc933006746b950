"""docs/rules.md is what the sentences make of it."""

from __future__ import annotations

from pathlib import Path

from medborgarbudget.moderation import rulebook
from medborgarbudget.records.translations import templates


def test_the_page_of_rules_is_up_to_date(repository: Path) -> None:
    """If this fails: ``python -m medborgarbudget.moderation.rulebook > docs/rules.md``."""
    assert (repository / "docs" / "rules.md").read_text(encoding="utf-8") == rulebook.page()


def test_every_code_has_its_heading() -> None:
    """The address that a finding gives, docs/rules.md#code, leads somewhere."""
    headings = {line[3:] for line in rulebook.page().splitlines() if line.startswith("## ")}

    assert set(templates("sv")) == headings
