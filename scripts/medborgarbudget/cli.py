"""The command line: which commands there are, and what every one of them leaves with.

A command's module is imported when the command is used, never before, so that ``mb --help`` and a
check of one file start at once. Exit codes: 0 good, 1 problems found, 2 wrong usage, 70 a fault in
this program (sysexits.h), 130 interrupted, 141 the reader of our output went away.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from medborgarbudget import __version__
from medborgarbudget.commands.words import asked_language, speaking

FAULT, INTERRUPTED, PIPE_CLOSED = 70, 130, 141


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives, as ``module:attribute`` below `commands`, and its line in the list."""

    where: str
    does: str

    def load(self) -> click.Command:
        """The command itself, imported now."""
        module, _, attribute = self.where.partition(":")
        command = getattr(import_module(f"medborgarbudget.commands.{module}"), attribute)
        assert isinstance(command, click.Command), self.where
        return command


COMMANDS = {
    "init": Entry("town:init", "Make a new town's repository with one open round."),
    "demo": Entry("town:demo", "Play all eight steps on a copy of the demo town."),
    "import": Entry("elections:import_", "Make a town of a real election in a Pabulib file."),
    "validate": Entry(
        "moderation:validate", "Check all of the town's files, some, or those changed."
    ),
    "build": Entry("site:build", "Write the public site."),
    "serve": Entry("site:serve", "Show the site on this machine, rebuilt when a file changes."),
    "ceremony": Entry("ceremony:ceremony", "Make the keys of an online vote, and divide them."),
    "codes": Entry("codes:codes", "Make voting codes: letters or cards, and a roll."),
    "open": Entry("counting:open_", "Open the vote: freeze the ballot, with hashes."),
    "vote-bundle": Entry("vote_function:vote_bundle", "Write what the vote function must know."),
    "vote-server": Entry("vote_server:vote_server", "Run the vote function on this machine."),
    "checkpoint": Entry("vote_function:checkpoint", "Nightly: log the new ballots, and sign."),
    "revoke": Entry("desk:revoke", "Take in a desk's letters that could not be sent in time."),
    "paper": Entry("counting:paper", "Compare the two typings of each batch of paper ballots."),
    "sheets": Entry("sheets:sheets", "Write sheets to count a pot by hand, as PDF files."),
    "close": Entry("closing:close", "Close the vote and write the ballots as Pabulib files."),
    "lot": Entry("lots:lot", "Write down the seed of a lot that is drawn after closing."),
    "tally": Entry("counting:tally", "Count a round, or any Pabulib file, step by step."),
    "explain": Entry("explanation:explain", "Say in plain words why a project won or lost."),
    "verify": Entry("verification:verify", "Check all that outsiders can check, recount included."),
}


class ReaderLeftError(Exception):
    """Whoever read our output closed it, as ``head`` does; click would call that a problem."""


class Lazy(click.Group):
    """A group that knows its commands by name and loads the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of a round's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        entry = COMMANDS.get(cmd_name)
        return entry.load() if entry else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, telling a closed pipe from all other faults of files."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError as error:
            raise ReaderLeftError from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table, so that no module is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.does) for name, entry in COMMANDS.items()])


@click.command(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="One command's options: mb COMMAND --help. All of them: docs/commands.md.",
)
@click.version_option(__version__, prog_name="medborgarbudget", message="%(prog)s %(version)s")
def cli() -> None:
    """Participatory budgeting in the open: proposals in Git, a static site, a count to redo."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code. Never a traceback, unless MB_DEBUG=1."""
    _write_utf8()
    with speaking(asked_language(arguments)):
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        result = cli.main(list(arguments), prog_name="mb", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except ReaderLeftError:
        return _reader_left()
    except Exception as error:
        return _fault(error)


def _write_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _reader_left() -> int:
    """Python flushes at exit and would complain of the closed pipe: give it another place."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


def _fault(error: Exception) -> int:
    if os.environ.get("MB_DEBUG") == "1":
        traceback.print_exception(error)
        return FAULT
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "medborgarbudget" in frame.filename] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "unknown place"
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    click.echo(
        f"mb stopped at something it was not built for: {what} ({place}, version {__version__}). "
        "This is a fault in the program, not in what you did. Report it as CONTRIBUTING.md says, "
        "with the command you gave and this paragraph; MB_DEBUG=1 before the command shows more.",
        err=True,
    )
    return FAULT
