"""What is asked at the terminal: in the reader's language, with either language's yes and no."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from medborgarbudget.commands.questions import answered, confirm_or_stop, confirmed


def asked(question, answers):
    """What a command that asks does with these answers."""
    command = click.Command("ask", callback=lambda: click.echo(question()))
    return CliRunner().invoke(command, input=answers)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *((one, True) for one in ("j", "ja", "J", " JA ", "y", "yes")),
        *((one, False) for one in ("n", "nej", "no", "")),
    ],
)
def test_a_yes_is_a_yes_in_both_languages(language, typed, found):
    """Whoever has the other language's habit is understood; an empty answer is no."""
    run = asked(lambda: confirmed("Skriva?", language), f"{typed}\n")
    assert f"{found}\n" == run.stdout


def test_what_is_neither_is_asked_again_in_the_reader_s_language():
    """Not in the words of a library."""
    run = asked(lambda: confirmed("Skriva?", "sv"), "kanske\nj\n")
    assert "True\n" == run.stdout
    assert "Skriva? [j/N]: " in run.stderr
    assert "Svara ja eller nej (j eller n).\n" in run.stderr
    assert "Error" not in run.output


@pytest.mark.parametrize("answers", ["n\n", ""])
def test_whoever_stops_is_told_that_nothing_was_written(answers):
    """A no, and a terminal that closes or Ctrl-C: exit code 130."""
    for language, said in {"sv": "Avbrutet. Inget skrevs.", "en": "Stopped. Nothing was"}.items():
        run = asked(lambda one=language: confirm_or_stop("?", one), answers)
        assert 130 == run.exit_code
        assert said in run.stderr.splitlines()[-1]


def test_an_answer_that_cannot_be_is_asked_again():
    """With the words of whoever reads it."""

    def reading(text):
        if text != "4":
            raise ValueError("Write four.")
        return 4

    run = asked(lambda: answered("How many?", "en", reading, default="5"), "\n4\n")
    assert "4\n" == run.stdout
    assert "How many? [5]: " in run.stderr and "Write four." in run.stderr
