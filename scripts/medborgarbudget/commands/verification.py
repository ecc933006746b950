"""The outsider's command: check everything, in a town's folder or in a bare clone of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.reader import Reader, print_json
from medborgarbudget.commands.rounds import some_round_argument, unknown_round
from medborgarbudget.commands.words import phrase

VERDICT = {
    True: {
        "sv": "Allt stämmer. Kontroller: {made}. Inte gjorda: {left}.",
        "en": "All is in order. Checks: {made}. Not made: {left}.",
    },
    False: {"sv": "Något stämmer inte.", "en": "Something is not in order."},
}


def _town_or_bare(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    from medborgarbudget.records.snapshot import is_bare

    if value is not None and is_bare(value):
        return value.resolve()
    return door.town_folder(context, parameter, value)


@click.command()
@some_round_argument
@click.option(
    "--root",
    type=door.FOLDER,
    callback=_town_or_bare,
    metavar="FOLDER",
    help="The town's folder, or a bare clone of its repository.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Count in so many processes. Default: as many as the machine has cores.",
)
@click.option(
    "--against",
    type=door.FOLDER,
    metavar="FOLDER",
    help="An older clone, bare or not: the log of a vote online must continue the one there.",
)
@door.language_option
@door.format_option("text", "json")
def verify(
    round_id: str | None,
    root: Path,
    jobs: int | None,
    against: Path | None,
    language: str,
    output_format: str,
) -> None:
    """Check all that an outsider can check of ROUND, or of every round that has opened.

    Frozen files against their hashes and against Git, paper typed twice against the ballots, the
    result counted again. Any byte changed since makes it fail and is told by the file's name.
    """
    workers = jobs or os.cpu_count() or 1
    with ExitStack() as stack:
        older = stack.enter_context(_town_in(against)) if against is not None else None
        town = stack.enter_context(_town_in(root))
        _verify(round_id, workers, older, Reader(town, language, output_format))


@contextmanager
def _town_in(clone: Path) -> Iterator[Path]:
    """The folder that holds the town: of a bare clone, its newest state for as long as this lasts.

    Raises click.UsageError where there is no town.
    """
    from medborgarbudget.records.snapshot import UnpackError, is_bare, unpack

    with tempfile.TemporaryDirectory(prefix="medborgarbudget-") as folder:
        town = clone
        if is_bare(clone):
            town = Path(folder) / "town"
            try:
                unpack(clone, town)
            except UnpackError:
                raise click.UsageError(
                    phrase("{name} holds no commit to check.", name=clone.name)
                ) from None
        if not (town / door.TOWN_FILE).is_file():
            raise click.UsageError(
                phrase(
                    "There is no town in {name}: no {town_file}.",
                    name=clone.name,
                    town_file=door.TOWN_FILE,
                )
            )
        yield town


def _verify(
    round_id: str | None,
    workers: int,
    against: Path | None,
    reader: Reader,
) -> None:
    from medborgarbudget.counting.online_checks import compared
    from medborgarbudget.counting.verify import begun, opened_boxes
    from medborgarbudget.counting.verify import verify as checks_of
    from medborgarbudget.records.tree import read_tree

    with door.progress("Reading") as progress:
        tree = read_tree(reader.root, None, progress)
    there = {path.split("/")[1] for path in tree.paths if path.startswith("rounds/")}
    if round_id is not None and round_id not in {*there, *begun(tree)}:
        raise unknown_round(tree, round_id)
    round_ids = (round_id,) if round_id else begun(tree)
    with door.progress("Opening ballots") as progress:
        boxes = opened_boxes(tree, round_ids, progress, workers)
    with door.progress("Checking") as progress:
        checks = checks_of(tree, round_ids, progress, workers, boxes)
    if against is not None:
        checks += compared(tree, round_ids, against)
    ok = all(check.ok for check in checks)
    told = [
        {
            "name": check.name,
            "ok": check.ok,
            "made": check.made,
            "detail": _detail(check, reader.language),
        }
        for check in checks
    ]
    if reader.is_program:
        print_json({"ok": ok, "checks": told})
    else:
        for check in checks:
            said = f": {check.said(reader.language)}" if check.ok else ""
            mark = ("✓" if check.made else "–") if check.ok else "✗"
            click.echo(f"{mark} {check.name}{said}")
        made = sum(check.made for check in checks)
        click.echo(VERDICT[ok][reader.language].format(made=made, left=len(checks) - made))
    if ok:
        return
    if not reader.is_program:
        click.echo()
        problems = dict.fromkeys(problem for check in checks for problem in check.problems)
        reader.show(tuple(problems))
    raise click.exceptions.Exit(1)


def _detail(check: Any, language: str) -> str:
    """What went well, or every file concerned with what is wrong with it."""
    from medborgarbudget.moderation.say import sentence

    if check.ok:
        return str(check.said(language))
    return " · ".join(
        f"{problem.place.path}: {sentence(problem, language).what}" for problem in check.problems
    )
