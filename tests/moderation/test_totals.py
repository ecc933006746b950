"""While people vote no ballot, sum or result gets into the repository: every change is checked."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from medborgarbudget.cli import cli

WHILE_OPEN, LAST_DAY, AFTER = "2026-05-10", "2026-05-24", "2026-05-25"
TELLING = [
    "announced.yaml",
    "ballots/norr.pb",
    "box/ciphertexts.txt",
    "box/election-key.txt",
    "box/entries.jsonl",
    "box/sums.yaml",
    "classes.yaml",
    "paper/norr-1/first.csv",
    "paper/norr-1/second.csv",
    "result.yaml",
]
"""All that says, or lets anybody work out, how the votes fall."""
SILENT = ["log/leaves.txt", "log/2026-05-10.checkpoint", "paper/norr-1/cover.yaml"]
"""How many have voted is no secret."""


def git(root: Path, *words: str) -> str:
    """A Git command in a folder."""
    name = ("-c", "user.name=Kansliet", "-c", "user.email=kansliet@lillby.example")
    done = subprocess.run(
        ["git", *name, *words], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def opened(towns: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lillby when the vote has opened, as a repository with a proposed change on top."""
    root = tmp_path_factory.mktemp("totals") / "lillby"
    shutil.copytree(towns / "lillby", root)
    said = CliRunner().invoke(
        cli, ["open", "2026", "--root", str(root), "--today", "2026-05-02"], catch_exceptions=False
    )
    assert 0 == said.exit_code, said.output
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "--message", "Voting opens")
    git(root, "checkout", "--quiet", "-b", "proposed")
    return root


def found(root: Path, path: str, today: str) -> set[tuple[str, str]]:
    """What the check of a proposed change says of a file that it adds, by code and path."""
    file = root / "rounds/2026" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x\n", encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "--message", f"Adds {path}")
    words = ["validate", "--root", str(root), "--base", "main", "--today", today]
    result = CliRunner().invoke(cli, [*words, "--format", "json"], catch_exceptions=False)
    git(root, "reset", "--quiet", "--hard", "main")
    return {(one["code"], one["path"]) for one in json.loads(result.stdout)["problems"]}


@pytest.mark.parametrize("today", [WHILE_OPEN, LAST_DAY])
@pytest.mark.parametrize("path", TELLING)
def test_what_tells_of_the_votes_is_refused_while_people_vote(opened, path, today):
    """In any change that is proposed, from the first day to the last."""
    assert ("totals-while-open", f"rounds/2026/{path}") in found(opened, path, today)


@pytest.mark.parametrize("path", [*TELLING, *SILENT])
def test_afterwards_it_may_come(opened, path):
    """Whatever else is said of it."""
    assert "totals-while-open" not in {code for code, _ in found(opened, path, AFTER)}


@pytest.mark.parametrize("path", SILENT)
def test_how_many_have_voted_may_be_told(opened, path):
    """The nightly log says it, and the cover sheet of a bundle."""
    assert "totals-while-open" not in {code for code, _ in found(opened, path, WHILE_OPEN)}
