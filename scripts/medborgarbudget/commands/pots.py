"""The command for a whole city of pots: `tally DIR`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from medborgarbudget.commands.asking import asked_of, check_use, json_text
from medborgarbudget.commands.door import nearest_town, progress
from medborgarbudget.commands.words import phrase
from medborgarbudget.records.paths import is_file

if TYPE_CHECKING:
    from medborgarbudget.counting.city import PotFile

COUNTING = {"sv": "Räknar", "en": "Counting"}


def tally_of_files(
    what: str,
    check: bool,
    rule: str | None,
    output_format: str,
    language: str,
    options: dict[str, Any],
) -> bool:
    """Count a Pabulib file or a folder of them, if `what` is that; whether it was.

    A folder is one of files unless it has the name of a round of the town around.
    """
    path = Path(what)
    one_file = what.endswith(".pb") and not path.is_dir()
    if not one_file and (not path.is_dir() or _is_round(what)):
        return False
    if check:
        raise click.UsageError(phrase("--check is for a round: a file has no written result."))
    if one_file:
        from medborgarbudget.commands.elections import tally_pb

        if not path.is_file():
            raise click.UsageError(phrase("There is no file {what}.", what=what))
        tally_pb(path, output_format, language, rule=rule, **options)
        return True
    if options.pop("compare") is not None or options.pop("out") is not None:
        raise click.UsageError(phrase("--compare is for one file."))
    tally_folder(path, output_format, language, rule=rule, **options)
    return True


def _is_round(name: str) -> bool:
    town = nearest_town(Path.cwd())
    return town is not None and is_file(town / "rounds" / name / "round.yaml")


def tally_folder(folder: Path, output_format: str, language: str, **options: Any) -> None:
    """Count every Pabulib file below a folder, each by its own rule if none is asked for.

    Prints a line for each file and the sums, then what stands in the way of those that cannot be
    counted: with any such, the exit code is 1. `output_format` is text or json. The `options` are
    those of `asked_of`.
    """
    from medborgarbudget.counting.city import MOST_FILES, count_pot, lost, pot_files
    from medborgarbudget.counting.workers import shared_out

    asked = asked_of(**options)
    paths = pot_files(folder)
    if not paths:
        raise click.UsageError(
            phrase("There is no file below {folder} whose name ends with .pb.", folder=folder)
        )
    if len(paths) > MOST_FILES:
        raise click.UsageError(
            phrase(
                "There are more than {most_files} files below {folder}.",
                most_files=MOST_FILES,
                folder=folder,
            )
        )
    processes = min(os.cpu_count() or 1, len(paths))
    with progress(COUNTING[language]) as told:
        work = partial(count_pot, root=folder, asked=asked)
        files = shared_out(work, paths, lost, processes, told)
    counts = [file.count for file in files if file.count is not None]
    names = {name for count in counts for name in count.parameters}
    check_use(asked, [count.rule for count in counts], names)
    _print(files, folder, output_format, language)
    if len(counts) < len(files):
        raise click.exceptions.Exit(1)


def _print(files: Sequence[PotFile], folder: Path, output_format: str, language: str) -> None:
    from medborgarbudget.counting.city import city_data
    from medborgarbudget.counting.city_text import city_text
    from medborgarbudget.moderation import say
    from medborgarbudget.moderation.excerpt import lines_below

    if output_format == "json":
        data = city_data(files)
        for file, about in zip(files, data["files"], strict=True):
            told = json.loads(say.as_json(say.Report(file.problems, 1)))
            about["problems"] = told["problems"]
        click.echo(json_text(data))
        return
    click.echo(city_text(files, language), nl=False)
    refused = [one for file in files if file.count is None for one in file.problems]
    if refused:
        report = say.Report(tuple(refused), len(files), lines_below(folder))
        click.echo("\n" + say.as_text(report, language), nl=False)
