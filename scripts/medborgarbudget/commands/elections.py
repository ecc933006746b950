"""The commands for real elections: `tally FILE.pb` and `import`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from medborgarbudget.commands.asking import asked_of, check_use, json_text, rule_named
from medborgarbudget.commands.door import FILE, day_of_act, language_option, today_option, watching
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.neutral import escaped
from medborgarbudget.records.paths import is_folder

if TYPE_CHECKING:
    from medborgarbudget.counting.asked import Asked

IMPORTED = {
    "sv": "{folder}: rundan {round}, {files} filer. Gå dit och skriv: mb tally {round}",
    "en": "{folder}: the round {round}, {files} files. Go there and type: mb tally {round}",
}

WROTE = {"sv": "Skrev {path}", "en": "Wrote {path}"}
COUNTING = {"sv": "Räknar, försök", "en": "Counting, attempt"}


def tally_pb(
    file: Path,
    output_format: str,
    language: str,
    compare: str | None = None,
    out: Path | None = None,
    **options: Any,
) -> None:
    """Count one Pabulib file and print the allocation; leaves with exit code 1 where it cannot.

    `output_format` is text, json or pb. `compare` is a list of rules with commas, empty for those
    that fit the ballots. `out` is where the file is written with its outcome. The `options` are
    those of `asked_of`.
    """
    from medborgarbudget.counting.single import marked_file, tally_data, tally_file

    asked = asked_of(**options)
    if out is not None and (os.path.lexists(out) or not is_folder(out.parent)):
        raise click.BadParameter(
            phrase("{out} is there already, or its folder is not there: name a new file", out=out),
            param_hint="--out",
        )
    data = _bytes_of(file)
    if compare is not None:
        if out is not None or output_format == "pb":
            raise click.UsageError(
                phrase("--compare has no single outcome to write: leave out the file.")
            )
        _compare(data, file, compare, asked, output_format, language)
        return
    with watching(COUNTING[language]) as watch:
        tally, problems = tally_file(data, file.as_posix(), asked, watch)
    if tally is None:
        _refuse(problems, data, "json" if output_format == "json" else "text", language)
    check_use(asked, [tally.outcome.rule], tally.outcome.parameters)
    _say_aside(problems, data, language)
    if output_format == "pb":
        click.echo(marked_file(data, tally, asked), nl=False)
    elif output_format == "json":
        click.echo(json_text(tally_data(tally)))
    else:
        from medborgarbudget.counting.narration import narration

        click.echo(narration(tally, language), nl=False)
    if out is not None:
        _write(out, marked_file(data, tally, asked), language)


def _compare(
    data: bytes, file: Path, rules: str, asked: Asked, output_format: str, language: str
) -> None:
    """Print what several rules make of one file."""
    from medborgarbudget.counting.comparison import compare_file, comparison_data
    from medborgarbudget.counting.comparison_text import comparison_text

    if asked.rule is not None:
        raise click.UsageError(phrase("Name the rules after --compare; --rule is for one alone."))
    names = [name.strip() for name in rules.split(",") if name.strip()]
    for name in names:
        rule_named(name, "--compare")
    with watching(COUNTING[language]) as watch:
        compared, problems = compare_file(data, file.as_posix(), names, asked, watch)
    if compared is None:
        _refuse(problems, data, output_format, language)
    outcomes = [column.outcome for column in compared.comparison.columns if column.outcome]
    parameters = {name for outcome in outcomes for name in outcome.parameters}
    check_use(asked, [outcome.rule for outcome in outcomes], parameters)
    _say_aside(problems, data, language)
    if output_format == "json":
        click.echo(json_text(comparison_data(compared)))
    else:
        click.echo(comparison_text(compared, language), nl=False)


def _write(out: Path, data: bytes, language: str) -> None:
    """Write a new file, whole or not at all. Raises click.UsageError where that cannot be."""
    from medborgarbudget.records.writing import write_bytes

    try:
        write_bytes(out.parent, out.name, data)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise click.UsageError(
            phrase("{out} cannot be written: {reason}", out=out, reason=reason)
        ) from None
    click.echo(WROTE[language].format(path=out), err=True)


def _bytes_of(file: Path) -> bytes:
    """The file's bytes, one more than allowed at most. Raises click.UsageError if unreadable."""
    from medborgarbudget.records.pabulib.rows import MAX_BYTES

    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise click.UsageError(
            phrase("{file} cannot be read: {strerror}", file=file, strerror=error.strerror)
        ) from None


def _refuse(
    problems: Sequence[Problem], data: bytes, output_format: str, language: str
) -> NoReturn:
    """Print what is wrong with the file, and leave with exit code 1."""
    click.echo(_said(problems, data, output_format, language), nl=False)
    raise click.exceptions.Exit(1)


def _say_aside(problems: Sequence[Problem], data: bytes, language: str) -> None:
    """Print warnings and notes on standard error."""
    if problems:
        click.echo(_said(problems, data, "text", language), nl=False, err=True)


def _said(problems: Sequence[Problem], data: bytes, output_format: str, language: str) -> str:
    """The findings about one file as text or json, with its lines beside them."""
    from medborgarbudget.moderation import say
    from medborgarbudget.moderation.report import Report

    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    report = Report(tuple(problems), 1, lambda _: lines)
    if output_format == "json":
        return escaped(say.as_json(report))
    return say.as_text(report, language)


@click.command("import")
@click.argument("file", metavar="FILE.pb", type=FILE)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@language_option
@today_option
def import_(file: Path, folder: Path, language: str, today: date | None) -> None:
    """Make a town's repository of a real election: a Pabulib file from https://pabulib.org.

    DIR must be empty or not there yet. It gets the proposals, the ballots and the outcome that the
    city announced, so that validate, tally, verify and build work in it.
    """
    from medborgarbudget.counting.importing import import_election

    data = _bytes_of(file)
    made, problems = import_election(data, file.as_posix(), folder, day_of_act(today))
    if made is None:
        _refuse(problems, data, "text", language)
    _say_aside(problems, data, language)
    click.echo(IMPORTED[language].format(folder=folder, round=made.round_id, files=len(made.files)))
