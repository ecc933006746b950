"""Which store an address means: ``sqlite:votes.sqlite``, ``postgresql://…``, ``dynamodb://…``."""

from __future__ import annotations

from pathlib import Path

from medborgarbudget.voting.stores import Store


class StoreAddressError(ValueError):
    """No store is known by this kind of address."""


def open_store(address: str) -> Store:
    """The store at an address; each engine is imported only where it is used.

    ``sqlite:PATH`` keeps a file. ``postgresql://USER@HOST/DATABASE`` keeps a table, and needs the
    extra ``server`` of this package. ``memory:`` keeps nothing. Raises StoreAddressError for any
    other kind, and UnavailableError where the engine does not answer.
    """
    kind, _, rest = address.partition(":")
    if kind == "sqlite" and rest:
        from medborgarbudget.voting.stores.sqlite import SqliteStore

        return SqliteStore(Path(rest))
    if kind == "memory":
        from medborgarbudget.voting.stores.memory import MemoryStore

        return MemoryStore()
    if kind == "postgresql":
        return _postgresql(address)
    raise StoreAddressError(kind)


def _postgresql(address: str) -> Store:
    try:
        from medborgarbudget.voting.stores.postgresql import PostgresqlStore
    except ImportError:
        raise StoreAddressError("postgresql") from None
    try:
        return PostgresqlStore(address)
    except ValueError:  # without what libpq says of it: a password may stand there
        raise StoreAddressError("postgresql") from None
