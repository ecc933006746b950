"""The moderators' commands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.words import phrase


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--base", metavar="REV", help="Check what has changed since this state in Git.")
@to_reader("text", "json", "github", "markdown")
@door.today_option
def validate(
    paths: tuple[str, ...],
    base: str | None,
    reader: Reader,
    today: date | None,
) -> None:
    """Check the town's files, and say what to mend where.

    Checks the named files or folders, or with --base those changed since a state in Git, or all.
    What a change can have caused in other files is told too. Exit code 1 if there is an error;
    warnings and notes stop nothing.
    """
    from medborgarbudget.moderation.change import (
        UnknownRevisionError,
        changed_since,
        ownership_problems,
    )
    from medborgarbudget.moderation.reach import asked_for, is_named, to_be_read
    from medborgarbudget.moderation.validate import validate as problems_of
    from medborgarbudget.records.tree import read_tree

    try:
        only = asked_for(reader.root, Path.cwd(), paths) if paths else None
        changed = changed_since(reader.root, base) if base is not None else None
    except UnknownRevisionError:
        raise click.BadParameter(
            phrase("Git knows no state called {base} here.", base=base), param_hint="--base"
        ) from None
    except FileNotFoundError as error:
        raise click.BadArgumentUsage(
            phrase("There is no file {filename} in the town.", filename=error.filename)
        ) from None
    if changed is not None:
        only = changed if only is None else tuple(sorted({*only, *changed}))
    with door.progress("Reading") as progress:
        tree = read_tree(reader.root, to_be_read(reader.root, only), progress)
    found = problems_of(tree, only, door.day_of_act(today))
    if changed is not None:
        found += tuple(ownership_problems(changed))
    files = sum(only is None or is_named(path, only) for path in tree.checked)
    reader.report(found, files)
