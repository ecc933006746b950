"""The commands for real elections: `tally FILE.pb` and `import`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, get_args

import click

from medborgarbudget.commands.door import day_of_act, language_option, today_option, watching
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.round import Completion, Start, Stop, Utility
from medborgarbudget.pb.ties import TIE_CRITERIA

if TYPE_CHECKING:
    from medborgarbudget.counting.single import Asked
    from medborgarbudget.pb.outcome import Outcome

IMPORTED = {
    "sv": "{folder}: rundan {round}, {files} filer. Gå dit och skriv: mb tally {round}",
    "en": "{folder}: the round {round}, {files} files. Go there and type: mb tally {round}",
}

COUNTING = {"sv": "Räknar, försök", "en": "Counting, attempt"}


def tally_pb(
    file: Path,
    output_format: str,
    language: str,
    rule: str | None = None,
    tie_breaking: str | None = None,
    lot_seed: str | None = None,
    threshold: int | None = None,
    utility: Utility | None = None,
    completion: str | None = None,
    conflicts: tuple[tuple[str, str], ...] = (),
    **more: Any,
) -> None:
    """Count one Pabulib file and print the allocation; leaves with exit code 1 where it cannot.

    `output_format` is text or json. `tie_breaking` is a list with commas, `completion` is
    ``start,step,stop``; `more` are other parts of `Asked` by name. What is None is as the file has
    it.
    """
    from medborgarbudget.counting.narration import narration
    from medborgarbudget.counting.single import Asked, tally_data, tally_file
    from medborgarbudget.pb.rules import RULES

    if rule is not None and rule not in RULES:
        raise click.BadParameter(f"{rule!r} is none of {', '.join(RULES)}", param_hint="--rule")
    asked = Asked(
        rule,
        _criteria(tie_breaking, lot_seed),
        lot_seed,
        threshold,
        utility,
        None if completion is None else _completion(completion),
        conflicts=conflicts or None,
        **more,
    )
    data = _bytes_of(file)
    with watching(COUNTING[language]) as watch:
        tally, problems = tally_file(data, file.as_posix(), asked, watch)
    if tally is None:
        _refuse(problems, data, output_format, language)
    _check_use(asked, tally.outcome)
    if problems:
        click.echo(_said(problems, data, "text", language), nl=False, err=True)
    if output_format == "json":
        click.echo(json.dumps(tally_data(tally), ensure_ascii=False, indent=2))
    else:
        click.echo(narration(tally, language), nl=False)


def _check_use(asked: Asked, outcome: Outcome) -> None:
    """Nothing that was asked for is left out in silence. Raises click.BadParameter."""
    needs = {"utility": "utility", "completion": "start", "score": "score", "top_up": "top_up"}
    needs["comparison"] = "comparison"
    for name, parameter in needs.items():
        if getattr(asked, name) is not None and parameter not in outcome.parameters:
            raise click.BadParameter(
                f"the rule {outcome.rule} has none; choose another with --rule",
                param_hint=f"--{name.replace('_', '-')}",
            )


def _criteria(text: str | None, lot_seed: str | None) -> tuple[Any, ...] | None:
    """The tie-breaking that was asked for. Raises click.BadParameter for an unknown criterion."""
    if text is None:
        return None
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [name for name in names if name not in TIE_CRITERIA]
    if unknown:
        known = ", ".join(TIE_CRITERIA)
        raise click.BadParameter(f"{unknown[0]!r} is none of {known}", param_hint="--tie-breaking")
    if "lot" in names and lot_seed is None:
        raise click.BadParameter(
            "a lot needs its seed: --lot-seed TEXT", param_hint="--tie-breaking"
        )
    return names


def _completion(text: str) -> Completion:
    """``floor,1,overspend`` as a completion. Raises click.BadParameter for anything else."""
    parts = [part.strip() for part in text.split(",")]
    if (
        len(parts) != 3
        or parts[0] not in get_args(Start)
        or not (parts[1].isascii() and parts[1].isdecimal() and int(parts[1][:16]) > 0)
        or parts[2] not in get_args(Stop)
    ):
        raise click.BadParameter(
            "write it as start,step,stop: floor or exact, whole currency units, overspend or "
            "exhaustive; for example floor,1,overspend",
            param_hint="--completion",
        )
    start: Any = parts[0]
    stop: Any = parts[2]
    return Completion(start, int(parts[1]), stop)


def _bytes_of(file: Path) -> bytes:
    """The file's bytes, one more than allowed at most. Raises click.UsageError if unreadable."""
    from medborgarbudget.records.pabulib.rows import MAX_BYTES

    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None


def _refuse(
    problems: Sequence[Problem], data: bytes, output_format: str, language: str
) -> NoReturn:
    """Print what is wrong with the file, and leave with exit code 1."""
    click.echo(_said(problems, data, output_format, language), nl=False)
    raise click.exceptions.Exit(1)


def _said(problems: Sequence[Problem], data: bytes, output_format: str, language: str) -> str:
    """The findings about one file as text or json, with its lines beside them."""
    from medborgarbudget.moderation import say
    from medborgarbudget.moderation.report import Report

    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    report = Report(tuple(problems), 1, lambda _: lines)
    return say.as_json(report) if output_format == "json" else say.as_text(report, language)


@click.command("import")
@click.argument(
    "file", metavar="FILE.pb", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
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
    if problems:
        click.echo(_said(problems, data, "text", language), nl=False, err=True)
    click.echo(IMPORTED[language].format(folder=folder, round=made.round_id, files=len(made.files)))
