"""What every command says, and how it leaves."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from medborgarbudget.commands.reader import Reader
from medborgarbudget.pb.problem import Place, Problem

PLACE = Place("proposals/2026/utegym-soder.yaml", 6, 7)


@pytest.fixture
def lillby(towns):
    """The example town."""
    return towns / "lillby"


@pytest.mark.parametrize(("severity", "expected"), [("error", 1), ("warning", 0), ("note", 0)])
def test_only_errors_make_a_command_fail(lillby, severity, expected):
    """A warning goes to the moderator, a note to the author; neither stops the work."""
    problem = Problem("cost-above-limit", PLACE, {"cost": 2, "limit": 1}, severity)

    @click.command()
    def verb() -> None:
        Reader(lillby, "sv", "json").report([problem], files=1)

    result = CliRunner().invoke(verb)
    assert expected == result.exit_code
    assert ["cost-above-limit"] == [item["code"] for item in json.loads(result.output)["problems"]]


def test_the_line_concerned_is_quoted(lillby):
    """In the terminal the reader sees the line itself, not only its number."""
    problem = Problem("cost-above-limit", PLACE, {"cost": 2, "limit": 1})

    @click.command()
    def verb() -> None:
        Reader(lillby, "en").refuse([problem])

    result = CliRunner().invoke(verb)
    assert 1 == result.exit_code
    assert "cost: 95000" in result.output


def test_a_warning_beside_an_answer_goes_to_standard_error(lillby, capsys):
    """What a program reads on standard output is the answer and nothing else."""
    reader = Reader(lillby, "en", "json")
    reader.warn([Problem("cost-above-limit", PLACE, {"cost": 2, "limit": 1}, "warning")])
    reader.wrote(["a.txt"], {"n": 1})
    said = capsys.readouterr()

    assert {"written": ["a.txt"], "n": 1} == json.loads(said.out)
    assert "[cost-above-limit]" in said.err


def test_findings_can_begin_in_another_folder(lillby, tmp_path, capsys):
    """As those of a file that somebody brings: its lines are quoted from where it is."""
    (tmp_path / "letters.txt").write_text("the line itself\n", "utf-8")
    problem = Problem("letter-line", Place("letters.txt", 1), {"line": 1})
    Reader(lillby, "en").at(tmp_path).show([problem])

    assert "the line itself" in capsys.readouterr().out
