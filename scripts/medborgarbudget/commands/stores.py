"""The store that a command is told of: the option for its address, and the store itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medborgarbudget.commands.words import phrase

if TYPE_CHECKING:
    from medborgarbudget.voting.stores import Store

KINDS = ("sqlite", "postgresql", "dynamodb")

store_option = click.option(
    "--store",
    required=True,
    metavar="ADDRESS",
    help="Where sealed ballots are kept: sqlite:votes.sqlite, postgresql://…, dynamodb://…",
)
"""``store: str``, for `store_at`."""


def store_at(address: str, there: bool = False) -> Store:
    """The store, with its credentials from the environment. Raises click.UsageError.

    A file of SQLite is made where there is none, unless ballots must be `there` already: else a
    slip of the pen would be an empty vote.
    """
    from medborgarbudget.voting.stores.addresses import StoreAddressError, open_store

    kind, _, path = address.partition(":")
    if there and kind == "sqlite" and not Path(path).exists():
        raise click.UsageError(
            phrase("There is no file {path}. Name the --store of mb vote-server.", path=path)
        )
    try:
        return open_store(address, os.environ)
    except StoreAddressError as error:
        if str(error) in KINDS and path:
            raise click.UsageError(
                phrase(
                    "The store {kind} cannot be used: its address is not right, or what it needs "
                    "is not there. PostgreSQL needs the extra `server`, DynamoDB AWS's "
                    "credentials.",
                    kind=str(error),
                )
            ) from None
        raise click.UsageError(
            phrase(
                "There is no kind of store called {kind!r}. Write sqlite:FILE, postgresql://… or "
                "dynamodb://…",
                kind=str(error),
            )
        ) from None
