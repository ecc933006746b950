"""`mb validate`, as it is typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import git
import pytest
from click.testing import CliRunner, Result

from medborgarbudget.commands.moderation import validate

BENCHES = "proposals/2026/bankar-vid-an.yaml"


@pytest.fixture
def town(tmp_path: Path, towns: Path) -> Path:
    """Lillby with one proposal that names a pot that is not there."""
    town = shutil.copytree(towns / "lillby", tmp_path / "town")
    text = (town / BENCHES).read_text(encoding="utf-8")
    (town / BENCHES).write_text(text.replace("pot: norr", "pot: vaster"), encoding="utf-8")
    return town


def run(town: Path, *arguments: str) -> Result:
    """The command on the town, on a day on which ideas are gathered."""
    words = ["--root", str(town), "--today", "2026-02-01", "--language", "en", *arguments]
    return CliRunner().invoke(validate, words, catch_exceptions=False)


def test_an_error_is_told_and_the_exit_code_says_so(town: Path) -> None:
    """What is wrong first, and the count of the whole town last."""
    result = run(town)

    assert 1 == result.exit_code
    assert result.stdout.startswith(f"{BENCHES}:4: There is no pot called vaster.\n")
    assert result.stdout.endswith("1 problem in 1 file. 19 other files are in order.\n")


def test_a_good_file_beside_a_bad_one_is_in_order(town: Path) -> None:
    """Named files only, and exit code 0."""
    result = run(town, "proposals/2026/gungor-norr.yaml")

    assert (0, "The file is in order.\n") == (result.exit_code, result.stdout)


def test_a_named_folder_is_counted_by_its_files(town: Path) -> None:
    """A folder is a way of naming what is in it."""
    assert run(town, "proposals").stdout.endswith(
        "1 problem in 1 file. 7 other files are in order.\n"
    )


def test_warnings_stop_nothing(town: Path) -> None:
    """A moderator looks at them; the check passes."""
    text = (town / BENCHES).read_text(encoding="utf-8").replace("pot: vaster", "pot: norr")
    (town / BENCHES).write_text(text + "  Ring 070-174 06 05.\n", encoding="utf-8")
    result = run(town)

    assert 0 == result.exit_code
    assert "Warning: " in result.stdout


def test_json_is_one_object_with_relative_paths(town: Path) -> None:
    """What other programs lean on; nothing of this machine in it."""
    result = run(town, "--format", "json")
    data = json.loads(result.stdout)

    assert [("pot-unknown", BENCHES, 4)] == [
        (one["code"], one["path"], one["line"]) for one in data["problems"]
    ]
    assert 20 == data["files"]
    assert str(town) not in result.stdout


def test_a_change_is_checked_against_its_base(town: Path) -> None:
    """Only what the change can have caused; other people's folders in it are flagged."""
    repository = git.Repo.init(town, initial_branch="main")
    with repository.config_writer() as config:
        config.set_value("user", "name", "Lillby")
        config.set_value("user", "email", "noreply@lillby.example")
    repository.git.add("--all")
    repository.index.commit("Start")

    nothing = run(town, "--base", "main")
    (town / "proposals/2026/utegym-soder.yaml").unlink()
    (town / "README.md").write_text("Hej\n", encoding="utf-8")
    result = run(town, "--base", "main", "--format", "json")

    assert (0, "No file to check.\n") == (nothing.exit_code, nothing.stdout)
    assert 1 == result.exit_code
    assert ["change-mixes-owners", "assessment-without-proposal"] == [
        one["code"] for one in json.loads(result.stdout)["problems"]
    ]


@pytest.mark.parametrize("arguments", [["--base", "no-such-state"], ["no-such-file.yaml"]])
def test_what_is_not_there_is_wrong_usage(town: Path, arguments: list[str]) -> None:
    """Exit code 2 and a sentence on standard error."""
    result = run(town, *arguments)

    assert 2 == result.exit_code
    assert arguments[-1] in result.stderr
