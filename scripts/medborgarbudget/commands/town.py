"""`init` and `demo`: a new town's repository, and the demo town played from beginning to end."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.founding_answers import LEAST_MONEY, Asker, in_words
from medborgarbudget.commands.questions import confirmed
from medborgarbudget.commands.reader import Reader

if TYPE_CHECKING:
    from medborgarbudget.demo.told import Told
    from medborgarbudget.pb.problem import Problem
    from medborgarbudget.records.founding import Founding

POPULATION, MONEY = 10_000, 500_000
OUTPUT = "output"

folder_type = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=folder_type)
@click.option("--name", help="The municipality's name in Swedish. Default: the folder's name.")
@click.option("--name-en", help="Its name in English. Default: the same.")
@click.option("--population", type=click.IntRange(min=1), help=f"Default: {POPULATION}.")
@click.option(
    "--money", type=click.IntRange(min=LEAST_MONEY), help=f"First round. Default: {MONEY}."
)
@click.option("--email", help="Address for questions. Default: an invented one.")
@click.option("--url", help="The site's address. Default: an invented one.")
@click.option(
    "--online/--no-online",
    default=None,
    help="Whether the first round is voted in online, too, beside paper. Default: no.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: take the defaults for what is not given.")
@door.today_option
@door.language_option
def init(
    folder: Path,
    name: str | None,
    name_en: str | None,
    population: int | None,
    money: int | None,
    email: str | None,
    url: str | None,
    online: bool | None,
    yes: bool,
    today: date | None,
    language: str,
) -> None:
    """Make a new town's repository in DIR, with one round open for proposals.

    With --online it holds what a vote online needs: the steps in ONLINE.md, a page for voters, and
    the files of the server. Asks what is not given. What is made is validated and built at once;
    DIR is made whole or not at all, and must be new or empty.
    """
    from medborgarbudget.demo.telling import sentence
    from medborgarbudget.records.founding import named_until_told, with_invented_addresses

    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise click.UsageError(sentence(language, "not-empty", folder=folder.as_posix()))

    called = folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize()
    asker = Asker(language, asks=not yes, say=partial(sentence, language))
    town = named_until_told(called or "Kommunen", POPULATION, MONEY, door.day_of_act(today))
    town = asker.name_en(asker.name(replace(town, language=language), name), name_en)
    town = asker.money(asker.population(town, population), money)
    town = asker.url(asker.email(with_invented_addresses(town), email), url)
    if online is None and not yes:
        online = confirmed(sentence(language, "ask-online"), language)
    founding = replace(town, online=bool(online))
    _found(founding, folder, language)
    click.echo(
        sentence(
            language,
            "founded",
            name=founding.name["sv"],
            folder=folder.as_posix(),
            round=founding.round_id,
            closes=founding.ideas_close.isoformat(),
            index=(folder / OUTPUT / "index.html").as_posix(),
        )
    )
    if founding.online:
        click.echo(sentence(language, "founded-online", folder=folder.as_posix()))


@click.command()
@click.argument("folder", metavar="[DIR]", type=folder_type, default=Path("demo-town"))
@door.language_option
def demo(folder: Path, language: str) -> None:
    """Play all eight steps on a copy of the demo town in DIR (default: demo-town).

    Every round is opened, voted on, closed, counted and verified again, in a repository with one
    commit per act. DIR must be new, empty, or left by an earlier demo, which is then done anew.
    """
    from medborgarbudget.demo.play import Play
    from medborgarbudget.demo.telling import sentence
    from medborgarbudget.demo.town import NoDemoTownError, NotOursError, demo_town
    from medborgarbudget.demo.voting import DemoStoppedError

    say = _teller(language)
    try:
        for told in Play(demo_town(), folder).run():
            say(told)
    except NoDemoTownError:
        raise click.UsageError(sentence(language, "no-town")) from None
    except NotOursError:
        raise click.UsageError(sentence(language, "not-ours", folder=folder.as_posix())) from None
    except DemoStoppedError as stop:
        click.echo(sentence(language, "stopped", what=str(stop)), err=True)
        _refused(stop.problems, folder, language)
    index = (folder / OUTPUT / "index.html").as_posix()
    click.echo()
    click.echo(sentence(language, "end", index=index, folder=folder.as_posix()))
    if Path.cwd() == demo_town().resolve():
        click.echo(sentence(language, "end-here"))


def _teller(language: str) -> Callable[[Told], None]:
    """Plain lines; at a terminal with colour, dim days and steps in bold."""
    from medborgarbudget.demo.telling import line

    if not sys.stdout.isatty():
        return lambda told: click.echo(line(told, language))
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)

    def say(told: Told) -> None:
        text = Text(line(told, language))
        if told.step:
            text.stylize("dim", 0, 10)
            text.stylize("bold cyan", 12, 16)
            text.stylize("bold", 18, 21)
        console.print(text, soft_wrap=True)

    return say


def _found(founding: Founding, folder: Path, language: str) -> None:
    """Make the town beside its place, check and build it, and only then put it there."""
    from medborgarbudget.moderation.validate import validate
    from medborgarbudget.records.commits import Author, Commit, make_repository
    from medborgarbudget.records.founding import first_files
    from medborgarbudget.records.tree import read_tree
    from medborgarbudget.records.writing import move_in, write_bytes
    from medborgarbudget.site.build import build

    files = first_files(founding)
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".init-", dir=folder.absolute().parent) as place:
        town = Path(place) / "town"
        for path, data in sorted(files.items()):
            write_bytes(town, path, data)
        problems = validate(read_tree(town), None, founding.today)
        if any(problem.severity == "error" for problem in problems):
            click.echo(in_words(problems, language))
            raise click.exceptions.Exit(1)
        commit = Commit(founding.today, "Our participatory budget begins", files)
        make_repository(town, [commit], Author(founding.name["sv"], founding.email))
        build(town, town / OUTPUT, founding.today, as_files=True)
        move_in(town, folder)


def _refused(problems: tuple[Problem, ...], root: Path, language: str) -> NoReturn:
    if problems:
        Reader(root, language).refuse(problems)
    raise click.exceptions.Exit(1)
