"""What is wrong with a command line is told in the reader's language, whoever finds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from medborgarbudget.cli import run
from medborgarbudget.commands.words import asked_language, phrase, speaking

WRONG = {"BadArgumentUsage", "BadParameter", "UsageError"}
GAP = re.compile(r"\{(\w+)")


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    """Where the commands are."""
    return repository / "scripts/medborgarbudget/commands"


@pytest.fixture(scope="module")
def swedish(folder: Path) -> dict[str, str]:
    """The Swedish sentences by the English ones."""
    return yaml.safe_load((folder / "words.sv.yaml").read_text("utf-8"))


def trees(folder: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every module of the commands, with its name."""
    for path in sorted(folder.glob("*.py")):
        yield path.name, ast.parse(path.read_text("utf-8"))


def sentences(folder: Path) -> set[str]:
    """Every sentence that the commands hand to `phrase`."""
    return {
        call.args[0].value
        for _name, tree in trees(folder)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "phrase"
        and isinstance(call.args[0], ast.Constant)
    }


def is_said(argument: ast.expr) -> bool:
    """Whether a complaint's words are a phrase, or one of the sentences in both languages."""
    called = argument.func if isinstance(argument, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("phrase", "sentence")


def test_no_complaint_is_in_english_only(folder: Path) -> None:
    """Each is said by a phrase."""
    silent = [
        f"{name}:{call.lineno}"
        for name, tree in trees(folder)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRONG
        and not is_said(call.args[0])
    ]
    assert [] == silent


def test_every_sentence_is_translated_and_none_is_left_over(
    folder: Path, swedish: dict[str, str]
) -> None:
    """Ours are said by a command; the others by click as it is installed."""
    ours = sentences(folder)
    clicks = "".join(
        path.read_text("utf-8") for path in sorted(Path(click.__file__).parent.glob("*.py"))
    )
    assert [] == sorted(ours - swedish.keys())
    assert [] == [
        one
        for one in swedish.keys() - ours
        if one.replace("\n", "\\n").replace("\t", "\\t") not in clicks
    ]


def test_a_sentence_has_no_other_gaps_than_its_english(swedish: dict[str, str]) -> None:
    """A gap that nobody fills would be a traceback in front of a clerk."""
    odd = [one for one, said in swedish.items() if not {*GAP.findall(said)} <= {*GAP.findall(one)}]
    assert [] == odd


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "1999"), "Fel: Det finns ingen runda '1999'. De som finns: 2026."),
        (("tally",), "Fel: Säg vad som ska räknas"),
        (("validate", "--foo"), "Fel: Det finns ingen flagga '--foo'."),
        (("open",), "Fel: Det saknas ett ord 'ROUND'."),
        (("codes", "2026", "norr", "--count", "0"), "0 ligger inte i 1<=x<=1000000."),
        (("checkpoint", "2026", "--store", "x", "--log-key", "/nope"), "'/nope' finns inte."),
        (("build", "--today", "3/4"), "skriv dagen som 2026-05-24; här står '3/4'"),
        (("explain", "2026", "x", "y"), "Fel: Här står något för mycket (y)"),
        (("blub",), "Fel: Det finns inget kommando 'blub'."),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_wrong_usage_is_told_in_the_terminals_language(towns, monkeypatch, capsys, words, said):
    """And in English where that is the terminal's."""
    monkeypatch.chdir(towns / "lillby")
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    assert 2 == run(words)
    assert said in capsys.readouterr().err
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert 2 == run(words)
    told = capsys.readouterr().err
    assert "Error: " in told and said not in told


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (("open", "--language", "en"), "en"),
        (("open", "--language=en", "2026"), "en"),
        (("--language",), "sv"),
        (("open", "--language", "latin"), "sv"),
        ((), "sv"),
    ],
)
def test_the_option_goes_before_the_terminal(monkeypatch, words, language):
    """Also where the rest of the line is wrong."""
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    assert language == asked_language(words)


def test_the_language_is_given_back():
    """Who uses the commands from Python finds click as it was."""
    sentence = "There is none yet."
    with speaking("sv"):
        assert sentence != phrase(sentence)
    assert sentence == phrase(sentence)

    @click.command()
    @click.option("--n", required=True)
    def verb(n: str) -> None:
        """Nothing."""

    assert "Missing option" in CliRunner().invoke(verb).output
