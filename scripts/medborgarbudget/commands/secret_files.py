"""What commands that make secrets share: where these may lie, who may read them, what is said."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from medborgarbudget.commands.reader import Reader, print_json
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import NO_FACTS, Place, Problem


def outside(target: Path, root: Path) -> None:
    """Refuse a place that is there already, or inside the town's repository."""
    if target.exists():
        raise click.UsageError(
            phrase("{target} is there already; nothing secret is ever overwritten.", target=target)
        )
    if target.resolve().is_relative_to(root):
        raise click.UsageError(
            phrase("{target} is inside the town's repository: choose another place.", target=target)
        )


def write_secret(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)


@contextmanager
def whole(path: Path, data: bytes) -> Iterator[None]:
    """A secret file that has its name only when all within has been done.

    Letters must not look finished while their codes are in no roll: somebody might post them.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    write_secret(part, data)
    try:
        yield
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def pdf_of(page: str, reader: Reader) -> bytes:
    """The page as PDF; leaves with exit code 1 where this machine cannot make any."""
    from medborgarbudget.records.pdf import PdfMissingError, pdf_bytes

    try:
        return pdf_bytes(page)
    except PdfMissingError:
        problem = Problem("pdf-library-missing", Place("content/town.yaml"))
        reader.refuse([problem])


SAID = {
    "sv": ("Skrev {path}. Checka in den.", "Hemligt, i {folder}: {names}."),
    "en": ("Wrote {path}. Commit it.", "Secret, in {folder}: {names}."),
}


def tell_written(
    paths: Sequence[str],
    names: Sequence[str],
    folder: Path,
    reader: Reader,
    facts: Mapping[str, Any] = NO_FACTS,
) -> None:
    """Which public files are to be committed, and which secret ones there are; no more of them."""
    if reader.is_program:
        print_json({"written": list(paths), "secret": list(names), **facts})
        return
    public, secret = SAID[reader.language]
    for path in paths:
        click.echo(public.format(path=path))
    click.echo(secret.format(folder=folder, names=", ".join(names)))
