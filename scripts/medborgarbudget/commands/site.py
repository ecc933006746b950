"""`build` and `serve`: the public site, into a folder or on this machine while one works on it."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands.door import FILE, day_of_site, today_option
from medborgarbudget.commands.reader import Reader, to_reader
from medborgarbudget.commands.words import phrase

if TYPE_CHECKING:
    from medborgarbudget.voting.function.local import LocalServer

WATCHED = ("content", "proposals", "rounds")
EVERY = 0.5
PORT = 8000

output_option = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to put the site. Default: output, in the town's folder.",
)


@click.command()
@to_reader("text")
@output_option
@today_option
@click.option(
    "--as-files",
    is_flag=True,
    help="Name index.html in every link, so that the site opens from a folder, without a server.",
)
def build(reader: Reader, output: Path | None, today: date | None, as_files: bool) -> None:
    """Build the site, the same wherever and whenever it is built.

    Only files that differ are written; files of the last build that are no more are removed.
    """
    folder = output or reader.root / "output"
    _build(reader, folder, today, as_files)
    click.echo(folder / "index.html", err=True)


@click.command()
@to_reader("text")
@output_option
@today_option
@click.option("--port", default=PORT, show_default=True, help="Where to listen, on localhost.")
@click.option(
    "--receipt-key",
    "key_file",
    metavar="FILE",
    type=FILE,
    help="Where a round is voted in online: its receipt key, to try the vote here.",
)
@click.option(
    "--store",
    "address",
    metavar="ADDRESS",
    help="Where ballots on trial are kept, as for vote-server. Default: a temporary file.",
)
def serve(
    reader: Reader,
    output: Path | None,
    today: date | None,
    port: int,
    key_file: Path | None,
    address: str | None,
) -> None:
    """Show the site on this machine, and build it again when a file changes.

    Where a round is voted in online, ballots are taken here, too, on trial: nothing of it goes into
    the town. The demo town says some codes to try; another town's vote needs its receipt key.
    """
    from medborgarbudget.voting.function.local import LocalServer

    root, folder = reader.root, output or reader.root / "output"
    _build(reader, folder, today, False)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        server = stack.enter_context(LocalServer(port, folder, {}))
        site = f"http://localhost:{server.server_port}/"
        click.echo(site, err=True)
        open_trial = _trial_opener(stack, server, root, folder, today, key_file, address)
        for line in open_trial(site, reader.language):
            click.echo(line, err=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)
        for _ in _changes(root):
            try:
                _build(reader, folder, today, False)
            except click.exceptions.Exit:
                continue
            open_trial(site, reader.language)


def _trial_opener(
    stack: ExitStack,
    server: LocalServer,
    root: Path,
    output: Path,
    today: date | None,
    key_file: Path | None,
    address: str | None,
) -> Callable[[str, str], list[str]]:
    """Mounts the vote function as the town's files are now, and says how to try it."""
    from medborgarbudget.commands.stores import store_at
    from medborgarbudget.commands.trying import Trial, desk_lines, lines, opened_lines, trial
    from medborgarbudget.commands.vote_function import signer
    from medborgarbudget.records.tree import read_tree
    from medborgarbudget.voting.stores import UnavailableError

    key = None if key_file is None else signer(key_file)
    hosts = (f"http://{name}:{server.server_port}" for name in ("localhost", "127.0.0.1"))
    place = stack.enter_context(tempfile.TemporaryDirectory(prefix="medborgarbudget-"))
    try:
        store = store_at(address or f"sqlite:{place}/votes.sqlite")
    except UnavailableError:
        raise click.UsageError(
            phrase("The store {address} does not answer.", address=address)
        ) from None
    stack.callback(store.close)
    origins = frozenset(hosts)

    def open_trial(site: str, language: str) -> list[str]:
        day = day_of_site(today, root)
        tree = read_tree(root, ())
        found = trial(tree, store, key, today, day, origins)
        server.mount({found.path: found.handler} if isinstance(found, Trial) else {})
        if found is None:
            return opened_lines(tree, site, language)
        told = lines(found, site, address or "", language, day)
        return [*told, *desk_lines(found, output, Path(place), site, language)]

    return open_trial


def _build(reader: Reader, folder: Path, today: date | None, as_files: bool) -> None:
    from rich.console import Console

    from medborgarbudget.site.build import build as build_site
    from medborgarbudget.site.reading import TownNotReadableError

    root, day = reader.root, day_of_site(today, reader.root)
    try:
        if sys.stderr.isatty():
            with Console(stderr=True).status("Building the site"):
                build_site(root, folder, day, as_files)
        else:
            build_site(root, folder, day, as_files)
    except TownNotReadableError as error:
        reader.refuse(error.problems)


def _changes(root: Path) -> Iterator[None]:
    """One turn for every time that a file of the town has changed, looked for by polling."""
    before = _stamps(root)
    while True:
        time.sleep(EVERY)
        now = _stamps(root)
        if now != before:
            before = now
            yield None


def _stamps(root: Path) -> dict[Path, tuple[int, int]]:
    stamps = {}
    for folder in WATCHED:
        for path in (root / folder).rglob("*"):
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue
            stamps[path] = (found.st_mtime_ns, found.st_size)
    return stamps
