"""The store that a command is told of: the option for its address, and the store itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from medborgarbudget.voting.stores import Store

store_option = click.option(
    "--store",
    required=True,
    metavar="ADDRESS",
    help="Where sealed ballots are kept: sqlite:votes.sqlite, postgresql://…, dynamodb://…",
)
"""``store: str``, for `store_at`."""


def store_at(address: str) -> Store:
    """The store, with its credentials from the environment. Raises click.UsageError."""
    from medborgarbudget.voting.stores.addresses import StoreAddressError, open_store

    try:
        return open_store(address, os.environ)
    except StoreAddressError as error:
        raise click.UsageError(f"There is no kind of store called {str(error)!r}.") from None
