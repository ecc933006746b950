"""What a command line leaves with: its exit code, its words, and never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import click
import pytest

from medborgarbudget import __version__, cli


@pytest.fixture
def command(monkeypatch):
    """Put a command of our own making into the table, under the name ``verb``."""

    def put(does):
        made = click.command("verb")(does)
        monkeypatch.setitem(cli.COMMANDS, "verb", cli.Entry("nowhere:verb", "Do something."))
        monkeypatch.setattr(cli.Entry, "load", lambda self: made)

    return put


def test_the_list_of_commands_is_the_help(capsys):
    """`mb --help` and `mb` alone name every command with its line from the table."""
    assert 0 == cli.run(["--help"])
    listed = capsys.readouterr().out

    assert all(
        f"{name} " in listed and entry.does in listed for name, entry in cli.COMMANDS.items()
    )


def test_the_version_is_the_package_s(capsys):
    """`mb --version` names the long name of the program."""
    assert 0 == cli.run(["--version"])
    assert f"medborgarbudget {__version__}\n" == capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nope"], ["--nope"], ["validate", "--format", "poem"]])
def test_wrong_usage_is_exit_code_2(arguments, capsys, monkeypatch):
    """A command, an option or a value that does not exist is told on standard error."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert 2 == cli.run(arguments)
    said = capsys.readouterr()

    assert "" == said.out
    assert "Error: " in said.err


@pytest.mark.parametrize(
    ("value", "expected"), [(None, 0), (1, 1), (True, 1), ("words", 0)], ids=str
)
def test_a_command_may_give_its_exit_code(command, value, expected):
    """A number is the exit code; anything else is none of the shell's business."""
    command(lambda: value)

    assert expected == cli.run(["verb"])


def test_a_fault_is_one_paragraph_and_exit_code_70(command, capsys, monkeypatch):
    """A reader learns what happened, that it is not their doing, and where to tell it."""
    monkeypatch.delenv("MB_DEBUG", raising=False)
    command(lambda: {}["gone"])

    assert 70 == cli.run(["verb"])
    said = capsys.readouterr()
    assert "" == said.out
    assert 1 == said.err.count("\n")
    assert "KeyError: 'gone'" in said.err
    assert "CONTRIBUTING.md" in said.err


def test_a_fault_shows_all_when_asked(command, capsys, monkeypatch):
    """MB_DEBUG=1 is for whoever mends it."""
    monkeypatch.setenv("MB_DEBUG", "1")
    command(lambda: {}["gone"])

    assert 70 == cli.run(["verb"])
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_is_quiet(command, capsys):
    """Ctrl-C is what the person wanted: exit code 130, no words."""

    def interrupted():
        raise KeyboardInterrupt

    command(interrupted)

    assert 130 == cli.run(["verb"])
    assert "" == capsys.readouterr().err.strip()


def test_a_reader_that_leaves_is_no_fault():
    """`mb … | head -1` ends without a complaint, also where much more was to come."""
    code = (
        "import click, sys; from medborgarbudget import cli;"
        "verb = click.command('verb')(lambda: [click.echo('x' * 100) for _ in range(100000)]);"
        "cli.Entry.load = lambda self: verb;"
        "sys.exit(cli.run(['verify']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert (141, "") == (process.returncode, said)


def test_words_are_utf_8_whatever_the_terminal_says():
    """å, ä and ö reach a file also where the environment knows only ASCII."""
    code = (
        "import click, sys; from medborgarbudget import cli;"
        "verb = click.command('verb')(lambda: click.echo('\\xc5 \\u2192 \\xf6'));"
        "cli.Entry.load = lambda self: verb;"
        "sys.exit(cli.run(['verify']))"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)

    assert (0, "Å → ö\n".encode()) == (run.returncode, run.stdout)


def test_every_signal_number_we_use_is_the_shell_s():
    """130 and 141 are what a shell says of a program ended by these signals."""
    assert 128 + signal.SIGINT == cli.INTERRUPTED
    assert 128 + signal.SIGPIPE == cli.PIPE_CLOSED
