"""The options that all commands share."""

from __future__ import annotations

from datetime import date

import click
import pytest
from click.testing import CliRunner

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, to_reader


@click.command()
@to_reader("text", "json")
@door.today_option
def shown(reader: Reader, today: date | None) -> None:
    """Say what the options became."""
    click.echo(f"{reader.root}|{reader.language}|{reader.form}|{today}")


def say(*arguments: str, **environment: str) -> str:
    """What `shown` prints, or what it complains of."""
    result = CliRunner().invoke(shown, arguments, env={"LC_ALL": "", "LANG": "", **environment})
    return result.output.strip()


@pytest.fixture
def lillby(towns, monkeypatch):
    """Stand deep inside the example town."""
    monkeypatch.chdir(towns / "lillby" / "rounds" / "2026")
    return towns / "lillby"


def test_the_town_is_the_nearest_folder_that_holds_one(lillby):
    """A moderator need not go to the top of the repository first."""
    assert f"{lillby}|sv|text|None" == say()


def test_a_folder_without_a_town_is_told_with_the_way_out(tmp_path, monkeypatch):
    """Nobody has to guess what makes a folder a town."""
    monkeypatch.chdir(tmp_path)

    assert "content/town.yaml" in say()
    assert "mb init" in " ".join(say("--root", str(tmp_path)).split())


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "sv"),
        ({"LANG": "C.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "fi_FI.UTF-8"}, "sv"),
    ],
    ids=str,
)
def test_the_language_is_the_terminal_s_and_swedish_otherwise(lillby, environment, expected):
    """A Swedish town's program speaks Swedish unless the reader's machine says English."""
    assert expected == say(**environment).split("|")[1]


def test_a_day_is_written_as_iso_does(lillby):
    """2026-05-24 is a day; 24/5 is told how to write it."""
    assert "2026-05-24" == say("--today", "2026-05-24").split("|")[3]
    assert "2026-05-24" in say("--today", "24/5")


def test_the_day_of_the_site_is_given_by_the_builder_then_the_epoch(tmp_path, monkeypatch):
    """The same commit gives the same site: the clock is asked only where there is no history."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1779580800")

    assert date(2026, 5, 1) == door.day_of_site(date(2026, 5, 1), tmp_path)
    assert date(2026, 5, 24) == door.day_of_site(None, tmp_path)


def test_progress_is_silent_where_nobody_watches(capfd):
    """A log file or a pipe gets no progress bar."""
    with door.progress("Reading") as progress:
        progress(1, 2)

    assert ("", "") == capfd.readouterr()
