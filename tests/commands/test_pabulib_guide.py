"""docs/guides/pabulib.md shows what the commands really print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from medborgarbudget.cli import cli

SHOWN = re.compile(r"^```console\n\$ mb (.+)\n((?:.*\n)*?)```$", re.MULTILINE)


def test_every_output_on_the_page_is_what_the_command_prints(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, in English, from the repository's own files."""
    monkeypatch.chdir(repository)
    page = (repository / "docs" / "guides" / "pabulib.md").read_text(encoding="utf-8")
    found = SHOWN.findall(page)
    assert 2 == len(found)
    for words, shown in found:
        result = CliRunner().invoke(cli, [*shlex.split(words), "--language", "en"])
        assert shown == result.stdout
