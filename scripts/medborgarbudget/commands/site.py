"""`build` and `serve`: the public site, into a folder or on this machine while one works on it."""

from __future__ import annotations

import functools
import sys
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from medborgarbudget.commands.door import (
    day_of_site,
    language_option,
    refused,
    root_option,
    today_option,
)

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
@root_option
@output_option
@today_option
@click.option(
    "--as-files",
    is_flag=True,
    help="Name index.html in every link, so that the site opens from a folder, without a server.",
)
@language_option
def build(root: Path, output: Path | None, today: object, as_files: bool, language: str) -> None:
    """Build the site, the same wherever and whenever it is built.

    Only files that differ are written; files of the last build that are no more are removed.
    """
    folder = output or root / "output"
    _build(root, folder, today, as_files, language)
    click.echo(folder / "index.html", err=True)


@click.command()
@root_option
@output_option
@today_option
@click.option("--port", default=PORT, show_default=True, help="Where to listen, on localhost.")
@language_option
def serve(root: Path, output: Path | None, today: object, port: int, language: str) -> None:
    """Show the site on this machine, and build it again when a file changes."""
    folder = output or root / "output"
    _build(root, folder, today, False, language)
    handler = functools.partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        click.echo(f"http://localhost:{server.server_port}/", err=True)
        try:
            for _ in _changes(root):
                try:
                    _build(root, folder, today, False, language)
                except click.exceptions.Exit:
                    continue
        except KeyboardInterrupt:
            server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder without a line for every request."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".yaml": "text/plain"}

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _build(root: Path, folder: Path, today: object, as_files: bool, language: str) -> None:
    from rich.console import Console

    from medborgarbudget.site.build import build as build_site
    from medborgarbudget.site.reading import TownNotReadableError

    day = day_of_site(today, root)  # type: ignore[arg-type]
    try:
        if sys.stderr.isatty():
            with Console(stderr=True).status("Building the site"):
                build_site(root, folder, day, as_files)
        else:
            build_site(root, folder, day, as_files)
    except TownNotReadableError as error:
        refused(error.problems, root, "text", language)


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
