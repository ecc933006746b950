"""What every command shares: its common options, the day that it goes by, and signs of life."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import click

from medborgarbudget.commands.words import LANGUAGES, phrase, spoken_language
from medborgarbudget.records.paths import is_file

TOWN_FILE = "content/town.yaml"

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Progress = Callable[[int, int | None], None]
"""Called with how many are done, and of how many; None where nobody can know."""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
"""What must be there already."""

PATIENCE = 0.5
"""So many seconds a count may take before anything is shown of it."""


def nearest_town(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds ``content/town.yaml``."""
    return next((at for at in (start, *start.parents) if is_file(at / TOWN_FILE)), None)


def town_folder(context: click.Context, _: click.Parameter, value: Path | None) -> Path:
    found = value or nearest_town(Path.cwd())
    if found is None or not is_file(found / TOWN_FILE):
        where = value or phrase("this folder and those above it")
        raise click.UsageError(
            phrase(
                "There is no town in {where}: a town's folder holds {town_file}. Go there, name it "
                "with --root FOLDER, or make one with: mb init FOLDER",
                where=where,
                town_file=TOWN_FILE,
            ),
            context,
        )
    return found.resolve()


def _day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            phrase("write the day as 2026-05-24; it says {value!r}", value=value)
        ) from None


root_option: Decorator = click.option(
    "--root",
    type=FOLDER,
    callback=town_folder,
    metavar="FOLDER",
    help=f"The town's folder. Default: the nearest one that holds {TOWN_FILE}.",
)
"""``root: Path``, resolved, holding a town."""

language_option: Decorator = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=spoken_language,
    show_default="the terminal's, else sv",
    help="The language of the messages.",
)
"""``language: str``, sv or en."""

today_option: Decorator = click.option(
    "--today",
    callback=_day,
    metavar="YYYY-MM-DD",
    help="Do it as on this day.",
)
"""``today: date | None``: hand it to `day_of_act` or `day_of_site`."""


def format_option(*choices: str) -> Decorator:
    """``output_format: str``: the first of the choices unless another is asked for."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="How to report.",
    )


def day_of_act(today: date | None) -> date:
    """The day of what somebody does, such as opening the vote: by the clock, if not given."""
    return today or datetime.now().astimezone().date()


def day_of_site(today: date | None, root: Path) -> date:
    """The day that the site shows, the same wherever and whenever it is built.

    As given; else SOURCE_DATE_EPOCH (reproducible-builds.org); else the day of the last commit;
    the clock's only where there is no history.
    """
    if today is not None:
        return today
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    from medborgarbudget.records.history import last_commit_date

    return last_commit_date(root) or day_of_act(None)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A progress bar on standard error while at a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def show_progress(done: int, total: int | None) -> None:
            said = what if total is not None else f"{what} {done}"
            bar.update(task, completed=done, total=total, description=said)

        yield show_progress


@contextmanager
def watching(what: str) -> Iterator[Callable[[int], None]]:
    """What a rule may tell its attempts to: shown at a terminal, once it has taken a while."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    began = monotonic()
    shown: list[Progress] = []
    with ExitStack() as stack:

        def watch(done: int) -> None:
            if not shown and monotonic() - began > PATIENCE:
                shown.append(stack.enter_context(progress(what)))
            for show_progress in shown:
                show_progress(done, None)

        yield watch
