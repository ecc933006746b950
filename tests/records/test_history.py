"""The audit trail, from real Git repositories."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from medborgarbudget.records.history import (
    Change,
    head,
    history,
    history_problems,
    last_commit_date,
)

PROPOSAL = "proposals/2026/bankar-vid-an.yaml"


def git(folder: Path, *arguments: str, day: str = "2026-01-20") -> str:
    """One Git command, with a name and a day that are nobody's."""
    moment = f"{day}T12:00:00+01:00"
    done = subprocess.run(
        [
            "git",
            "-C",
            str(folder),
            "-c",
            "user.name=Kim Ek",
            "-c",
            "user.email=kim@ek.example",
            *arguments,
        ],
        check=True,
        capture_output=True,
        text=True,
        env={
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_DATE": moment,
        },
    )
    return done.stdout.strip()


def commit(folder: Path, subject: str, day: str) -> str:
    """Everything as it stands, as one commit; its id."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject, day=day)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository_of_lillby(lillby: Path) -> Path:
    """Lillby with a life: added, changed, renamed, and a file taken away."""
    git(lillby, "init", "-q", "-b", "main")
    commit(lillby, "Rundan öppnar", "2026-01-12")
    path = lillby / PROPOSAL
    path.write_text(path.read_text(encoding="utf-8").replace("60000", "61000"), encoding="utf-8")
    commit(lillby, "Kostnaden rättad av kim@ek.example", "2026-01-21")
    path.rename(lillby / "proposals/2026/bankar-langs-an.yaml")
    (lillby / "proposals/2026/odlingslador.yaml").unlink()
    commit(lillby, "Nytt namn\n\nSigned-off-by: Kim Ek <kim@ek.example>", "2026-01-22")
    return lillby


def test_a_file_s_changes_come_newest_first_through_its_renaming(
    repository_of_lillby: Path,
) -> None:
    """Under its present name alone."""
    changes = history(repository_of_lillby)

    assert [
        (date(2026, 1, 22), "Nytt namn", "renamed"),
        (date(2026, 1, 21), "Kostnaden rättad av …", "changed"),
        (date(2026, 1, 12), "Rundan öppnar", "added"),
    ] == [
        (change.date, change.subject, change.kind)
        for change in changes["proposals/2026/bankar-langs-an.yaml"]
    ]
    assert PROPOSAL not in changes


def test_a_file_that_is_gone_keeps_its_history(repository_of_lillby: Path) -> None:
    """The end is part of the trail."""
    kinds = [
        change.kind for change in history(repository_of_lillby)["proposals/2026/odlingslador.yaml"]
    ]

    assert ["removed", "added"] == kinds


def test_a_name_used_again_keeps_the_trails_apart(repository_of_lillby: Path) -> None:
    """A new file under an old name does not inherit what the old one became."""
    (repository_of_lillby / PROPOSAL).write_text("title: En helt annan bänk\n", encoding="utf-8")
    commit(repository_of_lillby, "Ett nytt förslag", "2026-01-23")
    changes = history(repository_of_lillby)

    assert ["Ett nytt förslag"] == [change.subject for change in changes[PROPOSAL]]
    assert 3 == len(changes["proposals/2026/bankar-langs-an.yaml"])


def test_nobody_s_name_or_address_is_in_the_history(repository_of_lillby: Path) -> None:
    """Neither the committer's nor one from a message."""
    said = str(history(repository_of_lillby))

    assert "Kim" not in said
    assert "@" not in said
    assert {"date", "subject", "commit", "kind"} == set(Change.__slots__)


def test_the_head_and_its_day(repository_of_lillby: Path) -> None:
    """What a build without a clock goes by."""
    assert git(repository_of_lillby, "rev-parse", "HEAD") == head(repository_of_lillby)
    assert date(2026, 1, 22) == last_commit_date(repository_of_lillby)
    assert () == history_problems(repository_of_lillby)


def test_a_town_in_a_folder_of_a_repository_has_paths_of_its_own(
    lillby: Path, tmp_path: Path
) -> None:
    """As the example towns are in ours."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "README").write_text("x")
    commit(tmp_path, "Allt", "2026-01-12")

    assert PROPOSAL in history(lillby)
    assert not any(path.startswith("lillby") or path == "README" for path in history(lillby))


def test_a_copy_without_its_past_is_told(repository_of_lillby: Path, tmp_path: Path) -> None:
    """A shallow clone, as continuous integration makes them."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository_of_lillby}", str(clone))

    assert [("history-cut-off", "warning")] == [
        (problem.code, problem.severity) for problem in history_problems(clone)
    ]
    assert {"Nytt namn"} == {
        change.subject for changes in history(clone).values() for change in changes
    }


def test_a_folder_without_history_is_told_and_hurts_nothing(lillby: Path) -> None:
    """A town can be built before its first commit."""
    assert {} == history(lillby)
    assert (None, None) == (head(lillby), last_commit_date(lillby))
    assert ["history-missing"] == [problem.code for problem in history_problems(lillby)]


def test_a_repository_without_a_commit_has_no_history(lillby: Path) -> None:
    """Just begun."""
    git(lillby, "init", "-q", "-b", "main")

    assert {} == history(lillby)
    assert None is head(lillby)


def test_odd_names_and_subjects_come_through(lillby: Path) -> None:
    """Spaces, letters, line breaks in names; control characters in subjects are left out."""
    git(lillby, "init", "-q", "-b", "main")
    (lillby / "proposals/2026/en ny\nrad å.yaml").write_text("x")
    commit(lillby, "Röd \x1b[31mtext", "2026-01-12")
    (change,) = history(lillby)["proposals/2026/en ny\nrad å.yaml"]

    assert "Röd [31mtext" == change.subject
